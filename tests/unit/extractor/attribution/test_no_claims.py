"""What looks like an attribution and is none, and what a source or a content must not lose or swallow."""

from __future__ import annotations

import pytest

from services.extractor.domain.attribution.no_claims import is_no_claim
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.attribution.whole_names import whole
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
]
SOME = [
    "<Governor>/:/ [the port was hit by drones]",
    "<WarGonzo>/:/ [the village is ours]",
    "<He> /called/ [Petro Sydorenko a liar].",
    "<He> /refused/ [to say whether the bridge stood].",
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
