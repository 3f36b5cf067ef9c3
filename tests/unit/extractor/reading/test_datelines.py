"""Datelines belong to no sentence and no content."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.reading.datelines import without_dateline

DATELINES = [
    "DUBOVE, November 25 (Coastal Wire) - ",
    "DUBOVE (Coastal Wire) — ",
    "Dubove, Nov. 3 /Coastal Wire/. ",
    "NOVA VESNA, Latvia – ",
    "Dubove/Nova Vesna, 3 March 2021 (CW) -- ",
    "DUBOVE — ",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_is_cut_off(dateline: str) -> None:
    """A place with a date, an agency or in capitals, before a dash."""
    text = f"{dateline}The bridge fell."

    assert text[slice(*without_dateline(text, (0, len(text))))] == "The bridge fell."


NO_DATELINES = [
    "NATO - the alliance - met.",
    "Dubove - a village - burned.",
    "The bridge fell.",
    "Ostap Hrynko - 25 - left.",
    "A (B) C",
]


@pytest.mark.parametrize("text", NO_DATELINES)
def test_what_only_looks_like_one_stays(text: str) -> None:
    """Capitals of an organisation and a place within a sentence are no dateline."""
    assert without_dateline(text, (0, len(text))) == (0, len(text))


def test_sentence_and_content_begin_behind_it() -> None:
    """Neither holds the place and the agency."""
    (claim,) = extract_claims(
        "DUBOVE, November 25 (Coastal Wire) - The bridge fell on Monday, the mayor said.", published=None
    ).claims

    assert claim.content.text == "The bridge fell on Monday"
    assert claim.sentence.text == "The bridge fell on Monday, the mayor said."
