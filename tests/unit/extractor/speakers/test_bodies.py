"""The body that a phrase for a person names."""

from __future__ import annotations

import pytest

from services.extractor.domain.speakers.bodies import is_of_members, membership, organisation_of

BODIES = [
    ("a spokesman for the coast guard", "coast guard"),
    ("IAEA chief inspector", "IAEA"),
    ("White House security adviser", "White House"),
    ("the UN’s coordinator", "UN"),
    ("deputy head of Wheatatom", "Wheatatom"),
    ("director of the clinic", "clinic"),
    ("head of the forces’ press office", "forces"),
    ("president of the Mothers of Dubove association", "Mothers of Dubove association"),
    ("an analyst at the security firm Greyline", "Greyline"),
    ("an adviser to the Marsh Front", "Marsh Front"),
    ("soldiers of the 42nd Division", "42nd Division"),
    ("a nurse at School No. 4", "School No. 4"),
]


@pytest.mark.parametrize(("phrase", "body"), BODIES)
def test_an_office_is_of_a_body(phrase: str, body: str) -> None:
    """What stands behind the office or before it, as far as it is the body's name."""
    assert organisation_of(phrase) == body


NONE = [
    "governor of Kharkiv",
    "envoy to the EU",
    "Deputy defence minister",
    "battalion commander",
    "commander of a battalion",
    "military analyst",
    "a former director of the clinic",
    "a blogger with ties to the 3rd Army",
    "a diplomat in Brussels",
    "spokesman for President Ostap Hrynko",
    "mother of two",
]


@pytest.mark.parametrize("phrase", NONE)
def test_who_is_of_a_land_a_person_or_the_past_is_of_no_body(phrase: str) -> None:
    """A minister is of no body, nor is a kind of unit one."""
    assert organisation_of(phrase) is None


def test_a_body_may_stand_right_behind_a_name() -> None:
    """Only a body has an article and a name; what follows does not belong to it."""
    assert membership("of the Border Ledger disagreed") == "Border Ledger"
    assert membership("of the Luhansk militia") == "Luhansk militia"
    assert membership("of Dubove") is None


def test_some_of_a_body_are_told_from_what_a_body_made() -> None:
    """Soldiers of a brigade belong to it, a report of the brigade does not."""
    assert is_of_members("soldiers of the 9th Brigade")
    assert not is_of_members("a report of the 9th Brigade")
