"""Who is cited speaks, and who cites relays."""

from __future__ import annotations

import pytest

from services.extractor.domain.attribution.citing import with_cited
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.claims import claims_of, lines_of
from services.extractor.domain.draft import DraftClaim
from services.extractor.domain.reading.outline import outline

Span = tuple[int, int]


def claims(text: str, *parts: tuple[str, str, str]) -> list[DraftClaim]:
    """The claims of a sentence whose attributions (source, cue, content) were found as given."""

    def span(words: str) -> Span:
        return text.index(words), text.index(words) + len(words)

    found = [Attribution(0, span(c), c, "report", "relays", span(s), (span(o),)) for s, c, o in parts]
    lines = lines_of(outline(text))
    return claims_of(text, lines, with_cited(sorted(found, key=lambda a: a.cue), lines), None)


@pytest.mark.parametrize(
    ("text", "content", "cited"),
    [
        ("The agency reported, citing a brigade commander, that the mill was lost.", None, "a brigade commander"),
        ("The mill was lost, the agency reported, citing the ministry.", "The mill was lost", "the ministry"),
    ],
)
def test_cited_one_says_what_the_other_reports(text: str, content: str | None, cited: str) -> None:
    """Both have the content without the words that cite; the agency is `via`, and relays."""
    behind = text[text.index("citing ") + 7 : -1]
    agency = "The agency" if text.startswith("The agency") else "the agency"
    said = content or text[text.index("citing ") : -1]
    outer, inner = claims(text, (agency, "reported", said), (agency, "citing", behind))

    assert (inner.source.text, inner.stance, [v.text for v in inner.via]) == (cited, "asserts", [agency])
    assert inner.content.text == outer.content.text == (content or "the mill was lost")
    assert outer.stance == "relays"


@pytest.mark.parametrize("text", ["The army halted, the agency reported, citing reasons of safety."])
def test_reasons_do_not_speak(text: str) -> None:
    """What is no speaker is cited as a ground, and says nothing."""
    found = claims(text, ("the agency", "reported", "The army halted"), ("the agency", "citing", "reasons of safety"))

    assert [claim.source.text for claim in found] == ["the agency", "the agency"]


def test_who_is_cited_is_found_without_being_seen_as_a_cue() -> None:
    """The word itself says it, wherever somebody speaks."""
    text = "The agency reported, citing a brigade commander, that the mill was lost."
    outer, inner = claims(text, ("The agency", "reported", text[text.index("citing ") : -1]))

    assert (outer.source.text, outer.content.text) == ("The agency", "the mill was lost")
    assert (inner.source.text, inner.cue.text, inner.content.text) == (
        "a brigade commander",
        "citing",
        "the mill was lost",
    )


def test_citation_alone_is_left_as_it_is() -> None:
    """Without another cue nobody reports what is cited."""
    text = "A newspaper citing the mayor had it first."
    (claim,) = claims(text, ("A newspaper", "citing", "the mayor"))

    assert claim.source.text == "A newspaper"
