"""Which names are somebody: persons, groups and bodies speak, have a title or are led by somebody; places do not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.places.words import flags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLES = frozenset({"title", "role", "first_name"})
_NAMING = frozenset({"title", "first_name"})
_WORD_BEFORE = re.compile(r"\b([A-Z][\w’'-]+)\.? \Z")
_LOOK = 20
_SPEAKING = frozenset({"speech", "institution", "role"})
# "A Vyrlohai hospital" is one in Vyrlohai.
_SITES = frozenset({"site", "belonging"})
# What stands behind these acts or is spoken to.
_BEFORE = frozenset({"by", "with", "told"})
_LOCATING = frozenset({"in", "at", "near", "outside", "around"})
# "The capture of X, the rebels' second in command"; "In X, the governor of Y" and "X, the commander said" are places.
_PERSON_BEHIND = re.compile(
    r", (?:an?|the|their|its|his|her|our)(?: [\w’'-]{1,20}){0,3}?"
    r" (second in command|deputy|leader|warlord|emir|([a-z]{3,20}))(?= of | for |,| who |[.\n]|\Z)"
    r"(?![^.;]{0,60}\b(?:said|says|told|wrote|claimed|added|reported)\b)"
)
_PLACED = re.compile(r"\b(?:in|at|near|from|to|towards?|around|outside|over)(?: the)? \Z", re.IGNORECASE)


def acting(text: str, names: set[str]) -> set[str]:
    """Which of the names are somebody at any of their mentions in a text."""
    return {
        name
        for name, (before, apposed, owned, behind) in _mentions(text, names)
        if _is_introduced(before, apposed) or _acts(before, owned, behind)
    }


def introduced(text: str, names: set[str]) -> set[str]:
    """Which of the names a text gives a title or an office: "Colonel X", "X, a colonel"."""
    return {name for name, (before, apposed, *_) in _mentions(text, names) if _is_introduced(before, apposed)}


def is_titled(text: str, start: int) -> bool:
    """Whether a title or a first name stands before a name: "Colonel X"."""
    word = _WORD_BEFORE.search(text, max(0, start - _LOOK), start)
    return word is not None and not flags_of(word.group(1).lower()).isdisjoint(_NAMING)


def is_apposed(text: str, start: int, end: int) -> bool:
    """Whether a name is somebody's by what is apposed to it: "X, the rebels' second in command"."""
    behind = _PERSON_BEHIND.match(text, end)
    if behind is None or _PLACED.search(text, max(0, start - _LOOK), start):
        return False
    return not behind[2] or "title" in flags_of(behind[2])


def _mentions(text: str, names: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Each mention of a name, with the words before it, apposed to it, owned by it and behind it."""
    if not names:
        return
    alternatives = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    pattern = re.compile(
        rf"(?:\b([\w’'-]+)[.,]? )?\b({alternatives})\b(?!-)(?:, (?:an?|the) ([\w-]+)|[’']s? ([\w-]+)| ([\w-]+))?"
    )
    for match in pattern.finditer(text):
        yield match.group(2), [match.group(group) or "" for group in (1, 3, 4, 5)]


def _is_introduced(before: str, apposed: str) -> bool:
    """Whether "spokesman X" or "X, a colonel" tells who it is."""
    return not flags_of(before.lower()).isdisjoint(_TITLES) or "role" in flags_of(apposed)


def _acts(before: str, owned: str, behind: str) -> bool:
    """Whether "by X", "X's commander" or "X said" tells who it is."""
    # "A teacher in X said": who speaks is not X.
    is_speaker = before.lower() not in _LOCATING and _is_among(behind, _SPEAKING)
    return before.lower() in _BEFORE or _is_among(owned, _TITLES) or is_speaker


def _is_among(word: str, classes: frozenset[str]) -> bool:
    flags = flags_of(word)
    return not flags.isdisjoint(classes) and flags.isdisjoint(_SITES)
