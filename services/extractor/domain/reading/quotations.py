"""Passages in quotation marks, and those that go on in the next paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from services.extractor.domain.reading.passage import Span
from services.extractor.domain.reading.words import CLOSING, OPENING

_OPENING = re.compile(f'[{OPENING}"]')
_CLOSING = re.compile(f"[{CLOSING}]")
# Where the closing mark is farther off than a long speech, it was forgotten.
_MAX_LENGTH = 5_000
_STRAIGHT = re.compile('"')


@dataclass(frozen=True)
class Quotation:
    """A passage with its quotation marks.

    Attributes:
        closed: whether a closing mark was written; none is where the speech goes on in the next paragraph.
    """

    start: int
    end: int
    paragraph: int
    closed: bool


def quotations(text: str, lines: list[Span]) -> list[Quotation]:
    """The quotations of every paragraph, in order; a mark without a partner quotes the rest of its paragraph."""
    found: list[Quotation] = []
    for number, (start, end) in enumerate(lines):
        found += _in_paragraph(text, start, end, number)
    return found


def _in_paragraph(text: str, start: int, end: int, number: int) -> list[Quotation]:
    found: list[Quotation] = []
    position = start
    while opening := _OPENING.search(text, position, end):
        closers = _STRAIGHT if opening.group() == '"' else _CLOSING
        limit = min(end, opening.start() + _MAX_LENGTH)
        closing = closers.search(text, opening.end(), limit)
        if closing is None:
            # A lone straight mark is more often a slip or an inch than a speech.
            if opening.group() != '"' or opening.start() == start:
                found.append(Quotation(opening.start(), limit, number, closed=False))
            position = limit
            continue
        found.append(Quotation(opening.start(), closing.end(), number, closed=True))
        position = closing.end()
    return found


def continued(quotes: list[Quotation], lines: list[Span]) -> dict[int, int]:
    """Which quotation goes on in which: index to index, where the next paragraph opens with a new mark."""
    return {
        index: index + 1
        for index, (quote, after) in enumerate(pairwise(quotes))
        if not quote.closed and after.paragraph == quote.paragraph + 1 and after.start == lines[after.paragraph][0]
    }
