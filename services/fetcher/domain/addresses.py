"""Which network addresses may be asked: public ones only, whatever they are wrapped in."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32_BITS = 0xFFFFFFFF


def is_public(address: str) -> bool:
    """Whether an IP address literal is one of the public Internet; False for anything else."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_4(parsed) if isinstance(parsed, IPv4Address) else _is_public_6(parsed)


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_public_6(address: IPv6Address) -> bool:
    # An IPv4 address can travel inside: then that one is asked in the end.
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & _LOW_32_BITS)
    if inner is not None:
        return _is_public_4(inner)
    return address in _GLOBAL_UNICAST and address.is_global
