"""The places of a claim: role, part, region, context."""

from __future__ import annotations

import pytest

from services.extractor.domain.draft import Place
from services.extractor.domain.facts.places import places_in


def places_of(text: str, since: str = "") -> list[Place]:
    """The places of what follows `since` in a text."""
    start = text.index(since) + len(since)
    return list(places_in(text, ((start, len(text)),)))


ROLES = [
    ("forces withdrew from Kherson", [("Kherson", "from")]),
    ("units advanced towards Tokmak", [("Tokmak", "to")]),
    ("they captured Soledar", [("Soledar", "at")]),
    ("they left Izium", [("Izium", "from")]),
    ("shells fell in the Russian-occupied city of Melitopol", [("Melitopol", "at")]),
    ("fighting goes on near Bakhmut, Soledar and Avdiivka", [("Bakhmut", "at"), ("Soledar", "at"), ("Avdiivka", "at")]),
    ("Vuhledar was shelled", [("Vuhledar", "at")]),
    ("Moscow would not accept it", []),
    ("sanctions against Russia will last", []),
    ("Washington sent troops to Poland", [("Poland", "to")]),
    ("it was decided in Moscow", [("Moscow", "at")]),
    ("the road to Kurakhove was mined", [("Kurakhove", "mentioned")]),
    ("they left the last houses in Krynky", [("Krynky", "from")]),
    ("they hold heights south of Siversk", [("Siversk", "at")]),
    ("there is a war in Ukraine", [("Ukraine", "at")]),
    ("he was dragged into a van in Odesa", [("Odesa", "at")]),
    ("he was brought to a hospital in Odesa", [("Odesa", "to")]),
    ("tanks stood near the northern Ethiopian town of Adwa", [("Adwa", "at")]),
    ("they left the hamlets of Adwa", [("Adwa", "from")]),
    ("the road from Izium to Lyman was cut", [("Izium", "mentioned"), ("Lyman", "mentioned")]),
    ("they mined the approaches to Odesa", [("Odesa", "at")]),
    ("shells hit Odesa’s port", [("Odesa", "at")]),
    ("they rejected Odesa’s offer", [("Odesa", "mentioned")]),
]


@pytest.mark.parametrize(("text", "expected"), ROLES)
def test_place_has_the_role_that_its_words_give(text: str, expected: list[tuple[str, str]]) -> None:
    """Places of the event come first, those that are only mentioned last."""
    assert [(place.name, place.role) for place in places_of(text)] == expected


PARTS = [
    ("they hold the southern part of Urozhaine", "southern part"),
    ("they fought in the outskirts of Avdiivka", "outskirts"),
    ("blasts were heard in northern Kharkiv", "northern"),
    ("they entered Bakhmut’s eastern suburbs", "eastern suburbs"),
    ("they entered Bakhmut", None),
]


@pytest.mark.parametrize(("text", "part"), PARTS)
def test_part_of_a_place_is_kept(text: str, part: str | None) -> None:
    """The part is what the article wrote."""
    assert places_of(text)[0].part == part


REGIONS = [
    ("shelling in the Donetsk region", "Donetsk Oblast", ("UA-14",), 3),
    ("shelling in Donetsk", "Donetsk", ("UA-14",), 1),
    ("fighting in Donbass", "Donbas", ("UA-14", "UA-09"), 3),
    ("a base in Crimea", "Crimea", ("UA-43",), 3),
    ("they crossed the Dnipro", "Dnipro River", ("UA",), 3),
    ("rockets hit Dnipro", "Dnipro", ("UA-12",), 1),
    ("ships in the Black Sea", "Black Sea", (), 3),
    ("fighting in the Bakhmut district", "Bakhmut", ("UA-14",), 2),
]


@pytest.mark.parametrize(("text", "name", "regions", "precision"), REGIONS)
def test_place_has_its_regions_and_precision(text: str, name: str, regions: tuple[str, ...], precision: int) -> None:
    """A city, its district and its region are three things."""
    place = places_of(text)[0]

    assert (place.name, place.regions, place.precision) == (name, regions, precision)


def test_the_village_is_the_one_named_before() -> None:
    """A definite phrase means the last place of its kind."""
    (place,) = places_of("Troops left Urozhaine. He said they hold part of the village", "He said")

    assert (place.text, place.name, place.basis, place.part) == ("the village", "Urozhaine", "context", "part")


def test_the_region_is_no_village() -> None:
    """A definite phrase does not mean a place of another kind."""
    assert places_of("Troops left Urozhaine. He said they hold the region", "He said") == []


def test_place_of_those_who_tell_is_not_the_place_of_what_they_tell() -> None:
    """A content has the places that it names, wherever its eyewitness is."""
    assert places_of("Soldiers near Soledar said that they had no shells", " said") == []


def test_readings_of_an_ambiguous_name_are_kept() -> None:
    """A name of several places lists them with scores, the chosen one first."""
    place = places_of("A fire broke out in Springfield")[0]

    assert place.candidates[0].gazetteer_id == place.gazetteer_id
    assert place.candidates[0].score >= place.candidates[1].score > 0


def test_village_that_the_gazetteer_lacks_is_named() -> None:
    """A name that its words tell to be a settlement is a place without a point."""
    place = places_of("They took the village of Nezhdanopol")[0]

    assert (place.name, place.latitude, place.gazetteer_id, place.role) == ("Nezhdanopol", None, None, "at")


def test_part_of_an_institution_is_no_place() -> None:
    """A newspaper called after a city does not put the event there."""
    assert places_of("the Kyiv Independent was shown a letter") == []
