"""Whose a phrase says that somebody is: a camp's word, "our", "the enemy", a unit, a rebel, a weapon, a body."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.camp_words import said_in
from services.extractor.domain.speakers.camps import camps_of
from services.extractor.domain.tables import alternatives, listed, rows, words_of_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.speakers.camps import Camps

UNIT = re.compile(
    spaced(
        r"\b\d+(?:st|nd|rd|th)? (?:(?:[A-Z][\w’'-]{1,30}|(?:motor|mech|arm|air|mount|assault|rifle|tank|marine|naval"
        r"|infantry|separate|guards|artillery|territorial|defen[cs]e|special|reconnaiss|engineer)[\w-]{0,14}) ){0,5}"
        r"(?:[Bb]rigade|[Rr]egiment|[Bb]attalion|[Dd]ivision|Army|[Cc]orps|[Cc]ompan\w+)"
    )
)
_GROUPING = re.compile(
    spaced(
        r"\b(?:[A-Z][a-z]+ (?:Group(?:ing)? of (?:Forces|Troops)|[Gg]rouping)"
        r"|(?:Battlegroup|Group|Task Force) [A-Z\d]\w*)"
    )
)
# "The Red Valley Brigade"; "Freedom for Kuban Battalion" is not cut to its end.
_NAMED_UNIT = re.compile(
    spaced(
        r"(?<!\bof )(?<!\bfor )\b(?:[A-Z][\w-]{2,30} ){1,3}"
        r"(?:Brigades?|Regiment|Battalion|Division|Corps|Legion|Squadron|Fleet|Detachment)\b"
    )
)
# "Half of his company", "130 of their men": the part is whose the whole is.
_PART = worded(r"(?:[\w’'“”\"-]+ ){0,4}?of (?=(?:its|their|his|her|our|my|the|those|these) )")
# What stands behind these only tells more of it: "a bridge that feeds Russian guns".
_MORE = worded(r",? (?:that|which|who|whom|whose|where|carrying|feeding|near|towards?|against|prepared)\b")
_FIRST_PERSON = re.compile(r"(?:our|ours|my|we|us|me|i|ourselves)\b", re.IGNORECASE)
ENEMY = worded(rf"\b(?:{alternatives('side_words', 'enemy')})\b")
# What only foes are called; of a movement, what the state calls its fighters.
_FOES = worded(rf"\b(?:{alternatives('side_words', 'foe')})\b")
_REBELS = worded(rf"\b(?:{alternatives('side_words', 'rebel')})\b|^the militia$")
_FORCES = rf"(?:[’'`]s)? (?:[a-z-]+ )?(?:{alternatives('side_words', 'force')})\b"
_OF_GOVERNMENT = worded(rf"\b(?:government|loyalist){_FORCES}")
_OF_STATE = worded(
    rf"\b(?:{alternatives('side_words', 'rule')}){_FORCES}"
    rf"|^(?:the |some |all )?(?:{alternatives('side_words', 'ruler')})(?:[’'`]s\b|$| )"
)
_IN_UNIFORM = worded(
    r"(?:(?:the|some|many|several|most|about|at least|up to|one|two|three|four|five|six|seven|eight|nine|ten"
    rf"|\d[\d,.]*) ){{0,3}}(?:{alternatives('side_words', 'uniformed')})"
)
_DEFINITE = re.compile(r"the\b", re.IGNORECASE)
_NAME_CALLING = frozenset({"UA", "RU"})
_AND = worded(r" (?:and|or) ")
_WORD, _LETTERS, _COMPOUND = re.compile(r"[^\W_]+"), re.compile(r"[a-z]+"), re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PLURAL = re.compile(r"(?<=[a-z])s$")


class Belonging(NamedTuple):
    """The camp that somebody is of, and the force below it; None where nothing says so."""

    side: str | None = None
    party: str | None = None


def belonging(text: str, span: Span, speaker: str | None) -> Belonging:
    """Whose somebody is by the words at a span, and by what the article says of such words elsewhere.

    Args:
        speaker: the camp of who says so: "our troops" are its, "the enemy" is the other one of its war.
    """
    camps = camps_of(text)
    words = _MORE.split(text[slice(*span)], maxsplit=1)[0]
    if is_bystander(words):
        return Belonging()
    party = party_in(words)
    said = camps.camp_of(words)
    if said and _are_several(words):
        return Belonging()
    if said and said.camp in camps.belligerents:
        return Belonging(said.camp, party or said.party or None)
    if said and not _of_a_foreign_make(words):
        return Belonging()
    return Belonging(_unnamed(camps, words, span[0], speaker), party)


def is_own(words: str) -> bool:
    """Whether a phrase is the speaker's by its own words: "our troops", "two of our boats"."""
    return _FIRST_PERSON.match(without_part(words)) is not None


