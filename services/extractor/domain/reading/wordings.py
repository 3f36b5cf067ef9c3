"""Finding the wordings of a table: at each word only those are tried that can begin as it does.

A table has a thousand wordings; one pattern of them all would try each of them at every word of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.reading.passage import Span

_WORD = re.compile(r"\w+")
# Some hundred articles have as many; each costs a hundred bytes in each table.
_MOST_WORDS = 8_000
_DIGITS = "0123456789"
_ANY = "abcdefghijklmnopqrstuvwxyz" + _DIGITS


class Hit(NamedTuple):
    """A wording of a line of the table, where it stands."""

    line: int
    match: re.Match[str]


class _Wording(NamedTuple):
    """One wording of a line."""

    line: int
    pattern: re.Pattern[str]


class Wordings:
    """The lines of a table, each a regular expression; at one place the first line that matches wins."""

    def __init__(self, lines: list[str]) -> None:
        """Compile each wording by itself: a pattern of many tries one after the other, whatever stands there."""
        self._wordings: list[_Wording] = []
        self._by_beginning: dict[str, tuple[int, ...]] = {}
        for line, pattern in enumerate(lines):
            for wording in _alternatives(pattern):
                for beginning in _beginnings(wording):
                    self._note(beginning, len(self._wordings))
                self._wordings.append(_Wording(line, worded(rf"(?:{wording})\b")))
        self._by_word: dict[str, tuple[_Wording, ...]] = {}

    def _note(self, beginning: str, number: int) -> None:
        """Keep how a wording begins; all shorter beginnings stand there too, so that a word is given up at once."""
        for length in range(1, len(beginning)):
            self._by_beginning.setdefault(beginning[:length], ())
        self._by_beginning[beginning] = (*self._by_beginning.get(beginning, ()), number)

    def find(self, text: str, span: Span) -> Iterator[Hit]:
        """The wordings in a part of the text, in order and apart from each other."""
        start, end = span
        for word in _WORD.finditer(text, start, end):
            written = word.group()
            wordings = self._by_word.get(written)
            if wordings is None:
                wordings = self._at(written)
            if wordings and word.start() >= start:
                hit = _first(wordings, text, word.start(), end)
                if hit:
                    yield hit
                    start = hit.match.end()

    def stand_in(self, text: str, span: Span) -> bool:
        """Whether any of them stands in a part of the text."""
        return next(self.find(text, span), None) is not None

    def _at(self, word: str) -> tuple[_Wording, ...]:
        """What may begin with a word, kept since texts repeat them."""
        if len(self._by_word) >= _MOST_WORDS:
            self._by_word.clear()
        folded = word.lower()
        numbers: list[int] = []
        for length in range(1, len(folded) + 1):
            found = self._by_beginning.get(folded[:length])
            if found is None:
                break
            numbers += found
        self._by_word[word] = tuple([self._wordings[number] for number in sorted(set(numbers))]) if numbers else ()
        return self._by_word[word]


def _first(wordings: tuple[_Wording, ...], text: str, at: int, end: int) -> Hit | None:
    for line, pattern in wordings:
        match = pattern.match(text, at, end)
        if match:
            return Hit(line, match)
    return None


def _alternatives(pattern: str) -> list[str]:
    """The pattern split at the bars outside of its groups."""
    parts, depth = [""], 0
    for mark in pattern:
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += mark
    return parts


def _beginnings(wording: str) -> set[str]:
    """With which letters and digits a wording can begin, as many as it has for certain."""
    if wording.startswith(("(?<!", "(?<=", "(?!")):
        return _beginnings(wording[_closing(wording) + 1 :])
    if wording.startswith(("\\$", "€", "£")):
        # No word begins with it.
        return set()
    if wording.startswith(("(?:", "(?-i:")):
        end = _closing(wording)
        parts = _alternatives(wording[wording.index(":") + 1 : end])
        found = {beginning for part in parts for beginning in _beginnings(part)}
        rest = wording[end + 1 :]
    elif wording.startswith("["):
        end = wording.index("]")
        found, rest = set(wording[1:end].lower()), wording[end + 1 :]
    elif wording.startswith(r"\d"):
        found, rest = set(_DIGITS), wording[2:]
    elif wording[:1].isalnum():
        literal = _literal(wording)
        found, rest = {literal}, wording[len(literal) :]
    else:
        return set(_ANY)
    return found | _beginnings(rest[1:]) if rest.startswith("?") else found


def _literal(wording: str) -> str:
    """The letters that a wording begins with; one that may be missing is none of them, unless it is the first."""
    length = next((n for n, mark in enumerate(wording) if not mark.isalnum()), len(wording))
    is_open = wording[length : length + 1] in {"?", "*", "{"}
    return wording[: max(1, length - is_open)].lower()


def _closing(wording: str) -> int:
    """Where the group that opens the wording closes."""
    depth = 0
    for at, mark in enumerate(wording):
        depth += (mark == "(") - (mark == ")")
        if depth == 0:
            return at
    return len(wording)
