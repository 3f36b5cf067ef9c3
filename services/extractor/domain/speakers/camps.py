"""The camps of an article's wars: which states fight in it, and whose a phrase, a unit, a name or a body is."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts.places import of_article
from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.speakers.camp_marks import Marks
from services.extractor.domain.speakers.camp_words import Said, camp_of_state, held, movements, said_in, wars
from services.extractor.domain.speakers.kinds import kind_of
from services.extractor.domain.speakers.subject_matter import is_subject_matter

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

# An article in which the war in Ukraine is told of names its camps more than once; other states help there.
_LEAST_UKRAINE = 3
# Whose ground an article is on: the state that nearly all of its places are, or are held by.
_LEAST_GROUND, _HOME_SHARE = 3, 0.8
# A state is where the war is if some of its places are named, and most of them are its.
_LEAST_PLACES, _LEAST_SHARE = 2, 0.5
_ACRONYM = re.compile(
    r"\b((?:[A-Z][\w’'-]{1,24} (?:of |for |the )?){1,6}[A-Z][\w’'-]{1,24}) \(([A-Z][A-Za-z0-9-]{1,6})\)"
)
_MOST_ACRONYMS = 40
_REBELS = re.compile(r"\b(?:rebels?|militants|fighters|insurgents|guerrillas|gunmen)\b", re.IGNORECASE)
_REBEL_REACH = 30
# In the war of 2014 the rebels were Russia's; who fights them is Ukraine.
_SEPARATISTS = frozenset({"separatists", "DPR", "LPR"})
# Named as states that fight, without an army there.
_WITHOUT_ARMY = frozenset({"PS"})
_TIGHT = 24


class Camps:
    """The camps of one article."""

    def __init__(self, text: str) -> None:
        """Read the words for camps, and what stands beside them, once."""
        self.text = text
        self._called: dict[str, Said | None] = {}
        self._acronyms = _movements_named(text)
        found = list(said_in(text))
        named = {each.camp for each in found if not each.where}
        self._said = [each for each in found if not each.where or each.where in named]
        self._camps = Counter(each.camp for each in self._said)
        self._camps.update(dict.fromkeys(self._acronyms.values(), 1))
        self._separatists = any(each.party in _SEPARATISTS for each in self._said)
        self.marks = Marks(text, self._said)
        self.belligerents = self._read_belligerents()
        # "The junta" and the movement it fights may be all that an article names.
        self.belligerents |= {self.state() or ""} - {""}

    def camp_of(self, words: str) -> Said | None:
        """The camp or state that a phrase names: the first one, but the movement in "Yemen’s Houthi movement"."""
        if words not in self._called:
            self._called[words] = self._read_camp(words)
        return self._called[words]

    def _read_camp(self, words: str) -> Said | None:
        for name, camp in self._acronyms.items():
            if re.search(rf"\b{re.escape(name)}\b", words):
                return Said(0, 0, camp, "", "")
        named = (each for each in said_in(words) if not each.where or each.where in self._camps)
        found = [each for each in named if not is_subject_matter(words, each)]
        if len(found) > 1 and found[0].camp not in movements() and found[1].camp in movements():
            return found[1] if found[1].start - found[0].end <= _TIGHT else found[0]
        return found[0] if found else None

    def is_movement(self, camp: str) -> bool:
        """Whether a camp is no state."""
        return camp in movements() or camp in self._acronyms.values()

    def rebels(self) -> str | None:
        """The movement that "the rebels" are; None if the article names several or none."""
        named = [camp for camp in self._camps if self.is_movement(camp)]
        if not named and self._separatists:
            return "RU"
        return named[0] if len(named) == 1 else None

    def enemy_of(self, camp: str | None) -> str | None:
        """Whom a camp calls the enemy: the other one of its war, or the only one that the article names; else None."""
        fought = [war - {camp} for war in wars() if camp in war]
        named: AbstractSet[str] = {other for others in fought for other in others if other in self._camps}
        is_elsewhere = any(self.is_movement(other) for other in self._camps)
        if len(named) != 1 and len(fought) == 1 and len(fought[0]) == 1 and not is_elsewhere:
            named = set(fought[0])
        if not named and camp and self.is_movement(camp):
            named = self.belligerents & self._camps.keys() - movements()
        if not named and camp and self.rebels() != camp:
            named = {self.rebels() or ""} - {""}
        return next(iter(named)) if len(named) == 1 else None

    def names(self, camp: str) -> bool:
        """Whether the article names a camp."""
        return camp in self._camps

    def state(self) -> str | None:
        """The state that fights the movements of the article, whose "the army" is; None if several do."""
        moving = {camp for camp in self._camps if self.is_movement(camp)}
        fought = {camp for war in wars() if war & moving for camp in war - movements() - _WITHOUT_ARMY}
        states = fought if len(fought) == 1 else fought & self._camps.keys()
        if not states and moving - movements():
            states = {camp for camp in self.belligerents & self._camps.keys() if not self.is_movement(camp)}
        return next(iter(states)) if len(states) == 1 else None

    def government(self) -> str | None:
        """The state whose "government forces" are, also where separatists fight them."""
        return self.state() or ("UA" if self._separatists else None)

    @cached_property
    def home(self) -> str | None:
        """The state on whose ground the whole article is, in a war between states; None if that is not clear."""
        grounds = Counter(
            held().get(self.text[at:end]) or held().get(place.name) or camp_of_state(place.country)
            for (at, end), place in of_article(self.text).settled()
            if place.kind != gazetteer.COUNTRY
        )
        if any(self.is_movement(camp) for camp in self._camps) or grounds.total() < _LEAST_GROUND:
            return None
        camp, number = grounds.most_common(1)[0]
        return camp if number >= _HOME_SHARE * grounds.total() and camp in self.belligerents else None

    def _read_belligerents(self) -> frozenset[str]:
        states = {camp for camp in self._camps if not self.is_movement(camp)}
        fighting = {camp for war in wars() for camp in war & states if (war - {camp}) & self._camps.keys()}
        if not self._tells_of_ukraine():
            fighting |= self.marks.with_forces()
            fighting |= self._theatre()
        return frozenset({"UA", "RU", *movements(), *self._acronyms.values(), *fighting})

    def _tells_of_ukraine(self) -> bool:
        named = self._camps["UA"] + (self._camps["RU"] if self._camps["UA"] else 0)
        return named >= _LEAST_UKRAINE

    def _theatre(self) -> set[str]:
        states = Counter(
            place.country for _, place in of_article(self.text).settled() if place.kind != gazetteer.COUNTRY
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
