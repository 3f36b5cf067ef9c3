"""Who a named speaker is: kind, role, organisation, side and what the article says of the speaker's word."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import Source
from services.extractor.domain.speakers.profiles import known_person


def last_source(text: str) -> Source:
    """The source of the last claim of a text."""
    return extract_claims(text, published=None).claims[-1].source


NAMED = [
    ("General Ostap Hrynko said the road was cut.", "military", "General", None),
    (
        "Ostap Hrynko, head of the village council, said the road was cut.",
        "authority",
        "head of the village council",
        "village council",
    ),
    ("Ostap Hrynko (Harvest Party) said the road was cut.", "politician", None, None),
    ("Ostap Hrynko, 54, a farmer, said the road was cut.", "civilian", "farmer", None),
    (
        "Coast Guard spokeswoman Olha Marchuk said the road was cut.",
        "authority",
        "Coast Guard spokeswoman",
        "Coast Guard",
    ),
    ("Olha Marchuk, who commands the battalion, met us. Marchuk said the road was cut.", "military", None, "battalion"),
    ("Lt. Gen. Ostap Hrynko said the road was cut.", "military", "Lt. Gen.", None),
    ("The ministry’s spokesman said the road was cut.", "authority", "spokesman", "ministry"),
    (
        "The army is led by Colonel Ostap Hrynko.\n\nOn Monday Hrynko said the road was cut.",
        "military",
        "Colonel",
        None,
    ),
    ("Ostap Hrynko said the road was cut.", "unknown", None, None),
]


@pytest.mark.parametrize(("text", "kind", "role", "organisation"), NAMED)
def test_a_name_is_described_by_the_words_beside_it(
    text: str, kind: str, role: str | None, organisation: str | None
) -> None:
    """Title or apposition at any mention of the name tell the kind, the role and what the role is of."""
    source = last_source(text)

    assert (source.kind, source.role, source.organisation) == (kind, role, organisation)


SIDES = [
    ("Ukrainian General Ostap Hrynko said the road was cut.", "UA"),
    ("The Russian defence ministry said the road was cut.", "RU"),
    ("The governor of Kharkiv region said the road was cut.", "UA"),
    ("Kyiv said the road was cut.", "UA"),
    ("Moscow said the road was cut.", "RU"),
    ("Ukrainian residents said the road was cut.", None),
    ("The Latvian foreign ministry said the road was cut.", None),
]


@pytest.mark.parametrize(("text", "side"), SIDES)
def test_a_side_is_that_of_state_and_office(text: str, side: str | None) -> None:
    """Those who speak for a belligerent stand on its side; people at large stand on none."""
    assert last_source(text).side == side


def test_what_everybody_knows_helps_where_the_article_is_silent() -> None:
    """A person of the table has a kind without words beside the name, by the surname and respelled by a letter."""
    assert known_person("Volodymyr Zelensky") is not None
    assert last_source("Zelenskiy said the road was cut.").kind == last_source("Zelensky said the road was cut.").kind
    assert known_person("Ostap Hrynko") is None


def test_the_article_comes_before_what_everybody_knows() -> None:
    """Another person of the same surname is who the article says."""
    assert last_source("Olena Zelenska, a baker, said the road was cut.").kind == "civilian"


def test_a_remark_on_the_speakers_word_is_kept() -> None:
    """What the article says of a speaker's credibility stands with the source."""
    note = last_source(
        "Ostap Hrynko, a blogger whose reports have been unreliable before, said the road was cut."
    ).credibility_note

    assert note is not None
    assert note.text == "whose reports have been unreliable before"
