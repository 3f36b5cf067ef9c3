"""Finding the wordings of a table: at each word only those are tried that can begin with its first letter.

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
        by_letter: dict[str, dict[int, list[str]]] = {}
        for number, line in enumerate(lines):
            for wording in _alternatives(line):
                for letter in _first_letters(wording):
                    by_letter.setdefault(letter, {}).setdefault(number, []).append(wording)
        self._patterns = {letter: _compiled(parts) for letter, parts in by_letter.items()}

    def find(self, text: str, span: Span) -> Iterator[Hit]:
        """The wordings in a part of the text, in order and apart from each other."""
        start, end = span
        for word in _WORD.finditer(text, start, end):
            pattern = self._patterns.get(word.group()[0].lower())
            match = pattern.match(text, word.start(), end) if pattern and word.start() >= start else None
            if match:
                yield Hit(int(str(match.lastgroup)[4:]), match)
                start = match.end()


def _compiled(parts: dict[int, list[str]]) -> re.Pattern[str]:
    groups = "|".join(rf"(?P<line{number}>(?:{spaced('|'.join(wordings))})\b)" for number, wordings in parts.items())
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


def _first_letters(wording: str) -> set[str]:
    """With which letters and digits a wording can begin."""
    if wording.startswith("(?:"):
        end = _closing(wording)
        letters = {letter for part in _alternatives(wording[3:end]) for letter in _first_letters(part)}
        rest = wording[end + 1 :]
    elif wording.startswith("["):
        end = wording.index("]")
        letters, rest = set(wording[1:end].lower()), wording[end + 1 :]
    elif wording.startswith(r"\d"):
        letters, rest = set(_DIGITS), wording[2:]
    elif wording[:1].isalnum():
        letters, rest = {wording[0].lower()}, wording[1:]
    else:
        return set(_ANY)
    return letters | _first_letters(rest[1:]) if rest.startswith("?") else letters


def _closing(wording: str) -> int:
    """Where the group that opens the wording closes."""
    depth = 0
    for at, mark in enumerate(wording):
        depth += (mark == "(") - (mark == ")")
        if depth == 0:
            return at
    return len(wording)
