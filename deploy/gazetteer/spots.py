"""The places of the shipped table, and the spellings under which each is found."""

from __future__ import annotations

import re
from collections import Counter
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from deploy.gazetteer import geonames
from deploy.gazetteer.transliteration import latin
from services.extractor.domain.gazetteer.spelling import key, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.gazetteer.geonames import Located, Settlement

_HERE = Path(__file__).parent
# Names of these countries are written in several transliterations and two languages.
_BY_SOUND = frozenset({"UA", "RU", "BY"})
# Foreign names of a town ("Bombay", "Raqqa") are taken if it is big, or where wars were that much is written of.
_ALIASED_PEOPLE = 400_000
_ALIASED = frozenset(
    ["SY", "IQ", "YE", "IL", "PS", "LB", "LY", "SD", "SS", "GE", "AM", "AZ", "AF", "IR", "TR", "MD", "PL", "RO"]
)
_ALIASED_PEOPLE_THERE = 20_000
_MIN_ALIAS = 5
_COUNTY_PEOPLE = 300_000
_COUNTIES = frozenset({"US", "GB", "IE"})
_KIND_OF_REGION = re.compile(
    r" (?:State|Province|Governorate|Region|Republic|Oblast|Krai|District|Prefecture|County|Department|Parish"
    r"|Raion|Rayon|City)$|^(?:County|State of|Province of|City of|City and Borough of|Republic of) "
)


class Spot(NamedTuple):
    """A place: degrees, regions (comma-separated), and ten times the decimal logarithm of its people."""

    id: str
    name: str
    latitude: float
    longitude: float
    regions: str
    kind: str
    size: int


class Named(NamedTuple):
    """A place with the keys under which it is found."""

    spot: Spot
    keys: frozenset[str]


def spots(packages: Path) -> Iterator[Named]:
    """All places that are shipped."""
    settlements = list(geonames.settlements(packages))
    records = geonames.located(packages)
    yield from _countries(packages, records)
    yield from _regions(settlements, records)
    yield from _counties(records, settlements)
    yield from _settlements(settlements)


def _countries(packages: Path, records: list[Located]) -> Iterator[Named]:
    middles = geonames.areas(records, lambda record: (record["country_code"],))
    for code, country in geonames.countries(packages).items():
        area = middles.get((code,))
        if area:
            spot = _spot(f"geonames:{country['geonameid']}", country["name"], area.middle, code, "C", area.people)
            yield Named(spot, frozenset({key(country["name"])}))


def _regions(settlements: list[Settlement], records: list[Located]) -> Iterator[Named]:
    codes = _codes_of_states(settlements, records)
    middles = geonames.areas(records, lambda record: (record["country_code"], record.get("state", "")))
    for (country, state), area in middles.items():
        # Ukraine's are in the hand-made table, with all that their names are written as.
        if country != "UA":
            code = codes.get((country, state), country)
            spot = _spot(f"region:{country}.{key(state)}", state, area.middle, code, "A", area.people)
            yield Named(spot, frozenset(_names_of_region(state, country)))


def _names_of_region(name: str, country: str) -> Iterator[str]:
    bare = _KIND_OF_REGION.sub("", name)
    yield key(name)
    # "Sindh Province" is written "Sindh"; "Moscow Oblast" never is "Moscow".
    if country != "RU" or "Oblast" not in name:
        yield key(bare)
    if country in _BY_SOUND:
        yield from (f"{key(bare)} {kind}" for kind in ("oblast", "region", "province"))


def _counties(records: list[Located], settlements: list[Settlement]) -> Iterator[Named]:
    codes = _codes_of_states(settlements, records)
    middles = geonames.areas(records, lambda r: (r["country_code"], r.get("state", ""), r.get("county", "")))
    for (country, state, county), area in middles.items():
        if country == "UA" or (country not in _COUNTIES and area.people < _COUNTY_PEOPLE):
            continue
        code = codes.get((country, state), country)
        spot = _spot(f"county:{code}.{key(county)}", county, area.middle, code, "D", area.people)
        bare = _KIND_OF_REGION.sub("", county)
        # "Dublin City" is the council; the city has its own line.
        names = {bare} if county.endswith(" City") else {county} if country == "US" else {county, bare}
        yield Named(spot, frozenset(map(key, names | ({f"County {bare}"} if country == "IE" else set()))))


def _settlements(settlements: list[Settlement]) -> Iterator[Named]:
    codes, least = _rows("regions"), {row[0]: int(row[1]) for row in _rows("thresholds")}
    code_of = {(country, admin1): code for country, admin1, code in codes}
    for record in settlements:
        code = _code(record["countrycode"], record["admin1code"], code_of)
        if record["population"] < least.get(code, least.get(record["countrycode"], least[""])):
            continue
        point = (record["latitude"], record["longitude"])
        spot = _spot(f"geonames:{record['geonameid']}", record["name"], point, code, "P", record["population"])
        yield Named(spot, frozenset(_keys(record)))


def _code(country: str, admin1: str, code_of: dict[tuple[str, str], str]) -> str:
    return f"US-{admin1}" if country == "US" else code_of.get((country, admin1), country)


def _keys(record: Settlement) -> Iterator[str]:
    """The name, the foreign names of what is written of a lot, and how the names of the region at war sound."""
    yield key(record["name"])
    people, country = record["population"], record["countrycode"]
    if country in _BY_SOUND:
        for name in (record["name"], *map(latin, record["alternatenames"])):
            if name and (heard := sound(key(name))):
                yield f"~{heard}"
    if people >= _ALIASED_PEOPLE or (country in _ALIASED and people >= _ALIASED_PEOPLE_THERE):
        for name in record["alternatenames"]:
            if name.isascii() and name.istitle() and len(name) >= _MIN_ALIAS:
                yield key(name)


def _codes_of_states(settlements: list[Settlement], records: list[Located]) -> dict[tuple[str, str], str]:
    """The codes of the regions that the second package only names: those of most of their settlements."""
    code_of = {(country, admin1): code for country, admin1, code in _rows("regions")}
    at = {(s["countrycode"], s["latitude"], s["longitude"]): s["admin1code"] for s in settlements}
    votes: dict[tuple[str, str], Counter[str]] = {}
    for record in records:
        admin1 = at.get((record["country_code"], record["latitude"], record["longitude"]))
        if admin1 is not None and "state" in record:
            code = _code(record["country_code"], admin1, code_of)
            votes.setdefault((record["country_code"], record["state"]), Counter())[code] += 1
    return {state: counts.most_common(1)[0][0] for state, counts in votes.items()}


def _spot(identity: str, name: str, point: tuple[float, float], regions: str, kind: str, people: int) -> Spot:
    return Spot(identity, name, *point, regions, kind, round(10 * log10(max(people, 1))))


def _rows(table: str) -> list[list[str]]:
    lines = (_HERE / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
