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
_MARK = re.compile(f'[{OPENING}{CLOSING}"]')
_MAX_PARAGRAPHS = 12


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
    """The quotations of every paragraph, in order; a mark without a partner quotes the rest of its paragraph.

    Where the partner stands in a later paragraph and no other mark before it, the paragraphs between are quoted, too.
    """
    found: list[Quotation] = []
    for number, (start, end) in enumerate(lines):
        goes_on = _going_on(text, found[-1], lines, number) if found else None
        if goes_on:
            found.append(goes_on)
            start = goes_on.end  # noqa: PLW2901 - what is left of the paragraph
        found += _in_paragraph(text, start, end, number)
    return found


def _going_on(text: str, before: Quotation, lines: list[Span], number: int) -> Quotation | None:
    """The beginning of a paragraph as far as it belongs to a quotation that the paragraph before left open."""
    start, end = lines[number]
    if before.closed or before.paragraph != number - 1:
        return None
    mark = _MARK.search(text, start, min(len(text), start + _MAX_LENGTH))
    # An opening mark at its head says so itself; anywhere else it shows that the one before was forgotten.
    if mark is None or not _closes(text, mark.start()) or mark.start() == start:
        return None
    # A straight mark closes no speech that a curly one opened.
    if mark.group() == '"' and text[before.start] in OPENING:
        return None
    # What follows a break may be longer than a speech: it is then no part of it.
    if sum(mark.start() >= line[0] for line in lines[number : number + _MAX_PARAGRAPHS + 1]) > _MAX_PARAGRAPHS:
        return None
    is_here = mark.end() <= end
    return Quotation(start, mark.end() if is_here else end, number, closed=is_here)


def _closes(text: str, at: int) -> bool:
    if text[at] != '"':
        return text[at] in CLOSING
    return text[at - 1 : at].strip() != ""


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
