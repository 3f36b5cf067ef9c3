"""A source that begins in the middle of a name gets the whole name: "Serhiy" before "Koval of the charity Haven"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.reading.words import spaced
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_BEFORE = re.compile(spaced(r"(?<![\w’'-])(?P<run>(?:[A-Z][\w’'-]{0,24} ){1,4})$"))
_WORD_BEFORE = re.compile(r"([\w’'-]+)[ \xa0]+$")
_REACH = 120
# Words with a capital that are no part of a name.
_NO_NAMES = ("preposition", "subordinator", "pronoun", "time", "weekday", "adverb", "clause_break", "negation")


def whole(text: str, source: Span, contents: list[Span]) -> Span:
    """The source with the capitalised words directly before its first one, if they are no content and no place."""
    if not text[source[0]].isupper():
        return source
    match = _BEFORE.search(text, max(0, source[0] - _REACH), source[0])
    if match is None or any(overlap(span, match.span("run")) for span in contents):
        return source
    words = match.group("run").lower().split()
    before = _WORD_BEFORE.search(text, max(0, match.start() - _REACH), match.start())
    is_placed = before is not None and before.group(1).lower() in words_of_class("preposition")
    if is_placed or any(word in words_of_class(name) for word in words for name in _NO_NAMES):
        return source
    return match.start("run"), source[1]
