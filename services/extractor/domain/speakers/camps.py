"""The camps of an article's wars: which states fight in it, and whose a phrase, a unit, a name or a body is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from services.extractor.domain.facts.places import of_article
from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.speakers.camp_words import Said, camp_of_state, movements, said_in, wars
from services.extractor.domain.speakers.kinds import kind_of, nouns
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_WORD = re.compile(r"[^\W\d_]+(?:[-’'`][^\W\d_]+)*")
# An article in which the war in Ukraine is told of names it more than once; other states help there.
_UKRAINE = ("UA", 3)
# A state is where the war is if some of its places are named, and most of them are its.
_LEAST_PLACES, _LEAST_SHARE = 2, 0.5
_ACRONYM = re.compile(
    r"\b((?:[A-Z][\w’'-]{1,24} (?:of |for |the )?){1,6}[A-Z][\w’'-]{1,24}) \(([A-Z][A-Za-z0-9-]{1,6})\)"
)
_MOST_ACRONYMS = 40
_REBELS = re.compile(r"\b(?:rebels?|militants|fighters|insurgents|guerrillas|gunmen)\b", re.IGNORECASE)
_REBEL_REACH = 30
_UNIT = re.compile(
    r"\b(\d+)(?:st|nd|rd|th)(?: [A-Z][\w’'-]{1,30}){0,4}?"
    r" ([Bb]rigade|[Rr]egiment|[Bb]attalion|[Dd]ivision|Army|[Cc]orps)"
)
_BODY_WORDS = 5
# A phrase around a camp's word ends here: "Ukraine’s navy said", "the Russian army in Kursk".
_EDGE = re.compile(r"[,.;:!?“”\"()\n—–]|\b(?:said|says|in|on|at|by|and|that|to|has|have|had|was|were|is|are)\b")
_BODY_REACH = 60
_POSSESSIVE = re.compile(r"^[’'`]s?")
_BESIDE = re.compile(r"(?:[’'`]s?)?[ \xa0](?:[a-z]+[ \xa0])?")
_TIGHT = 24
_PROPER = re.compile(r"\b[A-Z][\w-]{3,30}")
_PLATFORMS = frozenset({"Telegram", "Twitter", "Facebook", "YouTube", "Reuters", "President", "Internet"})


class Camps:
    """The camps of one article."""

    def __init__(self, text: str) -> None:
        """Read the words for camps, and the units, names and bodies beside them, once."""
        self._text = text
        self._called: dict[str, Said | None] = {}
        self._acronyms = _movements_named(text)
        found = list(said_in(text))
        named = {each.camp for each in found if not each.where}
        self._said = [each for each in found if not each.where or each.where in named]
        self._camps = Counter(each.camp for each in self._said)
        self._camps.update(dict.fromkeys(self._acronyms.values(), 1))
        self._units = self._read_units()
        self._names = self._read_names()
        self._bodies = self._read_bodies()
        self.belligerents = self._read_belligerents()

    def camp_of(self, words: str) -> Said | None:
        """The camp or state that a phrase names: the first one, but the movement in "Yemen’s Houthi movement"."""
        if words not in self._called:
            self._called[words] = self._read_camp(words)
        return self._called[words]

    def _read_camp(self, words: str) -> Said | None:
        for name, camp in self._acronyms.items():
            if re.search(rf"\b{re.escape(name)}\b", words):
                return Said(0, 0, camp, "", "")
        found = [each for each in said_in(words) if not each.where or each.where in self._camps]
        if len(found) > 1 and found[0].camp not in movements() and found[1].camp in movements():
            return found[1] if found[1].start - found[0].end <= _TIGHT else found[0]
        return found[0] if found else None

    def is_movement(self, camp: str) -> bool:
        """Whether a camp is no state."""
        return camp in movements() or camp in self._acronyms.values()

    def rebels(self) -> str | None:
        """The movement that "the rebels" are; None if the article names several or none."""
        named = [camp for camp in self._camps if self.is_movement(camp)]
        return named[0] if len(named) == 1 else None

    def enemy_of(self, camp: str | None) -> str | None:
        """Whom a camp calls the enemy: the other one of its war, or the only one that the article names; else None."""
        fought = [war - {camp} for war in wars() if camp in war]
        named: AbstractSet[str] = {other for others in fought for other in others if other in self._camps}
        if len(named) != 1 and len(fought) == 1 and len(fought[0]) == 1:
            named = set(fought[0])
        if not named and camp and self.is_movement(camp):
            named = self.belligerents & self._camps.keys() - movements()
        if not named and camp and self.rebels() != camp:
            named = {self.rebels() or ""} - {""}
        return next(iter(named)) if len(named) == 1 else None

    def of_unit(self, words: str) -> str | None:
        """The camp of a numbered unit: "the 63rd Brigade" is Ukraine’s if it is called so anywhere."""
        match = _UNIT.search(words)
        return self._units.get((match.group(1), match.group(2).lower())) if match else None

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

    def _read_units(self) -> dict[tuple[str, str], str]:
        units: dict[tuple[str, str], str] = {}
        for match in _UNIT.finditer(self._text):
            number = bisect_left(self._said, match.start(), key=lambda each: each.start)
            before = self._said[number - 1] if number else None
            if before and _BESIDE.fullmatch(self._text, before.end, match.start()):
                units.setdefault((match.group(1), match.group(2).lower()), before.camp)
        return units

    def _read_names(self) -> dict[str, str | None]:
        """The camp beside which each proper name stands; None where it stands beside several."""
        names: dict[str, str | None] = {}
        for each in self._said:
            for match in _PROPER.finditer(self._phrase(each)):
                name = match.group()
                if name.lower() not in nouns() and name not in _PLATFORMS and next(said_in(name), None) is None:
                    names[name] = each.camp if names.get(name, each.camp) == each.camp else None
        return names

    def _phrase(self, each: Said) -> str:
        """What stands behind a camp's word, up to the phrase's end."""
        edge = _EDGE.search(self._text, each.end + 1, each.end + _BODY_REACH)
        return _POSSESSIVE.sub("", self._text[each.end : edge.start() if edge else each.end + _BODY_REACH])

    def _read_bodies(self) -> dict[str, list[tuple[int, str]]]:
        bodies: dict[str, list[tuple[int, str]]] = {}
        for each in self._said:
            for key in _bodies_in(self._phrase(each)):
                bodies.setdefault(key, []).append((each.start, each.camp))
        return bodies

    def _read_belligerents(self) -> frozenset[str]:
        states = {camp for camp in self._camps if not self.is_movement(camp)}
        fighting = {camp for war in wars() for camp in war & states if (war - {camp}) & self._camps.keys()}
        if self._camps[_UKRAINE[0]] < _UKRAINE[1]:
            fighting |= {each.camp for each in self._said if self._has_forces(each)}
            fighting |= self._theatre()
        return frozenset({"UA", "RU", *movements(), *self._acronyms.values(), *fighting})

    def _has_forces(self, each: Said) -> bool:
        words = _WORD.findall(self._phrase(each).lower())[:_BODY_WORDS]
        return any(word in words_of_class("force") for word in words)

    def _theatre(self) -> set[str]:
        states = Counter(
            place.country for _, place in of_article(self._text).settled() if place.kind != gazetteer.COUNTRY
        )
        if not states:
            return set()
        code, number = states.most_common(1)[0]
        is_there = number >= _LEAST_PLACES and number >= _LEAST_SHARE * states.total()
        return {camp_of_state(code)} if is_there else set()


@lru_cache(maxsize=1)
def camps_of(text: str) -> Camps:
    """The camps of an article, read once for all its claims."""
    return Camps(text)


def _movements_named(text: str) -> dict[str, str]:
    """Movements that no table has, by name and short name: "the Shan Hills Liberation Army (SHLA)"."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        name, short = match.groups()
        beside = text[max(0, match.start() - _REBEL_REACH) : match.start()]
        is_one = kind_of(name) == "armed_group" or _REBELS.search(beside)
        if is_one and len(found) < _MOST_ACRONYMS and next(said_in(name), None) is None:
            found |= {name: short, short: short}
    return found


def _bodies_in(words: str) -> list[str]:
    """The bodies and offices that a phrase names, two words before one: "defence ministry", "army"."""
    found = [word.lower() for word in _WORD.findall(words)]
    pairs_ = [f"{one} {other}" for one, other in pairwise(found)]
    known = nouns()
    singles = [w for w in found if w in known and not known[w].of and (known[w].kind == "military" or len(found) == 1)]
    return [pair for pair in pairs_ if pair in known] + singles
