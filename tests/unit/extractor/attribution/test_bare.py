"""Quotations that stand without a cue are claims, and are given to who speaks there."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import DraftClaim
from services.extractor.domain.reading.outline import outline

SAID = "Olena Hrytsenko, a nurse in Orikhiv, said the hospital was hit at noon."


def bare_claims(text: str) -> list[DraftClaim]:
    """The claims whose cue is a quotation mark."""
    return [claim for claim in extract_claims(text, published=None).claims if claim.cue.text in '“"']


@pytest.mark.parametrize("quotation", ["“We carried nine people out.”", '"We carried nine people out."'])
def test_paragraph_of_speech_is_a_claim_of_who_spoke_before(quotation: str) -> None:
    """The mark alone says that somebody's words follow; her words are hers without another "she said"."""
    (claim,) = bare_claims(f"{SAID}\n\n{quotation}\n\nThe road is closed.")

    assert (claim.content.text, claim.source.name, claim.source.text) == (quotation, "Olena Hrytsenko", None)
    assert claim.quote == "direct"


def test_speech_over_several_lines_is_of_who_is_named_at_its_end() -> None:
    """A text with a sentence on each line leaves the mark open; every line is said by the speaker of the last."""
    text = "“The bridge is gone.\nNobody crosses any more.\nWe go by boat,” said Petro Koval."
    claims = extract_claims(text, published=None).claims

    assert [claim.content.text for claim in bare_claims(text)] == ["“The bridge is gone.", "Nobody crosses any more."]
    assert {claim.source.name for claim in claims} == {"Petro Koval"}


@pytest.mark.parametrize(
    "text",
    [
        "The brigade calls itself “the wolves of the southern steppe” now.",
        f"{SAID} “It was quiet until then,” she said.",
        "“No.”",
        "The film “A Night in the City of Light” opens today.",
    ],
)
def test_titles_answers_and_attributed_words_are_none(text: str) -> None:
    """Only whole sentences that belong to no other claim are speech of their own."""
    assert bare_claims(text) == []


def test_quotation_of_a_stranger_has_no_speaker() -> None:
    """Nobody is named: then nobody is made up."""
    (claim,) = bare_claims("“We carried nine people out on doors.”")

    assert (claim.source.name, claim.source.kind) == (None, "unnamed")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“One is so.\nTwo are so.\nThree,” he said.", ["“One is so.", "Two are so.", "Three,”"]),
        ('"One is so.\nTwo are so," he said.', ['"One is so.', 'Two are so,"']),
        (
            "“A mark that nobody closed.\nPlain text.\n“Another,” he said.",
            ["“A mark that nobody closed.", "“Another,”"],
        ),
        ("“Open.\n" + "Plain text.\n" * 14 + "End of “it” all.”", ["“Open.", "“it”"]),
    ],
)
def test_quotation_goes_on_as_far_as_its_closing_mark(text: str, quoted: list[str]) -> None:
    """Over lines without marks, unless another mark opens before or it would be longer than a speech."""
    plan = outline(text)

    assert [text[quote.start : quote.end] for quote in plan.quotations] == quoted
