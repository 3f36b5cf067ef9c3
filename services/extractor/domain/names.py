"""Names in an article: where they stand, which are people, and which full name a bare surname means."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from services.extractor.domain.facts import patterns
from services.extractor.domain.tables import rows, words_of_class

# Words and the number of words are bounded: a run of letters without end is no name, and must not cost a second.
_SMALL = r"[^\W\d_A-Z]"
_NAME = re.compile(
    rf"\b[A-Z](?:{_SMALL}|[’'-]){{0,24}}{_SMALL}[A-Z]?{_SMALL}{{0,24}}"
    rf"(?: (?:al-|van |von |de |der )?(?:[A-Z]\.|[A-Z][\w’'-]{{0,32}}{_SMALL})){{1,8}}"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_FORM_OF_ADDRESS = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Gen|Col|Sen|Rep|Gov|Lt|Maj)\.? ")
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
        self.people = [m for m in mentions if m.is_person]
        self.institutions = [m for m in mentions if not m.is_person]
        self._first: dict[str, Mention] = {}
        self._by_surname: dict[str, str] = {}
        self._alike: dict[str, list[str]] = {}
        for person in self.people:
            self._first.setdefault(person.name, person)
            surname = _surname(person.name)
            if self._by_surname.setdefault(surname, person.name) is person.name:
                self._alike.setdefault(surname[:_KEPT_LETTERS], []).append(surname)

    def is_person(self, name: str | None) -> bool:
        """Whether the article has a person of this full name."""
        return name in self._first

    def first(self, name: str) -> Mention | None:
        """Where a person is named first; None if never."""
        return self._first.get(name)

    def full_name(self, name: str) -> str:
        """Return the first full name with the same or nearly the same surname; the name itself if there is none."""
        surname = _surname(name)
        if surname in self._by_surname:
            return self._by_surname[surname]
        candidates = self._alike.get(surname[:_KEPT_LETTERS], [])[:_MAX_ALIKE]
        best = max(candidates, key=lambda known: _likeness(surname, known), default=None)
        return self._by_surname[best] if best and _likeness(surname, best) >= _MIN_LIKENESS else name

    def meant_by(self, words: str) -> str | None:
        """Return the full name of a person in the words, or of whom a bare (even misspelt) surname in them means."""
        own = next((m for match in _NAME.finditer(words) if (m := _mention(match)) and m.is_person), None)
        if own:
            return self.full_name(own.name)
        bare = _FORM_OF_ADDRESS.sub("", _POSSESSIVE.sub("", words.split(",", 1)[0])).strip()
        if not bare.istitle() or " " in bare or len(bare) < _MIN_SURNAME or bare in _camps():
            return None
        full = self.full_name(bare)
        return full if full != bare else None


def last_before(mentions: list[Mention], offset: int) -> int:
    """Return how many of the mentions begin before an offset."""
    return bisect_left(mentions, offset, key=lambda m: m.start)


def mentions_in(text: str) -> list[Mention]:
    """Find the names of two and more capitalised words, in order."""
    return [mention for match in _NAME.finditer(text) if (mention := _mention(match))]


@cache
def kinds() -> dict[str, str]:
    """Map the nouns for speakers to the kind of source that they make."""
    return {row["word"]: row["kind"] for row in rows("roles")}


@cache
def _camps() -> frozenset[str]:
    """Words of a camp that are no surnames."""
    return frozenset(word for word, row in patterns.sides()[1].items() if not row["surname"])


def _mention(match: re.Match[str]) -> Mention | None:
    words = _POSSESSIVE.sub("", match.group()).split(" ")
    person = list(words)
    while len(person) > 2 and _leads_in(person[0]):  # noqa: PLR2004 - a first and a last name stay
        person.pop(0)
    while person and (_is(person[0], "preposition") or _is(person[0], "subordinator")):
        person.pop(0)
    is_person = len(person) > 1 and not any(_is_no_name(word) for word in person)
    name = " ".join(person if is_person else words)
    start = match.start() + max(match.group().find(name), 0)
    return Mention(start, start + len(name), name, is_person)


def _is(word: str, name: str) -> bool:
    return word.lower() in words_of_class(name)


def _leads_in(word: str) -> bool:
    """Whether a capitalised word before a name is its title or its camp: "President", "Ukrainian", "The"."""
    return word.lower() in kinds() or word in _camps() or _is(word, "determiner")


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
