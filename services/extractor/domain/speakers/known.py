"""Who everybody knows: the people of the table, by full name, by surname, and respelled by a letter."""

from __future__ import annotations

from functools import cache, lru_cache

from services.extractor.domain.speakers.profiles import Profile
from services.extractor.domain.tables import rows

# Shorter surnames that differ in a letter are different ones.
_MIN_RESPELLED = 6


def known_person(name: str) -> Profile | None:
    """What everybody knows of a person of this full name, or of the only one with this surname."""
    surname = name.rsplit(" ", 1)[-1].lower()
    return _known().get(name.lower()) or _known_by_surname().get(surname) or _known_by_spelling(surname)


@cache
def _known() -> dict[str, Profile]:
    return {row["name"].lower(): _of_row(row) for row in rows("people")}


@cache
def _known_by_surname() -> dict[str, Profile]:
    """People by surname; where several share it, only what they have in common."""
    found: dict[str, Profile] = {}
    for row in rows("people"):
        surname, profile = row["name"].rsplit(" ", 1)[-1].lower(), _of_row(row)
        other = found.get(surname, profile)
        kind = profile.kind if profile.kind == other.kind else "unknown"
        found[surname] = Profile(kind, side=profile.side if profile.side == other.side else None)
    return found


@lru_cache(maxsize=1024)
def _known_by_spelling(surname: str) -> Profile | None:
    """Who has a surname that is written with one letter more, less or else: Boroday is Borodai."""
    if len(surname) < _MIN_RESPELLED:
        return None
    return next((profile for known, profile in _known_by_surname().items() if _is_respelled(surname, known)), None)


def _is_respelled(first: str, second: str) -> bool:
    """Whether two words of nearly one length differ in one place only."""
    if first[:3] != second[:3] or abs(len(first) - len(second)) > 1:
        return False
    same = next((i for i, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), len(second))
    rest, other = first[same:], second[same:]
    return rest[1:] in {other[1:], other} or rest == other[1:]


def _of_row(row: dict[str, str]) -> Profile:
    return Profile(row["kind"], side=row["side"] or None)
