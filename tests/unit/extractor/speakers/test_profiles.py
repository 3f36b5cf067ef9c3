"""Who a named speaker is: kind, role, organisation, side and what the article says of the speaker's word."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import Source
from services.extractor.domain.speakers.beside import descriptors
from services.extractor.domain.speakers.known import known_person


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
    (
        "Olha Marchuk, a spokeswoman for the region’s council, said the road was cut.",
        "authority",
        "spokeswoman for the region’s council",
        "region’s council",
    ),
    (
        "A spokesman for the 9th Brigade, Major Ostap Hrynko, said the road was cut.",
        "military",
        "spokesman for the 9th Brigade",
        "9th Brigade",
    ),
    (
        "Colonel Ostap Hrynko, head of the press service of the navy, said the road was cut.",
        "military",
        "head of the press service of the navy",
        "press service of the navy",
    ),
    ("The garrison’s deputy commander Ostap Hrynko said the road was cut.", "military", "deputy commander", "garrison"),
    ("Deputy Energy Minister Ostap Hrynko said the road was cut.", "authority", "Deputy Energy Minister", None),
    (
        "Speaker of the National Assembly Ivan Hrynko said the road was cut.",
        "authority",
        "Speaker of the National Assembly",
        "National Assembly",
    ),
    ("“It is cut,” argues driver Ostap Hrynko.", "civilian", "driver", None),
    ("Olha Marchuk of the Border Ledger said the road was cut.", "unknown", None, "Border Ledger"),
    ("Olha Marchuk, now with the Marsh Centre, said the road was cut.", "analyst", None, "Marsh Centre"),
    ("Olha Marchuk, who teaches at the Marsh School, said the road was cut.", "civilian", None, "Marsh School"),
    ("Olha Marchuk was a baker. Marchuk said the road was cut.", "civilian", "baker", None),
    ("Ostap Hrynko, a former navy officer, said the road was cut.", "military", "former navy officer", None),
    (
        "Ostap Hrynko, head of the private military contractor Black Reed, said the road was cut.",
        "armed_group",
        "head of the private military contractor Black Reed",
        "Black Reed",
    ),
]


@pytest.mark.parametrize(("text", "kind", "role", "organisation"), NAMED)
def test_a_name_is_described_by_the_words_beside_it(
    text: str, kind: str, role: str | None, organisation: str | None
) -> None:
    """Title or apposition at any mention of the name tell the kind, the role and what the role is of."""
    source = last_source(text)

    assert (source.kind, source.role, source.organisation) == (kind, role, organisation)


def test_a_phrase_for_another_describes_nobody() -> None:
    """Two people who stand side by side are two: the mayor whom he met is not who says so."""
    text = "He met the mayor, Ostap Hrynko said."
    at = text.index("Ostap"), text.index(" said")

    assert descriptors(text, at) == []
    assert "the mayor" in descriptors(text.replace(" said", ", there"), at)


def test_what_a_person_does_describes_nobody() -> None:
    """Who speaks at a forum is none."""
    assert descriptors("Olha Marchuk, addressing a forum, said the road was cut.", (0, len("Olha Marchuk"))) == []


def test_an_office_tells_more_than_a_rank_and_what_is_more_than_what_was() -> None:
    """Of all that is said of a person, the office held now is the role."""
    text = "Ostap Hrynko, a former governor, left. Colonel Ostap Hrynko, {}met us. Hrynko said the road was cut."

    assert last_source(text.format("")).role == "Colonel"
    assert last_source(text.format("commander of the 9th Brigade, ")).role == "commander of the 9th Brigade"


def test_people_of_one_surname_are_two() -> None:
    """What stands beside one is not said of the other, and a bare surname is that of who was named last."""
    text = "General Ali Hassan left. His niece Fatima Hassan, a nurse at the clinic, stayed. Hassan said it rained."
    source = last_source(text)

    assert (source.name, source.role, source.organisation) == (
        "Fatima Hassan",
        "nurse at the clinic",
        "clinic",
    )
    assert last_source(text + " Ali Hassan said that it was open.").role == "General"


def test_a_given_name_may_be_spelt_in_two_ways() -> None:
    """Evgeny and Yevgeny of one surname are one person, and so is whom the article calls Mr."""
    assert last_source("Yevgeny Hrynko left. Evgeny Hrynko said the road was cut.").name == "Yevgeny Hrynko"
    assert (
        last_source("Yevgeny Hrynko left. Joining Hrynko was a guard. Hrynko said it rained.").name == "Yevgeny Hrynko"
    )
    assert last_source("Yevgeny Hrynko left. Mr Hrynko said the road was cut.").name == "Yevgeny Hrynko"


OWNED = [
    ("The navy said the sea was calm. Its spokesman, Ostap Hrynko, said the road was cut.", "navy", "military"),
    ("The navy said the sea was calm. Its spokesman said the road was cut.", "navy", "military"),
    ("Latvia said the sea was calm. Its spokesman, Ostap Hrynko, said the road was cut.", None, "authority"),
    ("The letter said the sea was calm. Its author, Ostap Hrynko, said the road was cut.", None, "analyst"),
]


@pytest.mark.parametrize(("text", "organisation", "kind"), OWNED)
def test_its_spokesman_is_of_the_body_that_spoke(text: str, organisation: str | None, kind: str) -> None:
    """A state or a letter has no members."""
    source = last_source(text)

    assert (source.organisation, source.kind) == (organisation, kind)


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
