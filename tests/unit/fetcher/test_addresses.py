"""Which addresses may be asked."""

from __future__ import annotations

import pytest

from services.fetcher.domain.addresses import is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_public_address_may_be_asked(address: str) -> None:
    """Global addresses, also wrapped in others, are public."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",  # noqa: S104 - asked, not bound
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "localhost", "",
    ],
)  # fmt: skip
def test_other_address_may_not_be_asked(address: str) -> None:
    """Private, local, multicast, reserved and wrapped private addresses are not, nor is what is no address."""
    assert not is_public(address)
