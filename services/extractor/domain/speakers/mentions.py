"""Runs of capitalised words in a text: each the name of a person, without title and owner, or of an institution."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from services.extractor.domain.facts import patterns
from services.extractor.domain.places.words import flags_of
from services.extractor.domain.speakers.kinds import countries, is_personal, nouns, states
from services.extractor.domain.tables import words_of_class

# Words and the number of words are bounded: a run of letters without end is no name, and must not cost a second.
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ]"
_SMALL = r"[^\W\d_A-Z]"
_NAME = re.compile(
    rf"\b(?:{_CAPITAL}{_SMALL}{{1,24}}-)?{_CAPITAL}(?:{_SMALL}|[’'-]){{0,24}}{_SMALL}[A-Z]?{_SMALL}{{0,24}}"
    rf"(?:[ \xa0](?:al-|(?:van|von|de|der|du|bin|ibn)[ \xa0])?"
    rf"(?:{_CAPITAL}\.|{_CAPITAL}[\w’'-]{{0,32}}{_SMALL})){{1,8}}"
)
POSSESSIVE = re.compile(r"[’'`]s?$")


@dataclass(frozen=True)
class Mention:
    """A name or an institution somewhere in the article."""

    start: int
    end: int
    name: str
    is_person: bool


def mentions_in(text: str) -> list[Mention]:
    """Find the names of two and more capitalised words, in order."""
    return [_mention(match) for match in _NAME.finditer(text)]


@cache
def _camps() -> frozenset[str]:
    """Words of a camp or a state that are no surnames."""
    camps = {word for word, row in patterns.sides()[1].items() if not row["surname"]}
    return frozenset(camps | {word for word in states() if " " not in word and not _is(word, "given_name")})


def _mention(match: re.Match[str]) -> Mention:
    words = POSSESSIVE.sub("", match.group()).replace("\xa0", " ").split(" ")
    first = _first_of_person(words)
    is_person = len(words) - first > 1 and not any(is_no_name(word) for word in words[first:]) and not _is_body(words)
    first = first if is_person else 0
    start = match.start() + sum(len(word) + 1 for word in words[:first])
    name = " ".join(words[first:])
    return Mention(start, start + len(name), name, is_person)


def _is_body(words: list[str]) -> bool:
    """Whether a run of capitals is the name of a state or a body: "United Arab Emirates", "Doctors Without Borders"."""
    name = " ".join(words[1:] if _is(words[0], "determiner") else words)
    return name in countries() or name.lower() in nouns()


def _first_of_person(words: list[str]) -> int:
    """Where in a run of capitals a person's name begins: behind an owner, titles and a sentence's first small word."""
    first = next((i + 1 for i in range(len(words) - 2, -1, -1) if POSSESSIVE.search(words[i])), 0)
    first = next((i + 1 for i in range(len(words) - 3, first - 1, -1) if _ends_a_title(words, i)), first)
    while len(words) - first > 1 and (_is(words[first], "preposition") or _is(words[first], "subordinator")):
        first += 1
    while len(words) - first > 2 and _is_title(words[first]):  # noqa: PLR2004
        # A first and a last name stay.
        first += 1
    return first


def _is_title(word: str) -> bool:
    """Whether a word before a first and a last name is no name: "President", "Foreman"."""
    if _leads_in(word) or _is_role(word):
        return True
    return _is(word, "person_noun") and not is_first_name(word)


def _ends_a_title(words: list[str], at: int) -> bool:
    """Whether a name begins behind a word: "Foreign Minister Ivan Koval", "National Assembly Ivan Koval"."""
    if is_personal(words[at]) and _leads_in(words[at]):
        return True
    return at == len(words) - 3 and _is(words[at], "body") and is_first_name(words[at + 1])


def _is(word: str, name: str) -> bool:
    return word.lower() in words_of_class(name)


def _leads_in(word: str) -> bool:
    """Whether a capitalised word before a name is its title or its camp: "President", "Ukrainian", "The"."""
    if word in _camps() or _is(word, "determiner") or _is(word, "title_adjective"):
        return True
    return _is_role(word) and not _is(word, "given_name")


def _is_role(word: str) -> bool:
    return word.lower() in nouns()


def is_no_name(word: str) -> bool:
    """Whether a word makes a run of capitals an institution, an event or a time, and not a person."""
    return _leads_in(word) or _is(word, "time") or _is(word, "no_person")


def is_first_name(word: str) -> bool:
    """Whether a word is known as a first name."""
    return "first_name" in flags_of(word.lower())
