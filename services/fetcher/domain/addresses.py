"""Which network addresses may be asked: public ones only, whatever they are wrapped in.

From IANA's registries of special-purpose addresses (RFC 6890), as of 2025.
Not from `ipaddress.is_global`, which lets multicast and 6to4 pass and changes between releases of Python.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# Some of these are reachable from everywhere, such as AS112's name servers; none has news.
_SPECIAL_4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            # In no registry: the host of each virtual machine of Azure, which hands out their secrets.
            "168.63.129.16/32",
        ),
    )
)  # fmt: skip
# All that is handed out to networks; unique local, link-local, multicast and loopback addresses lie outside.
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_SPECIAL_6: Final = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
# Not 64:ff9b:1::/48, which is the NAT64 of one's own network: nobody knows where in it an IPv4 address stands.
_NAT64: Final = IPv6Network("64:ff9b::/96")
# RFC 5214: the upper half of an interface identifier, with and without the bit for a universal address.
_ISATAP: Final = frozenset({0x0000_5EFE, 0x0200_5EFE})
_LOW_32_BITS: Final = 0xFFFF_FFFF


def is_public(address: str) -> bool:
    """Whether an IP address literal is one of the public Internet; False for anything else."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_4(parsed) if isinstance(parsed, IPv4Address) else _is_public_6(parsed)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _SPECIAL_4)


def _is_public_6(address: IPv6Address) -> bool:
    carried = _carried(address)
    is_unicast = address in _GLOBAL_UNICAST and not any(address in network for network in _SPECIAL_6)
    return (bool(carried) or is_unicast) and all(map(_is_public_4, (*carried, *_isatap(address))))


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that are asked in the end, where an IPv6 address only carries them; empty elsewhere."""
    if address in _NAT64:
        return (IPv4Address(int(address) & _LOW_32_BITS),)
    # Teredo names a server and a client: packets can go to either.
    return tuple(filter(None, (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))))


def _isatap(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 address to which a router of the network in front passes it on; empty if there is none."""
    is_isatap = int(address) >> 32 & _LOW_32_BITS in _ISATAP
    return (IPv4Address(int(address) & _LOW_32_BITS),) if is_isatap else ()
