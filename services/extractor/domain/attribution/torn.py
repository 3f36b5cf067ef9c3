"""Spans that begin or end inside a word: the tagger cuts at hyphens, a reader does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

# The part of a hyphenated word before a span: "U.S.-" of "U.S.-brokered".
_HEAD = re.compile(r"(?:[^\W_]\.?){1,24}-?$")
_REACH = 40


def begins_torn(text: str, start: int) -> bool:
    """Whether a span begins inside a hyphenated word, at the hyphen or behind it."""
    before, first = text[max(0, start - 2) : start], text[start : start + 2]
    if first[:1] == "-":
        return before[-1:].isalnum() and first[1:].isalnum()
    return first[:1].isalnum() and len(before) > 1 and before[1] == "-" and (before[0].isalnum() or before[0] == ".")


def mended(text: str, span: Span, others: list[Span]) -> Span:
    """A span with the whole word in which it begins, as far as that is no other span's."""
    if not begins_torn(text, span[0]):
        return span
    head = _HEAD.search(text, max(0, span[0] - _REACH), span[0])
    if head is None or any(start < span[0] and head.start() < end for start, end in others):
        return span
    return head.start(), span[1]
