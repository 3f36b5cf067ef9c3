"""Who speaks: kinds, pronouns, short forms and relayed speech."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.speakers.names import Names, mentions_in

KINDS = [
    ("The governor said the bridge was closed.", "authority"),
    ("The army said the bridge was closed.", "military"),
    ("Olena Hrytsenko, a military analyst, said the bridge was closed.", "analyst"),
    ("A local blogger, Pavlo Bondar, said the bridge was closed.", "blogger"),
    ("Residents said the bridge was closed.", "civilian"),
    ("According to soldiers, the bridge was closed.", "soldier"),
    ("Footage from a drone shows soldiers leaving the village.", "imagery"),
    ("It has been estimated that the repair takes a year.", "unnamed"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_kind_follows_the_head_noun(text: str, kind: str) -> None:
    """The last role noun of the phrase makes the kind of source."""
    (claim,) = extract_claims(text, published=None).claims

    assert claim.source.kind == kind


SHORT_FORMS = [
    ("Olena Hrytsenko said the road was cut. She warned that supplies could run out.", "Olena Hrytsenko"),
    ("The governor said the bridge was closed. He added that repairs would begin soon.", "governor"),
    ("The defence ministry said its units held. The ministry denied that a tank was lost.", "defence ministry"),
    ("Ivan Marchuk said the hill was quiet. Marchuck added that nobody left.", "Ivan Marchuk"),
]


@pytest.mark.parametrize(("text", "name"), SHORT_FORMS)
def test_short_form_has_the_earlier_name(text: str, name: str) -> None:
    """A pronoun, a definite phrase or a misspelt surname stands for who spoke before."""
    assert [claim.source.name for claim in extract_claims(text, published=None).claims] == [name, name]


def test_pronoun_never_means_an_institution() -> None:
    """Where no person spoke, "he" stays unresolved rather than being given to the army."""
    claims = extract_claims("The army said the road was cut. He added that the town was quiet.", published=None).claims

    assert claims[-1].source.name is None


def test_relayed_claim_names_the_relay() -> None:
    """What one speaker says that another claimed is told via the first."""
    outer, inner = extract_claims(
        "Petro Lysenko said the mayor claimed that the dam was damaged.", published=None
    ).claims

    assert (outer.source.name, outer.via) == ("Petro Lysenko", ())
    assert (inner.source.name, [relay.name for relay in inner.via]) == ("mayor", ["Petro Lysenko"])


def test_institution_is_no_person() -> None:
    """A run of capitals with a word for an institution is not a person."""
    people = [m.name for m in mentions_in("Olena Hrytsenko met the Kyiv City Council and Ivan Marchuk.") if m.is_person]

    assert people == ["Olena Hrytsenko", "Ivan Marchuk"]


def test_another_surname_is_left_alone() -> None:
    """A surname that only begins alike is another person."""
    assert Names("Olena Hrytsenko spoke.").meant_by("Hrynko", 22) is None
