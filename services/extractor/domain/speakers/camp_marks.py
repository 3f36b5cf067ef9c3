"""What an article calls somebody's: the units, names, bodies and things beside which a camp's word stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.camp_words import said_in
from services.extractor.domain.speakers.kinds import nouns
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.speakers.camp_words import Said

_WORD = re.compile(r"[^\W\d_]+(?:[-’'`][^\W\d_]+)*")
_UNIT = re.compile(
    spaced(
        r"\b(\d+)(?:st|nd|rd|th)(?: (?:[A-Z][\w’'-]{1,30}|[a-z]{3,12}))?(?: [A-Z][\w’'-]{1,30}){0,3}?"
        r" ([Bb]rigade|[Rr]egiment|[Bb]attalion|[Dd]ivision|Army|[Cc]orps)"
    )
)
_BARE_UNIT = worded(r"\b(?:the|that|this) (brigade|regiment|battalion|division|corps)\b")
# Between a camp's word and a unit: "Ukraine’s", "Russian motorized", "Russian soldiers of the", "the army’s".
_BESIDE = re.compile(
    spaced(r"(?:[’'`]s?)? (?:[a-z]+ |(?:[a-z]+ ){1,2}(?:of|from|in) (?:the )?|(?:armed )?(?:army|forces)[’'`]s? )?")
)
# Between a unit and a camp's word: "the 74th Brigade of the Russian army".
_OF = re.compile(spaced(r" of (?:the )?"))
# A phrase around a camp's word ends here: "Ukraine’s navy said", "the Russian army in Kursk", "Kyiv blamed the army".
_EDGE = re.compile(
    r"[,.;:!?“”\"()\n—–]|\b(?:said|says|in|on|at|by|and|that|to|has|have|had|was|were|is|are|the|an?|its|their|from"
    r"|with|against|into|over|near|after|before|while|when|as|who|which)\b"
)
_REACH = 60
_BODY_WORDS = 5
_POSSESSIVE = re.compile(r"[’'`]s?")
_DEFINITE = re.compile(r"(?:the|that|this|both|those|these)\b", re.IGNORECASE)
_PROPER = re.compile(r"\b[A-Z][\w-]{3,30}")
_PLATFORMS = frozenset({"Telegram", "Twitter", "Facebook", "YouTube", "Reuters", "President", "Internet"})


class Marks:
    """What stands beside the words for camps in one article."""

    def __init__(self, text: str, said: list[Said]) -> None:
        """Read it once."""
        self._text = text
        self._said = said
        self._phrases = [(each, self._phrase(each)) for each in said]
        self._units = self._read_units()
        self._names = self._read_names()
        self._bodies: dict[str, list[tuple[int, str]]] = {}
        self._things: dict[str, set[str]] = {}
        for each, phrase in self._phrases:
            for key in _bodies_in(phrase):
                self._bodies.setdefault(key, []).append((each.start, each.camp))
            if thing := _thing_of(phrase):
                self._things.setdefault(thing, set()).add(each.camp)

    def _phrase(self, each: Said) -> str:
        """What stands behind a camp's word, up to the phrase's end."""
        possessive = _POSSESSIVE.match(self._text, each.end)
        start = possessive.end() if possessive else each.end
        edge = _EDGE.search(self._text, start, each.end + _REACH)
        return self._text[start : edge.start() if edge else each.end + _REACH]

    def with_forces(self) -> set[str]:
        """The camps of which the article names forces: "Sudanese troops"."""
        forces = words_of_class("force")
        return {
            each.camp
            for each, phrase in self._phrases
            if not forces.isdisjoint(_WORD.findall(phrase.lower())[:_BODY_WORDS])
        }

    def of_unit(self, words: str) -> str | None:
        """The camp of a unit: "the 63rd Brigade" is whose it is called anywhere, "the brigade" whose all are."""
        match = _UNIT.search(words)
        if match:
            return self._units.get((match.group(1), match.group(2).lower()))
        bare = _BARE_UNIT.search(words)
        camps = {camp for (_, kind), camp in self._units.items() if kind == bare.group(1).lower()} if bare else set()
        return next(iter(camps)) if len(camps) == 1 else None

    def of_name(self, name: str) -> str | None:
        """The camp of a group, a channel or a body by its name: Granit’s, after "the Wagner-linked Granit force"."""
        camps = {self._names[word] for word in _PROPER.findall(name) if self._names.get(word)}
        return next(iter(camps)) if len(camps) == 1 else None

    def of_body(self, words: str, offset: int) -> str | None:
        """The camp or state of "the navy" or "the defence ministry": whose it was last, or is later, called."""
        for key in _bodies_in(words):
            known = self._bodies.get(key, [])
            if known:
                before = bisect_left(known, (offset, ""))
                return known[max(0, before - 1)][1]
        return None

    def of_thing(self, words: str) -> str | None:
        """The camp of "the ship", if the article calls ships of one camp only by their camp."""
        thing = _thing_of(words)
        camps = self._things.get(thing, set()) if thing and _DEFINITE.match(words) else set()
        return next(iter(camps)) if len(camps) == 1 else None

    def _read_units(self) -> dict[tuple[str, str], str]:
        units: dict[tuple[str, str], str] = {}
        for match in _UNIT.finditer(self._text):
            number = bisect_left(self._said, match.start(), key=lambda each: each.start)
            before = self._said[number - 1] if number else None
            behind = self._said[number] if number < len(self._said) else None
            key = match.group(1), match.group(2).lower()
            if before and _BESIDE.fullmatch(self._text, before.end, match.start()):
                units.setdefault(key, before.camp)
            elif behind and behind.start >= match.end() and _OF.fullmatch(self._text, match.end(), behind.start):
                units.setdefault(key, behind.camp)
        return units

    def _read_names(self) -> dict[str, str | None]:
        """The camp beside which each proper name stands; None where it stands beside several."""
        names: dict[str, str | None] = {}
        for each, phrase in self._phrases:
            for match in _PROPER.finditer(phrase):
                name = match.group()
                if name.lower() not in nouns() and name not in _PLATFORMS and next(said_in(name), None) is None:
                    names[name] = each.camp if names.get(name, each.camp) == each.camp else None
        return names


def _bodies_in(words: str) -> list[str]:
    """The bodies and offices that a phrase names, two words before one: "defence ministry", "army"."""
    found = [word.lower() for word in _WORD.findall(words)]
    pairs_ = [f"{one} {other}" for one, other in pairwise(found)]
    known = nouns()
    singles = [w for w in found if w in known and not known[w].of and (known[w].kind == "military" or len(found) == 1)]
    return [pair for pair in pairs_ if pair in known] + singles


def _thing_of(phrase: str) -> str | None:
    """The people in arms, arms or vessels that a phrase is about, in the singular: "brigade", "drone", "ship"."""
    words = _WORD.findall(phrase.lower().partition(" of ")[0])
    thing = next((word for word in reversed(words) if word in _things()), None)
    return thing.removesuffix("s") if thing else None


@cache
def _things() -> frozenset[str]:
    return words_of_class("combatant") | words_of_class("weapon") | words_of_class("transport")
