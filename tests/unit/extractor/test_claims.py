"""The claims of an article: who, what, and that every text is its slices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import DraftClaim
from services.extractor.domain.marked import marked_claims
from services.extractor.domain.reading.passage import Span

CASES = [
    ("The mayor said that two bridges were closed.", "The mayor", "said", "two bridges were closed"),
    ("Two bridges were closed, the mayor said on Monday.", "the mayor", "said", "Two bridges were closed"),
    (
        "According to the ministry, the convoy left the port.",
        "the ministry",
        "According to",
        "the convoy left the port",
    ),
    (
        "The convoy left the port, according to the ministry.",
        "the ministry",
        "according to",
        "The convoy left the port",
    ),
    ("“The road is open,” said Olena Hrytsenko.", "Olena Hrytsenko", "said", "“The road is open,”"),
]


@pytest.mark.parametrize(("text", "source", "cue", "content"), CASES)
def test_source_cue_and_content_are_found(text: str, source: str, cue: str, content: str) -> None:
    """Each way of attributing gives the speaker, the cue and the words."""
    (claim,) = extract_claims(text, published=None).claims

    assert (claim.source.text, claim.cue.text, claim.content.text) == (source, cue, content)


def test_narration_is_no_claim() -> None:
    """What the reporter tells in the article's own voice is not a claim."""
    assert extract_claims("The convoy left the port at dawn. Rain fell on the road.", published=None).claims == []


def test_marked_sentence_is_one_claim() -> None:
    """The engine for proofs finds exactly the marked sentences."""
    (claim,) = marked_claims("Filler. CLAIM a-1: Ivan Petrenko said that the dam holds. More.")

    assert (claim.source.name, claim.content.text) == ("Ivan Petrenko", "the dam holds")


FRAGMENTS = st.sampled_from(
    [
        "He said ",
        "that ",
        "“",
        "”",
        '"',
        ", ",
        ". ",
        "\n",
        "according to ",
        "the army ",
        "’s ",
        "\u2028",
        "\x00",
        "7.8km² ",
        "may 99 ",
    ]
)


def passages_of(claim: DraftClaim) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Every text of a claim with its spans."""
    parts = [claim.sentence, claim.content, claim.cue, claim.hedge, claim.time, claim.said_at]
    parts += [*claim.places, *claim.quantities, *claim.caveats, *claim.evidence]
    parts += [actor for event in claim.events for actor in (event.actors.agent, event.actors.target)]
    yield from ((part.text, part.spans) for part in parts if part is not None)
    yield from ((source.text or "", source.spans) for source in (claim.source, *claim.via))


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=6), max_size=40).map("".join))
def test_every_text_equals_its_slices(text: str) -> None:
    """Whatever is read, a passage is the slices of the text at its spans."""
    for claim in extract_claims(text, published=date(2022, 11, 9)).claims:
        for words, spans in passages_of(claim):
            assert words == " … ".join(text[start:end] for start, end in spans)
