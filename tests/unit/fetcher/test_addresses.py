"""Which addresses may be asked."""

from __future__ import annotations

import pytest

from services.fetcher.domain.addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "192.0.1.1", "100.128.0.0", "223.255.255.255", "2606:4700::1111", "64:ff9b::808:808",
        "::ffff:8.8.8.8", "2002:808:808::1", "2001:0:808:808::f7f7:f7f7", "2606:4700::5efe:808:808",
    ],
)  # fmt: skip
def test_public_address_may_be_asked(address: str) -> None:
    """Global addresses, also wrapped in others, are public."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",  # noqa: S104 - asked, not bound
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "localhost", "", "192.88.99.1", "192.0.0.9", "192.0.0.192",
        "192.31.196.1", "168.63.129.16", "239.1.1.1", "3fff::1", "5f00::1", "fec0::1", "2620:4f:8000::1",
        "2001:4:112::1",
        "2001:20::1", "64:ff9b:1::808:808", "::8.8.8.8", "::ffff:0:808:808", "2001:0:a00:1::f7f7:f7f7",
        "2001:0:808:808::f5ff:fffe", "2606:4700::5efe:a00:1", "2606:4700::200:5efe:a00:1", "2002:808:808::5efe:a00:1",
    ],
)  # fmt: skip
def test_other_address_may_not_be_asked(address: str) -> None:
    """Private, local, multicast, reserved and wrapped private addresses are not, nor is what is no address."""
    assert not is_public(address)
