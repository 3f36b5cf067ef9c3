"""Quotations that stand without a cue: the quotation mark alone says that somebody's words follow."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.reading.passage import trimmed
from services.extractor.domain.reading.words import CLOSING, ENDING

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.reading.quotations import Quotation

# Fewer words are a title, a slogan or an answer that says nothing by itself.
_FEWEST_WORDS: Final = 4
_MARKS: Final = CLOSING + '"'


def bare_speeches(attributions: list[Attribution], lines: list[Line], follows: dict[int, int]) -> list[Attribution]:
    """An attribution for each quotation of whole sentences that belongs to none yet.

    Args:
        follows: which quotation goes on in which, by their indices.
    """
    if not lines:
        return []
    quotes = lines[0].quotes
    owners = _owners(attributions, quotes)
    speeches = _speeches(quotes, follows)
    starts = [line.sentence.start for line in lines]
    found = []
    for quote, speech in zip(quotes, speeches, strict=True):
        line = lines[max(bisect_right(starts, quote.start) - 1, 0)]
        if quote not in owners and _is_whole(quote, line):
            content, mark = (quote.start, quote.end), (speech[0], speech[0] + 1)
            found.append(Attribution(line.number, mark, "say", "say", "asserts", None, (content,), speech=speech))
    return found


def _owners(attributions: list[Attribution], quotes: list[Quotation]) -> set[Quotation]:
    """The quotations that attributions touch, other than those inside of what is quoted."""
    starts, ends = [quote.start for quote in quotes], [quote.end for quote in quotes]
    taken: set[Quotation] = set()
    for attribution in attributions:
        if not attribution.in_quotation:
            parts = [*attribution.content, attribution.cue, *([attribution.source] if attribution.source else [])]
            for start, end in parts:
                taken.update(quotes[bisect_right(ends, start) : bisect_left(starts, end)])
    return taken


def _speeches(quotes: list[Quotation], follows: dict[int, int]) -> list[Span]:
    """For each quotation the span of the speech that it is part of."""
    heads = list(range(len(quotes)))
    ends = [quote.end for quote in quotes]
    for before, after in sorted(follows.items()):
        heads[after] = heads[before]
        ends[heads[before]] = quotes[after].end
    return [(quotes[head].start, ends[head]) for head in heads]


def _is_whole(quote: Quotation, line: Line) -> bool:
    """Whether it begins a sentence and ends one."""
    text = line.text
    span = trimmed(text, quote.start, quote.end)
    if span is None or span[0] > line.sentence.start + 1:
        return False
    ending = text[span[0] : span[1]].rstrip(_MARKS)[-1:]
    is_ended = ending in ENDING or not quote.closed
    return is_ended and len(text[span[0] : span[1]].split()) >= _FEWEST_WORDS
