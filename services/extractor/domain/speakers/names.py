"""Names in an article: where they stand, which are people, and which full name a bare surname means."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts import patterns
from services.extractor.domain.speakers.kinds import nouns, states
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

# Words and the number of words are bounded: a run of letters without end is no name, and must not cost a second.
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ]"
_SMALL = r"[^\W\d_A-Z]"
_NAME = re.compile(
    rf"\b{_CAPITAL}(?:{_SMALL}|[’'-]){{0,24}}{_SMALL}[A-Z]?{_SMALL}{{0,24}}"
    rf"(?:[ \xa0](?:al-|(?:van|von|de|der|du|bin|ibn)[ \xa0])?"
    rf"(?:{_CAPITAL}\.|{_CAPITAL}[\w’'-]{{0,32}}{_SMALL})){{1,8}}"
)
_POSSESSIVE = re.compile(r"[’'`]s?$")
_FORM_OF_ADDRESS = re.compile(r"^(?:(?:Mr|Mrs|Ms|Dr|Gen|Col|Sen|Rep|Gov|Lt|Maj|Adm|Lieut|Capt)\.?[ \xa0-])+")
# "in Nova Vesna", "the village of Nova Vesna": a run of capitals that is a place.
_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|at|outside|around|(?:village|town|city|hamlet|settlement|district) of)[ \xa0]$"
)
_PLACE_REACH = 24
_MIN_LIKENESS = 0.84
_MIN_SURNAME = 4
# A misspelling keeps the beginning and most of the length; three letters are too few to tell it from another name.
_KEPT_LETTERS = 2
_MAX_LENGTH_DIFFERENCE = 2
_MIN_LETTERS = 5
# An article has few people whose surnames begin alike; a directory of names must not be compared pair by pair.
_MAX_ALIKE = 24


@dataclass(frozen=True)
class Mention:
    """A name or an institution somewhere in the article."""

    start: int
    end: int
    name: str
    is_person: bool


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
        self._alike: dict[str, list[str]] = {}
        for person in self.people:
            self._first.setdefault(person.name, person)
            self._spans.setdefault(person.name, []).append((person.start, person.end))
            surname = _surname(person.name)
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
        if surname in self._by_surname:
            return self._by_surname[surname]
        candidates = self._alike.get(surname[:_KEPT_LETTERS], [])[:_MAX_ALIKE]
        best = max(candidates, key=lambda known: _likeness(surname, known), default=None)
        return self._by_surname[best] if best and _likeness(surname, best) >= _MIN_LIKENESS else name

    def people_in(self, words: str) -> list[Mention]:
        """Find the people named in some words of the article, with offsets into the words."""
        return [m for m in mentions_in(words) if m.is_person and m.name in self._first]

    def meant_by(self, words: str) -> str | None:
        """Return the full name of the person whom a bare (even misspelt) surname means; None for anything else."""
        bare = bare_name(words)
        if bare is None or len(bare) < _MIN_SURNAME:
            return None
        full = self.full_name(bare)
        return full if full != bare else None


def bare_name(words: str) -> str | None:
    """Return the single name that the words are, without form of address: "Mr. Koval" is Koval."""
    bare = _FORM_OF_ADDRESS.sub("", _POSSESSIVE.sub("", words.split(",", 1)[0].strip())).strip()
    is_name = bare[:1].isupper() and bare[1:].islower() and re.fullmatch(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", bare)
    return bare if is_name and not _is_no_name(bare) and not _is(bare, "pronoun") else None


def last_before(mentions: list[Mention], offset: int) -> int:
    """Return how many of the mentions begin before an offset."""
    return bisect_left(mentions, offset, key=lambda m: m.start)


def mentions_in(text: str) -> list[Mention]:
    """Find the names of two and more capitalised words, in order."""
    return [_mention(match) for match in _NAME.finditer(text)]


@cache
def _camps() -> frozenset[str]:
    """Words of a camp or a state that are no surnames."""
    camps = {word for word, row in patterns.sides()[1].items() if not row["surname"]}
    return frozenset(camps | {word for word in states() if " " not in word and not _is(word, "given_name")})


def _mention(match: re.Match[str]) -> Mention:
    words = _POSSESSIVE.sub("", match.group()).replace("\xa0", " ").split(" ")
    first = _first_of_person(words)
    is_person = len(words) - first > 1 and not any(_is_no_name(word) for word in words[first:])
    first = first if is_person else 0
    start = match.start() + sum(len(word) + 1 for word in words[:first])
    name = " ".join(words[first:])
    return Mention(start, start + len(name), name, is_person)


def _first_of_person(words: list[str]) -> int:
    """Where in a run of capitals a person's name begins: behind an owner, titles and a sentence's first small word."""
    first = next((i + 1 for i in range(len(words) - 2, -1, -1) if _POSSESSIVE.search(words[i])), 0)
    while len(words) - first > 1 and (_is(words[first], "preposition") or _is(words[first], "subordinator")):
        first += 1
    while len(words) - first > 2 and (_leads_in(words[first]) or _is_role(words[first])):  # noqa: PLR2004
        # A first and a last name stay.
        first += 1
    return first


def _is(word: str, name: str) -> bool:
    return word.lower() in words_of_class(name)


def _leads_in(word: str) -> bool:
    """Whether a capitalised word before a name is its title or its camp: "President", "Ukrainian", "The"."""
    if word in _camps() or _is(word, "determiner") or _is(word, "title_adjective"):
        return True
    return _is_role(word) and not _is(word, "given_name")


def _is_role(word: str) -> bool:
    return word.lower() in nouns()


def _is_no_name(word: str) -> bool:
    """Whether a word makes a run of capitals an institution, an event or a time, and not a person."""
    return _leads_in(word) or _is(word, "time") or _is(word, "no_person")


def _surname(name: str) -> str:
    return name.rsplit(" ", 1)[-1].lower()


def _likeness(first: str, second: str) -> float:
    if abs(len(first) - len(second)) > _MAX_LENGTH_DIFFERENCE or min(len(first), len(second)) < _MIN_LETTERS:
        return 0.0
    matcher = SequenceMatcher(None, first, second)
    return matcher.ratio() if matcher.quick_ratio() >= _MIN_LIKENESS else 0.0
