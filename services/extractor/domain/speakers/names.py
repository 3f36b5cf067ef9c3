"""Names in an article: where they stand, which are people, and which full name a bare surname means."""

from __future__ import annotations

import re
from bisect import bisect_left
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from services.extractor.domain.speakers.mentions import POSSESSIVE, Mention, is_first_name, is_no_name, mentions_in
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_FORM_OF_ADDRESS = re.compile(r"^(?:(?:Mr|Mrs|Ms|Dr|Gen|Col|Sen|Rep|Gov|Lt|Maj|Adm|Lieut|Capt)\.?[ \xa0-])+")
# "in Nova Vesna", "the village of Nova Vesna": a run of capitals that is a place.
_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|at|outside|around|(?:village|town|city|hamlet|settlement|district) of)[ \xa0]$"
)
_PLACE_REACH = 24
_BEGINS = re.compile(r"(?:^|[.!?:\n“”\"])[ \xa0]?$")
_BEGIN_REACH = 3
_MIN_LIKENESS = 0.84
# Evgeny is Yevgeny, and Alexander is Oleksandr; Ali is not Fatima.
_MIN_GIVEN_LIKENESS = 0.5
_MIN_SURNAME = 4
# A misspelling keeps the beginning and most of the length; three letters are too few to tell it from another name.
_KEPT_LETTERS = 2
_MAX_LENGTH_DIFFERENCE = 2
_MIN_LETTERS = 5
# An article has few people whose surnames begin alike; a directory of names must not be compared pair by pair.
_MAX_ALIKE = 24


class Names:
    """The names of one article."""

    def __init__(self, text: str) -> None:
        """Read the article once; every question afterwards looks at a few of them only."""
        mentions = mentions_in(text)
        places = {m.name for m in mentions if _PLACE_BEFORE.search(text, max(0, m.start - _PLACE_REACH), m.start)}
        self.people = [m for m in mentions if m.is_person and m.name not in places]
        self.institutions = [m for m in mentions if not m.is_person]
        self._spans: dict[str, list[Span]] = {}
        self._first: dict[str, Mention] = {}
        self._by_surname: dict[str, str] = {}
        self._bearers: dict[str, list[Mention]] = {}
        self._alike: dict[str, list[str]] = {}
        # A sentence may begin with a small word before a surname: "Joining Koval".
        inside = {m.name for m in self.people if not _BEGINS.search(text, max(0, m.start - _BEGIN_REACH), m.start)}
        self._sure = {m.name for m in self.people if m.name in inside or is_first_name(m.name.split(" ", 1)[0])}
        for person in self.people:
            self._first.setdefault(person.name, person)
            self._spans.setdefault(person.name, []).append((person.start, person.end))
            surname = _surname(person.name)
            self._bearers.setdefault(surname, []).append(person)
            if self._by_surname.setdefault(surname, person.name) is person.name:
                self._alike.setdefault(surname[:_KEPT_LETTERS], []).append(surname)

    def is_person(self, name: str | None) -> bool:
        """Whether the article has a person of this full name."""
        return name in self._first

    def first(self, name: str) -> Mention | None:
        """Where a person is named first; None if never."""
        return self._first.get(name)

    def spans_of(self, name: str) -> list[Span]:
        """Where a person of this full name is named, in order."""
        return self._spans.get(name, [])

    def full_name(self, name: str) -> str:
        """Return the first full name with the same or nearly the same surname; the name itself if there is none."""
        surname = _surname(name)
        known = self._by_surname.get(surname)
        if known:
            return name if name in self._sure and _are_two(name, known) else known
        candidates = self._alike.get(surname[:_KEPT_LETTERS], [])[:_MAX_ALIKE]
        best = max(candidates, key=lambda known: _likeness(surname, known), default=None)
        return self._by_surname[best] if best and _likeness(surname, best) >= _MIN_LIKENESS else name

    def bearer(self, surname: str, offset: int) -> str | None:
        """The full name of the last person before an offset who bears a surname, else of the first one behind."""
        bearers = self._bearers.get(surname.lower())
        return self.full_name(bearers[max(0, last_before(bearers, offset) - 1)].name) if bearers else None

    def people_in(self, words: str) -> list[Mention]:
        """Find the people named in some words of the article, with offsets into the words."""
        return [m for m in mentions_in(words) if m.is_person and m.name in self._first]

    def meant_by(self, words: str, offset: int) -> str | None:
        """Return the full name of the person whom a bare (even misspelt) surname means; None for anything else."""
        bare = bare_name(words)
        if bare is None or len(bare) < _MIN_SURNAME:
            return None
        full = self.bearer(bare, offset) or self.full_name(bare)
        return full if full != bare else None


def bare_name(words: str) -> str | None:
    """Return the single name that the words are, without form of address: "Mr. Koval" is Koval."""
    bare = _FORM_OF_ADDRESS.sub("", POSSESSIVE.sub("", words.split(",", 1)[0].strip())).strip()
    is_name = bare[:1].isupper() and bare[1:].islower() and re.fullmatch(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", bare)
    return bare if is_name and not is_no_name(bare) and bare.lower() not in words_of_class("pronoun") else None


def last_before(mentions: list[Mention], offset: int) -> int:
    """Return how many of the mentions begin before an offset."""
    return bisect_left(mentions, offset, key=lambda m: m.start)


def _are_two(name: str, known: str) -> bool:
    """Whether two full names with one surname are of two people: the given names are not spellings of one."""
    given, other = name.split(" ", 1)[0].lower(), known.split(" ", 1)[0].lower()
    # "Castro Diaz-Balart" and "Siberian-born Balart" begin with no given name.
    if name.endswith(known) or known.endswith(name) or "-" in given or given[0] == other[0]:
        return False
    if _FORM_OF_ADDRESS.match(name) or _FORM_OF_ADDRESS.match(known):
        return False
    return SequenceMatcher(None, given, other).ratio() < _MIN_GIVEN_LIKENESS


def _surname(name: str) -> str:
    return name.rsplit(" ", 1)[-1].lower()


def _likeness(first: str, second: str) -> float:
    if abs(len(first) - len(second)) > _MAX_LENGTH_DIFFERENCE or min(len(first), len(second)) < _MIN_LETTERS:
        return 0.0
    matcher = SequenceMatcher(None, first, second)
    return matcher.ratio() if matcher.quick_ratio() >= _MIN_LIKENESS else 0.0
