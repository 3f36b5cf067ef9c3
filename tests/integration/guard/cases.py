"""What a guard of addresses must withstand: each case a URL that leads to an address which nobody may ask.

The ranges are those of IANA's registries of special-purpose addresses for IPv4 and IPv6.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from tests.integration.guard.internet import ORIGIN_4, ORIGIN_6

RANGES_4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32", "192.0.0.170/31", "192.0.2.0/24",
    "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32", "168.63.129.16/32",
)  # fmt: skip
RANGES_6 = (
    "::1/128", "::/128", "::ffff:0:0/104", "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
    "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28",
    "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7",
    "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3", "8000::/3", "e000::/4", "400::/6",
)  # fmt: skip
# The addresses that attacks ask for: this machine, its network, the metadata of clouds.
WANTED = tuple(
    map(
        IPv4Address,
        (
            "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "192.0.0.192",
            "0.0.0.0",  # noqa: S104 - asked, not bound
        ),
    )
)  # fmt: skip
PUBLIC = (
    "8.8.8.8", "1.1.1.1", "193.0.0.1", "100.63.255.255", "100.128.0.0", "172.32.0.1", "198.20.0.1", "223.255.255.255",
    "2606:4700::1111", "2a00:1450::1", "2400:cb00::1", "2001:200::1", "64:ff9b::808:808", "::ffff:8.8.8.8",
    "2002:808:808::1", "2001:0:808:808::f7f7:f7f7", "2a00:1450::5efe:808:808",
)  # fmt: skip
_FULLWIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")  # noqa: RUF001 - that is what is tried
_CIRCLED = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")
_OTHER_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_MATHEMATICAL = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")  # noqa: RUF001 - that is what is tried
_STATUSES = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Case:
    """A URL that must not lead to a forbidden address; what kind of attempt it is."""

    kind: str
    url: str


def cases(extra: int = 0, seed: int = 1) -> list[Case]:
    """All cases, each URL once.

    Args:
        extra: random addresses of each range, beside its ends.
    """
    chance = random.Random(seed)
    plain = [*_literals(extra, chance), *_embedded(extra, chance), *_spelled()]
    found = [*plain, *_redirects(plain, chance), *_names(chance)]
    return list({case.url: case for case in found}.values())


def _literals(extra: int, chance: random.Random) -> Iterator[Case]:
    for given in (*RANGES_4, *RANGES_6):
        network = ip_network(given)
        for address in _some(network, extra, chance):
            yield Case("literal", f"http://{_host(address)}/")


def _some(network: IPv4Network | IPv6Network, extra: int, chance: random.Random) -> list[IPv4Address | IPv6Address]:
    """The ends and the middle of a range, and others."""
    numbers = [0, 1, network.num_addresses // 2, network.num_addresses - 1]
    numbers += [chance.randrange(network.num_addresses) for _ in range(extra)]
    return list(dict.fromkeys(network[n] for n in numbers if n < network.num_addresses))


def _host(address: IPv4Address | IPv6Address | str) -> str:
    return f"[{address}]" if ":" in str(address) else str(address)


def _embedded(extra: int, chance: random.Random) -> Iterator[Case]:
    others = [IPv4Address(chance.randrange(10 << 24, 11 << 24)) for _ in range(extra)]
    for inner in (*WANTED, *others):
        for address in embedding(inner):
            yield Case("embedded", f"http://{_host(address)}/")


def embedding(inner: IPv4Address) -> Iterator[str]:
    """IPv6 addresses that carry an IPv4 address."""
    high, low = int(inner) >> 16, int(inner) & 0xFFFF
    a, b, c, d = inner.packed
    mixed, turned = f"{high:x}:{low:x}", f"{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}"
    # Mapped, compatible, translated.
    yield from (f"::ffff:{inner}", f"::ffff:{mixed}", f"0:0:0:0:0:ffff:{mixed}", f"::{mixed}", f"::ffff:0:{mixed}")
    # NAT64 with the well-known prefix, and with that of one's own network in each of its lengths.
    yield from (
        f"64:ff9b::{mixed}",
        f"64:ff9b::{inner}",
        f"64:ff9b:1::{mixed}",
        f"64:ff9b:1:{high:x}:{c:x}:{d << 8:x}::",
    )
    yield from (f"64:ff9b:1:{a:x}:{b:x}{c:02x}:{d << 8:x}::", f"64:ff9b:1:1::{mixed}")
    # 6to4; Teredo by client and by server; ISATAP by private and by universal identifier.
    yield from (f"2002:{mixed}::", f"2002:{mixed}::1", f"2001:0:808:808::{turned}", f"2001:0:{mixed}::f7f7:f7f7")
    yield from (f"2a00:1450::5efe:{mixed}", f"2a00:1450::200:5efe:{mixed}", f"fe80::5efe:{mixed}")
    yield f"2002:808:808::5efe:{mixed}"


def _spelled() -> Iterator[Case]:
    for inner in WANTED:
        for host in spellings(inner):
            yield Case("spelling", f"http://{host}/")
        for url in _confusing(str(inner)):
            yield Case("confusion", url)


def spellings(address: IPv4Address) -> Iterator[str]:
    """An address as C libraries, browsers and people write it."""
    text, number = str(address), int(address)
    a, b, c, d = address.packed
    yield from (
        f"{number}",
        f"0x{number:x}",
        f"0X{number:X}",
        f"0{number:o}",
        f"00000000{number:o}",
        f"0x00000000{number:x}",
    )
    yield from (f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{number & 0xFFFF}", f"0x{a:x}.{number & 0xFFFFFF}")
    yield from (f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", f"0x{a:x}.{b}.0{c:o}.{d}")
    yield from (
        f"{a:03}.{b:03}.{c:03}.{d:03}",
        f"{a}.0x{number & 0xFFFFFF:x}",
        f"{number + 2**32}",
        f"{number - 2**32}",
    )
    yield from (
        f"{a + 256}.{b}.{c}.{d}",
        f"{text}.",
        f"{text}..",
        f".{text}",
        f"{text}%20",
        f"{text}%00",
        f"{text}%00.news.example",
    )
    yield from ("".join(f"%{ord(each):02x}" for each in text), text.replace(".", "%2e"), text.replace(".", "%E3%80%82"))
    yield from (
        text.translate(_FULLWIDTH),
        text.translate(_CIRCLED),
        text.translate(_OTHER_DIGITS),
        text.translate(_MATHEMATICAL),
    )
    yield from (text.replace(".", mark) for mark in "。．｡․")  # noqa: RUF001 - that is what is tried
    yield from (
        f"{text[:2]}\u00ad{text[2:]}",
        f"{text}\u200b",
        f"\ufeff{text}",
        f"{text}\u3002",
        f"xn--{text}",
        f"[{text}]",
    )
    yield from (f"[::ffff:{text}%25lo]", f"[::ffff:{text}%eth0]", f"[0000:0000:0000:0000:0000:ffff:{text}]")
    yield from (f"{text}:80", f"{text}:", f"{text}:00080", f"{text}:8080", f"{text}.nip.test", f"{text}#", f"{text}?")


def _confusing(text: str) -> Iterator[str]:
    """URLs in which two readers can see two hosts."""
    public = ORIGIN_4
    yield from (
        f"http://{public}@{text}/",
        f"http://{public}:80@{text}/",
        f"http://{public}%40{text}/",
        f"http://{public}#@{text}/",
    )
    yield from (
        f"http://{public}\\@{text}/",
        f"http://{text}\\@{public}/",
        f"http://{public}:80\\@{text}:80/",
        f"http:\\\\{text}/",
    )
    yield from (
        f"http:///{text}/",
        f"http:/{text}/",
        f"http:{text}/",
        f"http://{text}\t/",
        f"http://\t{text}/",
        f"http://\n{text}/",
    )
    yield from (
        f"http://{public} @{text}/",
        f"http://{public}&@{text}#@{public}/",
        f"HTTP://{text}/",
        f"hTTps://{text}/",
    )
    yield from (
        f"https://{text}/",
        f"https://{text}:80/",
        f"http://a:b@{text}/",
        f"http://@{text}/",
        f"http://{public};{text}/",
    )
    yield from (
        f"http://{text}:80:80/",
        f"http://{public}?@{text}/",
        f"http://{public}%2F@{text}/",
        f"http://{public}%23@{text}/",
    )
    yield from (f"ftp://{text}/", f"gopher://{text}:80/_GET", f"file://{text}/etc/passwd", f"//{text}/", f"{text}/")


def to(target: str, status: int = 302, origin: str = ORIGIN_4) -> str:
    """A URL of the public server that redirects."""
    return f"http://{_host(origin)}/to/{status}/{target.encode('utf8', 'surrogateescape').hex()}"


def _redirects(plain: list[Case], chance: random.Random) -> Iterator[Case]:
    for number, case in enumerate(chance.sample(plain, 120)):
        once = to(case.url, _STATUSES[number % 5], (ORIGIN_4, ORIGIN_6)[number % 2])
        yield Case("redirect", once)
        if number % 4 == 0:
            yield Case("redirect of redirects", to(to(to(once, 301), 308, ORIGIN_6), 307))
    for address in WANTED:
        for odd in (
            f"//{address}/",
            f"/\\{address}/",
            f"\\\\{address}\\",
            f"///{address}",
            f"http:{address}",
            f" http://{address}/",
        ):
            yield Case("redirect", to(odd))


def _names(chance: random.Random) -> Iterator[Case]:
    addresses = [
        network[chance.randrange(network.num_addresses)] for network in map(ip_network, (*RANGES_4, *RANGES_6))
    ]
    addresses += [IPv6Address(each) for inner in WANTED[:5] for each in chance.sample(list(embedding(inner)), 4)]
    good_4, good_6 = (IPv4Address(ORIGIN_4).packed.hex(), IPv6Address(ORIGIN_6).packed.hex())
    for address in (*WANTED, *addresses):
        bad = address.packed.hex()
        good = good_4 if len(bad) == len(good_4) else good_6
        yield Case("name", f"http://one.{bad}.test/")
        yield Case("name that turns", f"http://turn.{good}.{bad}.test/")
        yield Case("name of two", f"http://one.{good}.{bad}.test/")
    for address in WANTED:
        bad = address.packed.hex()
        yield Case("name", f"http://alias.{bad}.test/")
        yield Case("name", f"http://one.{bad}.test./")
        yield Case("name that turns", to(f"http://turn.{good_4}.{bad}.test/"))
    yield from (
        Case("name", f"http://{name}/")
        for name in ("localhost", "localhost.", "LOCALHOST", "ip6-localhost", "a.localhost", "router")
    )