def without_part(words: str) -> str:
    """The whole of which a phrase is a part: "his company" of "half of his company"."""
    part = _PART.match(words)
    return words[part.end() :] if part else words


def _unnamed(camps: Camps, words: str, offset: int, speaker: str | None) -> str | None:
    """The camp of those whom no word for a camp names."""
    if is_own(words):
        return speaker
    if ENEMY.search(words):
        return camps.enemy_of(speaker)
    found = next(filter(None, _readings(camps, words, offset, speaker)), None)
    return found if found in camps.belligerents else None


def _readings(camps: Camps, words: str, offset: int, speaker: str | None) -> Iterator[str | None]:
    """The camps that the words may mean, the surest first."""
    yield camps.marks.of_unit(words)
    yield _foe(camps, words, speaker)
    if _OF_GOVERNMENT.search(words):
        yield camps.government()
    if _OF_STATE.search(words) or _IN_UNIFORM.fullmatch(words):
        yield camps.state()
    yield _of_weapon(camps, words)
    if _is_force(words):
        yield camps.marks.of_name(words)
    if _DEFINITE.match(words):
        yield camps.marks.of_body(words, offset)
    yield camps.marks.of_thing(words)


def _foe(camps: Camps, words: str, speaker: str | None) -> str | None:
    """Whom a speaker calls rebels or terrorists: never itself the latter, and the former only if it is a movement."""
    is_rebel = _REBELS.search(words) is not None
    if not is_rebel and not _FOES.search(words):
        return None
    if speaker and camps.is_movement(speaker):
        return speaker if is_rebel else camps.enemy_of(speaker)
    enemy = camps.enemy_of(speaker) if speaker else None
    # Who is called so by one state is not the army of the other; in the war in Ukraine it is.
    is_meant = enemy is not None and (camps.is_movement(enemy) or speaker in _NAME_CALLING)
    return enemy if is_meant else camps.rebels() if is_rebel else None


def _are_several(words: str) -> bool:
    """Whether a phrase names two camps side by side: "Kyiv and Moscow"."""
    joint = _AND.search(words)
    if joint is None:
        return False
    first, second = ({each.camp for each in said_in(part)} for part in (words[: joint.start()], words[joint.end() :]))
    return bool(first and second and first != second)


def _is_force(words: str) -> bool:
    """Whether a phrase is a force or people in arms, or a bare name."""
    found = _WORD.findall(words)
    return len(found) == 1 or any(w.lower() in words_of_class("combatant") | words_of_class("force") for w in found)


def is_bystander(words: str) -> bool:
    """Whether a phrase is people of no side, whatever state they are of."""
    return any(word in words_of_class("bystander") for word in _LETTERS.findall(words.lower()))


def party_in(words: str) -> str | None:
    """The unit that a phrase names."""
    found = UNIT.search(words) or _GROUPING.search(words) or _NAMED_UNIT.search(words)
    if found is None:
        return None
    name = found.group()
    state = next(said_in(name), None)
    # "Russian Volunteer Corps" is a name, "Ukrainian Third Corps" is a corps of Ukraine.
    return name[state.end :].strip() if state and state.start == 0 and state.end < len(name) else name


@cache
def _weapons() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Whose a weapon is by its name, and other camps of which the article has to name one."""
    return {row["word"]: (row["side"], listed(row["against"])) for row in rows("weapons")}


def _of_weapon(camps: Camps, words: str) -> str | None:
    for word in _COMPOUND.findall(words):
        side, against = _weapons().get(_PLURAL.sub("", word), ("", ()))
        if any(camps.names(camp) for camp in against):
            return side
    return None


def _of_a_foreign_make(words: str) -> bool:
    """Whether the state in a phrase says who made a weapon and not who uses it: "a German tank"."""
    return any(word in words_of_class("weapon") for word in words.lower().split())
