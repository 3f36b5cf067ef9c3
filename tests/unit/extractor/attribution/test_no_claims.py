"""What looks like an attribution and is none, and what a source or a content must not lose or swallow."""

from __future__ import annotations

import pytest

from services.extractor.domain.attribution.no_claims import is_no_claim
from services.extractor.domain.attribution.placed import is_told_of, without_place
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.attribution.torn import begins_torn, mended
from services.extractor.domain.attribution.whole_names import whole
from services.extractor.domain.claims import extract_claims
from services.extractor.domain.reading.outline import outline
from tests.unit.extractor.marked import marked

NONE = [
    "<Analysis>/:/ [why the offensive has slowed]",
    "<Security Council briefing>/:/ [the war in the east]",
    "<Inside the battalion>/:/ [men who fight for Kyiv]",
    "<Q>/:/ [Do you blame the staff?]",
    "His neighbour, <a former miner> /called/ [Petro Sydorenko], left.",
    "<The leader>, /known as/ [Hemedti], spoke.",
    "<He> /has refused/ [to leave three times].",
    "It said that <the army> would /respond/ [“with fire” if the town was hit].",
    "<The army> /will answer/ [“with fire”].",
]
SOME = [
    "<Governor>/:/ [the port was hit by drones]",
    "<WarGonzo>/:/ [the village is ours]",
    "<He> /called/ [Petro Sydorenko a liar].",
    "<He> /refused/ [to say whether the bridge stood].",
    "<The army> /responded/ [“with pleasure”].",
]


def attribution_in(sentence: str) -> tuple[Attribution, str]:
    """The attribution that marks show, and the text."""
    read = marked(sentence)
    (cue,) = read.spans["cue"]
    return Attribution(0, cue, "say", "say", "asserts", read.only("source"), tuple(read.spans["content"])), read.text


@pytest.mark.parametrize(("sentence", "is_none"), [*((s, True) for s in NONE), *((s, False) for s in SOME)])
def test_labels_names_and_refusals_to_act_are_no_claims(sentence: str, *, is_none: bool) -> None:
    """A label before a colon does not speak, a name that somebody bears is not said, and who stays only stays."""
    assert is_no_claim(*attribution_in(sentence)) is is_none


WHOLE = [
    ("Serhiy <Kuzmenko of the charity> said", "Serhiy Kuzmenko of the charity"),
    ("Kherson Oblast <Occupation head> said", "Kherson Oblast Occupation head"),
    ("On Monday <Koval> said", "Koval"),
    ("In Moscow <Koval> said", "Koval"),
    ("They left, <Koval> said", "Koval"),
]


@pytest.mark.parametrize(("sentence", "source"), WHOLE)
def test_a_source_does_not_begin_inside_a_name(sentence: str, source: str) -> None:
    """The capitals before it belong to it, unless they are a time or a place."""
    read = marked(sentence)
    start, end = whole(read.text, read.spans["source"][0], [])

    assert read.text[start:end] == source


def test_a_straight_mark_closes_no_curly_speech() -> None:
    """Where the closing mark of a curly quotation was forgotten, straight marks further down are others'."""
    quotes = outline('He wrote: “We watch the sky.\n\nThe mayor said it had hit "an airfield".').quotations

    assert [quote.paragraph for quote in quotes] == [0, 1]
    assert quotes[1].closed


def test_a_span_does_not_begin_inside_a_word() -> None:
    """A content gets the whole word, unless that is another's."""
    text = "It broke a U.S.-brokered truce"
    start = text.index("brokered")

    assert begins_torn(text, start)
    assert mended(text, (start, len(text)), []) == (text.index("U.S."), len(text))
    assert mended(text, (start, len(text)), [(0, start - 1)]) == (start, len(text))
    assert not begins_torn("He left - they stayed", 10)


def test_a_place_before_the_citys_mayor_is_where_it_happened() -> None:
    """The place belongs to the content, the mayor speaks."""
    text = "Two died in a strike on Lyman, the city’s mayor said"
    source, contents = without_place(text, (24, 47), [(0, 20)])

    assert [text[slice(*span)] for span in (source or (0, 0), *contents)] == [
        "the city’s mayor",
        "Two died in a strike on Lyman",
    ]


def test_a_headline_that_says_somebody_was_killed_names_no_speaker() -> None:
    """What stands behind "says" there is said."""
    read = marked("Army strikes suburb, /says/ <rebel chief killed>")

    assert is_told_of(read.text, read.spans["cue"][0], read.spans["source"][0])
    assert not is_told_of("Port hit, says army", (10, 14), (15, 19))


def test_who_everybody_knows_may_head_a_headline() -> None:
    """A surname before a colon speaks, though the report has no full name."""
    (claim,) = extract_claims("Zelenskyy: Russia massing 150,000 troops near Pokrovsk", published=None).claims

    assert (claim.source.name, claim.source.side) == ("Zelenskyy", "UA")
