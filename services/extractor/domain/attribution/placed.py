"""Sources that hold what is none of theirs: a place before "the city’s mayor", or what a headline tells of somebody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

# "a strike on Kramatorsk, the city's mayor said"
_PLACE = re.compile(spaced(r"(?P<place>[A-Z][\w’'-]{1,24}(?: [A-Z][\w’'-]{1,24}){0,2}), (?=(?:the|its|whose) [a-z])"))
_ON = re.compile(spaced(r" (?:in|on|at|near|outside|against|over|around) $"))
_LONGEST_ON = 10
# "..., says chief of staff killed"
_SAYS = frozenset({"says", "say"})
_SUFFERED = re.compile(spaced(r" (?:killed|dead|wounded|injured|captured|arrested|destroyed|hit|shot down)$"))


def without_place(text: str, source: Span | None, contents: list[Span]) -> tuple[Span | None, list[Span]]:
    """The source without a place that a preposition before it makes a part of the content, which gets it."""
    match = _PLACE.match(text, *source) if source else None
    on = _ON.search(text, max(0, source[0] - _LONGEST_ON), source[0]) if source and match else None
    if source is None or match is None or on is None:
        return source, contents
    grown = [(start, match.end("place")) if end == on.start() else (start, end) for start, end in contents]
    return (match.end(), source[1]), grown


def is_told_of(text: str, cue: Span, source: Span) -> bool:
    """Whether a headline’s "says" is followed by what is said and not by who says it."""
    return cue[1] < source[0] and text[slice(*cue)] in _SAYS and _SUFFERED.search(text, *source) is not None
