"""Finding the wordings of a table: at each word only those are tried that can begin as it does.

A table has a thousand wordings; one pattern of them all would try each of them at every word of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.reading.words import spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.reading.passage import Span

_WORD = re.compile(r"\w+")
_MOST_WORDS = 20_000
_DIGITS = "0123456789"
_ANY = "abcdefghijklmnopqrstuvwxyz" + _DIGITS


class Hit(NamedTuple):
    """A wording of a line of the table, where it stands."""

    line: int
    match: re.Match[str]


class Wordings:
    """The lines of a table, each a regular expression; at one place the first line that matches wins."""

    def __init__(self, lines: list[str]) -> None:
        """Compile one pattern for each first letter."""
        by_letter: dict[str, list[tuple[int, str, set[str]]]] = {}
        for number, line in enumerate(lines):
            for wording in _alternatives(line):
                beginnings = _beginnings(wording)
                for letter in {each[0] for each in beginnings}:
                    by_letter.setdefault(letter, []).append((number, wording, beginnings))
        self._tries = {letter: _Tries.of(parts) for letter, parts in by_letter.items()}
        self._by_word: dict[str, re.Pattern[str] | None] = {}

    def find(self, text: str, span: Span) -> Iterator[Hit]:
        """The wordings in a part of the text, in order and apart from each other."""
        start, end = span
        for word in _WORD.finditer(text, start, end):
            pattern = self._at(word.group())
            match = pattern.match(text, word.start(), end) if pattern and word.start() >= start else None
            if match:
                yield Hit(int(str(match.lastgroup)[4:]), match)
                start = match.end()

    def _at(self, word: str) -> re.Pattern[str] | None:
        """What may begin with a word; texts repeat them."""
        if word not in self._by_word:
            if len(self._by_word) >= _MOST_WORDS:
                self._by_word.clear()
            folded = word.lower()
            tries = self._tries.get(folded[0])
            self._by_word[word] = tries.pattern if tries and folded.startswith(tries.beginnings) else None
        return self._by_word[word]


class _Tries(NamedTuple):
    """What is tried at a word, and how the words begin at which it is."""

    pattern: re.Pattern[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, parts: list[tuple[int, str, set[str]]]) -> _Tries:
        """The wordings with their lines and beginnings."""
        beginnings = {beginning for _, _, some in parts for beginning in some}
        return cls(_compiled([(number, wording) for number, wording, _ in parts]), tuple(sorted(beginnings)))


def _compiled(wordings: list[tuple[int, str]]) -> re.Pattern[str]:
    parts: dict[int, list[str]] = {}
    for number, wording in sorted(wordings, key=lambda each: each[0]):
        parts.setdefault(number, []).append(wording)
    groups = "|".join(rf"(?P<line{number}>(?:{spaced('|'.join(of_line))})\b)" for number, of_line in parts.items())
    return re.compile(groups, re.IGNORECASE)


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
    if wording.startswith(("(?<!", "(?!")):
        return _beginnings(wording[_closing(wording) + 1 :])
    if wording.startswith(("\\$", "€", "£")):
        # No word begins with it.
        return set()
    if wording.startswith("(?:"):
        end = _closing(wording)
        found = {beginning for part in _alternatives(wording[3:end]) for beginning in _beginnings(part)}
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
