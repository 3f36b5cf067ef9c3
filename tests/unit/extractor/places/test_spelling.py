"""Spellings of one name: the same key, or the same sound."""

from __future__ import annotations

import pytest

from services.extractor.domain.gazetteer.spelling import key, sound

SAME_KEY = [
    ("Rostov-on-Don", "rostov on don"),
    ("Mar'inka", "Marinka"),
    ("São Paulo", "Sao Paulo"),
    ("St. Petersburg", "Saint Petersburg"),
    ("KYIV", "Kyiv"),
    ("Łódź", "Lodz"),
]

SAME_SOUND = [
    ("Klishchiivka", "Klishchiyivka"),
    ("Avdiivka", "Avdeyevka"),
    ("Huliaipole", "Gulyaypole"),
    ("Kupiansk", "Kupyansk"),
    ("Makiivka", "Makeevka"),
    ("Staromaiorske", "Staromayorskoye"),
    ("Kurakhove", "Kurakhovo"),
    ("Yenakiieve", "Enakievo"),
]


@pytest.mark.parametrize(("first", "second"), SAME_KEY)
def test_marks_case_and_hyphens_do_not_count(first: str, second: str) -> None:
    """Two ways to write a name give one key."""
    assert key(first) == key(second)


@pytest.mark.parametrize(("first", "second"), SAME_SOUND)
def test_transliterations_and_endings_do_not_count(first: str, second: str) -> None:
    """A Ukrainian and a Russian form that differ by rule sound the same."""
    assert sound(key(first)) == sound(key(second)) != ""


def test_short_name_has_no_sound() -> None:
    """Three letters are too few to be told from another word."""
    assert sound("kyi") == ""
