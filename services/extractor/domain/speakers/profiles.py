"""Who a person is: what the article says beside the name, anywhere, and what everybody knows where it says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.extractor.domain.facts import patterns
from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.reading.passage import Passage, passage
from services.extractor.domain.reading.words import worded
from services.extractor.domain.speakers.beside import descriptors
from services.extractor.domain.speakers.bodies import membership, organisation_of
from services.extractor.domain.speakers.camp_words import camp_of_state, held
from services.extractor.domain.speakers.camps import camps_of
from services.extractor.domain.speakers.descriptions import is_former, is_rank, role_of
from services.extractor.domain.speakers.kinds import nouns, personal_kind, states

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_CREDIBILITY = worded(
    r"[^.;“”\"\n]{0,60}?,? (?P<note>(?:who|whose) [^.;“”\"\n]{0,80}?\b(?:credib\w+|reliab\w+|inflat\w+|exaggerat\w+"
    r"|lied|lying|mislead\w*|fabricat\w+|unreliable|wrong before|discredited|false claims)\b[^.,;“”\"\n]{0,60})"
)
_NOTE_REACH = 240
_CAPITALISED = re.compile(r"\b[A-Z][\w-]{2,30}")
_CAMP_BEFORE = re.compile(r"\b[A-Z][\w-]{2,20}(?:[’'`]s)?[ \xa0]$")
_LEAD_CAMP = 30
# The state's office of a region is elsewhere while another camp holds its town.
_REGIONAL = re.compile(r" (?:region\w*|oblast|province|operational)\b")
# Ten times the logarithm of its people: smaller places have the names of other things.
_KNOWN_PLACE = 40
# Those who speak for a state, and stand on its side.
_STATE = frozenset({"authority", "military"})
# Mentions of one person that are looked at, and how far a name is searched for: the first ones say who it is.
_MAX_MENTIONS = 12


@dataclass(frozen=True)
class Profile:
    """What is known of a speaker."""

    kind: str = "unknown"
    role: str | None = None
    side: str | None = None
    organisation: str | None = None


def profile_at(text: str, mentions: list[Span]) -> Profile:
    """What stands beside the mentions of a name: the first words that say what kind of speaker it is."""
    words = [each for span in mentions[:_MAX_MENTIONS] for each in descriptors(text, span)]
    found = [_read(text, each) for each in words]
    # Whoever holds an office is also a father, a former teacher, a resident.
    public = [each for each in found if each.kind not in {"unknown", "civilian"}]
    private = [each for each in found if each.kind == "civilian"]
    alike = public or private or found
    best = next(iter(alike), Profile())
    # Who is "in Kyiv" only stands there.
    side = next((side for each in words if not each.startswith("in ") and (side := side_in(text, each))), None)
    return Profile(
        best.kind,
        _most_telling([each.role for each in alike if each.role]),
        side or (side_by_place(best.role) if best.kind in _STATE else None),
        next((each.organisation for each in (*alike, *found) if each.organisation), None),
    )


def _read(text: str, words: str) -> Profile:
    """What one phrase beside a name says."""
    role = role_of(words)
    # "Who heads the council" names an office that the article does not.
    worded = role if role and role in text else None
    return Profile(personal_kind(words), worded, None, organisation_of(words) if role else membership(words))


def _most_telling(roles: list[str]) -> str | None:
    """The first office that is held now, else the first rank, else what somebody was."""
    held_now = [role for role in roles if not is_former(role)]
    return next((role for role in held_now if not is_rank(role)), next(iter(held_now or roles), None))


def side_of(words: str) -> str | None:
    """The camp of the war in Ukraine, or the movement, that a phrase names first."""
    return (patterns.side_of(words) or {}).get("side") or None


def side_in(text: str, words: str) -> str | None:
    """The camp, or the state that is in no war, that a phrase of an article names."""
    said = camps_of(text).camp_of(words)
    return said.camp if said else None


def credibility_note(text: str, mentions: list[Span]) -> Passage | None:
    """What the article says beside a name on how far the person can be trusted."""
    for _, end in mentions[:_MAX_MENTIONS]:
        match = _CREDIBILITY.match(text, end, end + _NOTE_REACH)
        if match:
            return passage(text, match.span("note"))
    return None


def side_by_place(phrase: str | None) -> str | None:
    """The camp of an office or unit that is named after a place: "governor of Kharkiv region"."""
    for match in _CAPITALISED.finditer(phrase or ""):
        name = match.group()
        if name in held() and not _REGIONAL.match(phrase or "", match.end()):
            return held()[name]
        places = gazetteer.named(name) if name not in states() and name.lower() not in nouns() else ()
        if places and places[0].regions and places[0].size >= _KNOWN_PLACE:
            return camp_of_state(places[0].country)
    return None


def side_beside(text: str, name: str) -> str | None:
    """The camp whose adjective or possessive stands before a name anywhere: "Ukraine's 33rd Brigade"."""
    for start, _ in occurrences(text, name):
        before = _CAMP_BEFORE.search(text, max(0, start - _LEAD_CAMP), start)
        if before and (side := side_in(text, before.group())):
            return side
    return None


def occurrences(text: str, name: str) -> list[Span]:
    """Where a name stands as a whole word; the first few."""
    found: list[Span] = []
    at = text.find(name)
    while at >= 0 and len(found) < _MAX_MENTIONS:
        end = at + len(name)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            found.append((at, end))
        at = text.find(name, end)
    return found
