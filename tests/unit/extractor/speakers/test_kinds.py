"""The kind of a source by the phrase that names it."""

from __future__ import annotations

import pytest

from services.extractor.domain.speakers.kinds import is_office, is_personal, kind_of, personal_kind

KINDS = [
    ("The governor", "authority"),
    ("the head of the 14th Brigade", "military"),
    ("a spokeswoman for the coast guard", "authority"),
    ("the spokesman of the rebel army", "armed_group"),
    ("an analyst at the Marsh Institute", "analyst"),
    ("three of the villagers", "civilian"),
    ("a doctor and the mayor", "civilian"),
    ("EU sources", "unnamed"),
    ("Latvia", "authority"),
    ("Official Riga", "authority"),
    ("the Latvian side", "authority"),
    ("kurier.com", "media"),
    ("a paper quoted by the ministry", "media"),
    ("satellite images", "imagery"),
    ("the Blue Marble", "unknown"),
    ("the rights group Marble Court", "ngo"),
    ("the portal Army Gazette", "media"),
    ("a rebel commander", "armed_group"),
    ("the navy’s evening summary", "military"),
    ("a statement by the ministry of health", "authority"),
    ("an unsigned statement", "document"),
    ("the clinic’s director", "civilian"),
    ("head of the clinic", "civilian"),
    ("head of the private military contractor Black Reed", "armed_group"),
    ("12 percent of those who came", "public"),
    ("the draft board", "military"),
    ("the human rights envoy", "authority"),
    ("", "unknown"),
]


@pytest.mark.parametrize(("phrase", "kind"), KINDS)
def test_kind_is_that_of_the_head_noun(phrase: str, kind: str) -> None:
    """The last noun before what stands behind it decides; an office has the kind of what it is of."""
    assert kind_of(phrase) == kind


PERSONS = [
    ("general", "military"),
    ("of the Centre for Strategic Studies", "analyst"),
    ("who wrote the report", "unknown"),
    ("leader of the opposition", "politician"),
]


@pytest.mark.parametrize(("descriptor", "kind"), PERSONS)
def test_a_person_is_no_thing(descriptor: str, kind: str) -> None:
    """Who is described by an institute works there; nobody is a document."""
    assert personal_kind(descriptor) == kind


def test_a_phrase_for_one_person_is_told_from_one_for_many() -> None:
    """A pronoun may mean the governor, not the residents or the ministry; an office is held for others."""
    assert [is_personal(words) for words in ("the governor", "residents", "the ministry")] == [True, False, False]
    assert [is_office(words) for words in ("deputy commander", "a witness", "the army")] == [True, False, False]


def test_a_long_phrase_is_read_in_bounded_steps() -> None:
    """What has hundreds of words is no phrase; only its beginning is looked at."""
    assert kind_of("rusty " * 5_000 + "governor") == "unknown"
