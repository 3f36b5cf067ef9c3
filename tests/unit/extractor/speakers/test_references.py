"""Whom a pronoun, a short form or a cue without a subject means."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims


def names(text: str) -> list[str | None]:
    """The names of the sources of a text."""
    return [claim.source.name for claim in extract_claims(text, published=None).claims]


REFERENCES = [
    (
        "Olha Marchuk said the road was cut. General Ostap Hrynko said it was open. She added that it rained.",
        "Olha Marchuk",
    ),
    ("The coast guard said the road was cut. It added that the bridge stood.", "coast guard"),
    ("Villagers said the road was cut. They added that the bridge stood.", "Villagers"),
    ("The mayor of Dubove, who said the road was cut, left.", "mayor of Dubove"),
    ("Ostap Hrynko said the road was cut, adding that the bridge stood.", "Ostap Hrynko"),
    ("Ostap Hrynko said the road was cut. The general added that the bridge stood.", "general"),
    ("General Ostap Hrynko said the road was cut. The general added that the bridge stood.", "Ostap Hrynko"),
    ("The Harbour Safety Agency (HSA) met on Monday. HSA said the road was cut.", "Harbour Safety Agency"),
    ("A statement by Ostap Hrynko said the road was cut.", "Ostap Hrynko"),
    (
        "General Ostap Hrynko said the road was cut. Foreman Taras Marchuk had sent two men home. He said it rained.",
        "Taras Marchuk",
    ),
    (
        "General Ostap Hrynko said the road was cut, and that he had met Taras Marchuk. He said it rained.",
        "Ostap Hrynko",
    ),
    ("Olha Marchuk ran a shop beside Taras Koval. She said the road was cut.", "Olha Marchuk"),
    ("Ostap Hrynko’s spokesman said the road was cut.", "Ostap Hrynko’s spokesman"),
]


@pytest.mark.parametrize(("text", "name"), REFERENCES)
def test_a_reference_has_the_name_of_whom_it_means(text: str, name: str) -> None:
    """Pronouns by number and gender, offices and acronyms by what stood before."""
    assert names(text)[-1] == name


def test_we_in_a_quotation_is_who_speaks_it() -> None:
    """The first person is the speaker around it."""
    assert names("“We believe the road was cut,” said Ostap Hrynko.") == ["Ostap Hrynko"] * 2


def test_a_place_in_capitals_is_no_person() -> None:
    """A run of capitals behind "in" or "the village of" names a place."""
    assert names("In Nova Vesna, residents said the road was cut.") == ["residents"]


def test_who_passes_on_most_of_what_he_says_relays_it() -> None:
    """The one who quotes another relays, and stands in the other's `via`."""
    outer, inner = extract_claims(
        "The newspaper said that the mayor claimed the road to the coast had been cut.", published=None
    ).claims

    assert (outer.stance, inner.stance) == ("relays", "asserts")
    assert [source.name for source in inner.via] == ["newspaper"]
