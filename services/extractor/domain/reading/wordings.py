"""Finding the wordings of a table: at each word only those are tried that can begin with its first two letters.

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
        """Compile one pattern for each beginning of a word."""
        beginnings = [(number, wording) for number, line in enumerate(lines) for wording in _alternatives(line)]
        by_beginning: dict[str, list[tuple[int, str]]] = {}
        for number, wording in beginnings:
            for beginning in _beginnings(wording):
                by_beginning.setdefault(beginning, []).append((number, wording))
        self._patterns = {
            # What may begin with either letter alone stands among the others in its order.
            beginning: _compiled([*parts, *(by_beginning.get(beginning[0], []) if len(beginning) > 1 else [])])
            for beginning, parts in by_beginning.items()
        }

    def find(self, text: str, span: Span) -> Iterator[Hit]:
        """The wordings in a part of the text, in order and apart from each other."""
        start, end = span
        for word in _WORD.finditer(text, start, end):
            if word.start() < start:
                continue
            beginning = word.group()[:2].lower()
            pattern = self._patterns.get(beginning) or self._patterns.get(beginning[0])
            match = pattern.match(text, word.start(), end) if pattern else None
            if match:
                yield Hit(int(str(match.lastgroup)[4:]), match)
                start = match.end()


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
    """With which letters and digits a wording can begin: two where it has two for certain, else one."""
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
        found, rest = {_literal(wording)}, wording[1:]
    else:
        return set(_ANY)
    return {each[0] for each in found} | _beginnings(rest[1:]) if rest.startswith("?") else found


def _literal(wording: str) -> str:
    is_pair = wording[1:2].isalnum() and wording[2:3] not in {"?", "*", "{"}
    return wording[: 1 + is_pair].lower()


def _closing(wording: str) -> int:
    """Where the group that opens the wording closes."""
    depth = 0
    for at, mark in enumerate(wording):
        depth += (mark == "(") - (mark == ")")
        if depth == 0:
            return at
    return len(wording)
