"""The places of the world by name: the shipped table, which is packed, and the hand-made one beside it.

The packed table is one block of bytes: a line for each place, an empty line, and a sorted line for each key with
where the lines of its places begin. It is searched where it lies: a Python object for each place would cost 50 MB.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from math import cos, hypot, radians
from typing import NamedTuple

import zstandard

from services.extractor.domain import lexicon
from services.extractor.domain.gazetteer.spelling import key, sound
from services.extractor.domain.tables import Row, listed, rows

SETTLEMENT, DISTRICT, REGION, COUNTRY, NATURE, UNION, BUILDING = "P", "D", "A", "C", "N", "U", "B"

_PRECISIONS = {SETTLEMENT: 1, BUILDING: 1, DISTRICT: 2}
_KM_A_DEGREE = 111.0
# Two tables rarely agree on the middle of a town, and never put two of one name so near to each other.
_SAME_KM = 20.0
_SAME_REGION_KM = 300.0
_STRIDE = 512
_LONGEST_ACRONYM = 5
# A hand-made row without a twin in the packed table is a village, or as well known as a big town.
_VILLAGE, _KNOWN = 37, 70
# What stands in the hand-made table is written of more than its people tell.
_HAND_MADE = 10


class Place(NamedTuple):
    """One place: degrees, ISO 3166 codes, what it is, and ten times the decimal logarithm of its people."""

    id: str
    name: str
    latitude: float
    longitude: float
    regions: tuple[str, ...]
    kind: str
    size: int

    @property
    def precision(self) -> int:
        """1 the place itself, 2 a district, 3 a region or more."""
        return _PRECISIONS.get(self.kind, 3)

    @property
    def country(self) -> str:
        """ISO 3166-1; empty for a sea."""
        return self.regions[0][:2] if self.regions else ""


def distance_km(first: Place, second: Place) -> float:
    """How far apart two places are, near enough for neighbours."""
    east = (first.longitude - second.longitude) * cos(radians(first.latitude))
    return _KM_A_DEGREE * hypot(first.latitude - second.latitude, east)


class Packed:
    """The shipped table."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._first = block.index(b"\n\n") + 1
        # The keys of some lines, and where these begin: between two of them is little to look through.
        self._keys: list[bytes] = []
        self._offsets: list[int] = []
        offset = self._first
        while offset < len(block):
            self._offsets.append(offset)
            self._keys.append(block[offset + 1 : block.index(b"\t", offset)])
            following = block.find(b"\n", min(offset + _STRIDE, len(block)))
            offset = following if following > 0 else len(block)

    def named(self, key_: str) -> list[Place]:
        """The places of a key."""
        wanted = key_.encode()
        number = bisect_right(self._keys, wanted) - 1
        if number < 0:
            return []
        start = self._offsets[number]
        end = self._offsets[number + 1] if number + 1 < len(self._offsets) else len(self._block)
        at = self._block.find(b"\n" + wanted + b"\t", start, end)
        if at < 0:
            return []
        line = self._block[at + len(wanted) + 2 : self._line_end(at + 1)]
        return [self._place(int(offset)) for offset in line.split()]

    def _line_end(self, offset: int) -> int:
        end = self._block.find(b"\n", offset)
        return end if end >= 0 else len(self._block)

    def _place(self, offset: int) -> Place:
        fields = self._block[offset : self._line_end(offset)].decode().split("\t")
        identity, name, latitude, longitude, regions, kind, size = fields
        return Place(identity, name, float(latitude), float(longitude), listed(regions), kind, int(size))


@cache
def _packed() -> Packed:
    compressed = files(lexicon).joinpath("gazetteer.tsv.zst").read_bytes()
    return Packed(zstandard.ZstdDecompressor().decompress(compressed))


@cache
def _by_hand() -> dict[str, list[Place]]:
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for row in rows("places"):
        place = _of(row)
        spellings = {key(spelling) for spelling in (row["name"], *listed(row["aliases"]))}
        heard = {f"~{sound(spelling)}" for spelling in spellings if place.country in {"UA", "RU", "BY"}}
        for spelling in sorted(spellings | heard - {"~"}):
            found[spelling].append(place)
    return dict(found)


def _of(row: Row) -> Place:
    kind = row["kind"] or {"1": SETTLEMENT, "2": DISTRICT, "3": REGION}[row["precision"]]
    size = _VILLAGE if kind == SETTLEMENT else _KNOWN
    point = float(row["latitude"]), float(row["longitude"])
    return Place(f"claimwire:{key(row['name'])}", row["name"], *point, listed(row["regions"]), kind, size)


# Reports say the same names again and again, and the same first words of sentences.
@lru_cache(maxsize=16384)
def named(name: str) -> tuple[Place, ...]:
    """The places that a name means, hand-made ones first; those of the same sound if none is spelt so."""
    letters = key(name)
    found = _called(letters)
    if found or (name.isupper() and len(name) <= _LONGEST_ACRONYM):
        return found
    heard = sound(letters)
    return _called(f"~{heard}") if heard else ()


def _called(key_: str) -> tuple[Place, ...]:
    packed = _packed().named(key_)
    merged: list[Place] = []
    for place in _by_hand().get(key_, ()):
        twin = next((other for other in (*packed, *_like(place)) if _same(place, other)), None)
        merged.append(_merged(place, twin) if twin else place)
        packed = [other for other in packed if other != twin]
    return (*merged, *packed)


def _like(place: Place) -> list[Place]:
    """The packed places of a hand-made one's own name, in whatever transliteration."""
    letters = key(place.name)
    return [*_packed().named(letters), *_packed().named(f"~{sound(letters)}")]


def _same(first: Place, second: Place) -> bool:
    if first.kind in {COUNTRY, REGION} and second.kind == first.kind:
        return first.country == second.country and (first.kind == COUNTRY or _within(first, second, _SAME_REGION_KM))
    return first.kind == second.kind and _within(first, second, _SAME_KM)


def _within(first: Place, second: Place, km: float) -> bool:
    return distance_km(first, second) <= km


def _merged(place: Place, twin: Place) -> Place:
    """The usual name of the hand-made row; the number, the point and the size of the packed one."""
    middle = (place.latitude, place.longitude) if place.kind == COUNTRY else (twin.latitude, twin.longitude)
    return Place(twin.id, place.name, *middle, place.regions or twin.regions, place.kind, twin.size + _HAND_MADE)
