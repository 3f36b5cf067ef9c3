"""Which claim of the text below a headline's claim stands for: "Governor says port hit" is what the governor says."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.likeness import are_alike, stems
from services.extractor.domain.reading.words import ENDING, QUOTE_MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.reading.sentences import Sentence

_LONGEST = 200
# What a headline tells is told again by one of the first claims below.
_LEAD = 8


def titles_of(text: str, paragraphs: Sequence[Sequence[Sentence]]) -> list[Span]:
    """The headlines: paragraphs of one short sentence that has no full stop."""
    alone = ((paragraph[0].start, paragraph[0].end) for paragraph in paragraphs if len(paragraph) == 1)
    return [span for span in alone if span[1] - span[0] <= _LONGEST and text[span[1] - 1] not in ENDING + QUOTE_MARKS]


def told_below(claims: list[DraftClaim], titles: Sequence[Span]) -> dict[int, int]:
    """For the claims of headlines, the claim below: one that says the same, else the first of such a speaker."""
    cues = [claim.cue.spans[0][0] for claim in claims]
    found: dict[int, int] = {}
    for start, end in titles:
        first = bisect_right(cues, end)
        for number in range(bisect_left(cues, start), first):
            below = [
                n for n in range(first, min(first + _LEAD, len(claims))) if claims[n].stance == claims[number].stance
            ]
            twin = _told_alike(claims, number, below) or _of_such(claims, number, below)
            if twin is not None:
                found[number] = twin
    return found


def _told_alike(claims: list[DraftClaim], number: int, below: list[int]) -> int | None:
    own = stems(claims[number].content.text)
    return next((n for n in below if are_alike(stems(claims[n].content.text), own)), None)


def _of_such(claims: list[DraftClaim], number: int, below: list[int]) -> int | None:
    who = stems(claims[number].source.text or "")
    return next((n for n in below if who & _described(claims[n])), None)


def _described(claim: DraftClaim) -> frozenset[str]:
    return stems(f"{claim.source.text or ''} {claim.source.role or ''}")
