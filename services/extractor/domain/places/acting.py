"""Which names are somebody: persons, groups and bodies speak, have a title or are led by somebody; places do not."""

from __future__ import annotations

import re

from services.extractor.domain.places.words import flags_of

_TITLES = frozenset({"title", "role", "first_name"})
_SPEAKING = frozenset({"speech", "institution", "role"})
# "A Vyrlohai hospital" is one in Vyrlohai.
_SITES = frozenset({"site", "belonging"})
# What stands behind these acts or is spoken to.
_BEFORE = frozenset({"by", "with", "told"})


def acting(text: str, names: set[str]) -> set[str]:
    """Which of the names are somebody at any of their mentions in a text."""
    if not names:
        return set()
    alternatives = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    pattern = re.compile(
        rf"(?:\b([\w’'-]+)[.,]? )?\b({alternatives})\b(?!-)(?:, (?:an?|the) ([\w-]+)|[’']s? ([\w-]+)| ([\w-]+))?"
    )
    return {match.group(2) for match in pattern.finditer(text) if _acts(*match.group(1, 3, 4, 5))}


def _acts(before: str | None, apposed: str | None, owned: str | None, behind: str | None) -> bool:
    """Whether "spokesman X", "X, a colonel", "X's commander" or "X said" tells who it is."""
    lower = (before or "").lower()
    is_titled = lower in _BEFORE or not flags_of(lower).isdisjoint(_TITLES)
    is_person = "role" in flags_of(apposed or "") or _is_among(owned, _TITLES)
    return is_titled or is_person or _is_among(behind, _SPEAKING)


def _is_among(word: str | None, classes: frozenset[str]) -> bool:
    flags = flags_of(word or "")
    return not flags.isdisjoint(classes) and flags.isdisjoint(_SITES)
