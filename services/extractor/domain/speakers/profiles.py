"""Who a person is: what the article says beside the name, anywhere, and what everybody knows where it says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts import patterns
from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.reading.passage import Passage, passage
from services.extractor.domain.reading.words import worded
from services.extractor.domain.speakers.camp_words import camp_of_state, held
from services.extractor.domain.speakers.camps import camps_of
from services.extractor.domain.speakers.descriptions import organisation_of, role_of
from services.extractor.domain.speakers.kinds import nouns, personal_kind, states
from services.extractor.domain.tables import rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_LEAD_IN = 90
_MAX_TITLE_WORDS = 8
_TITLE_WORD = re.compile(r"[^\s,;:.!?()“”\"—–]+(?:\.(?=-))?[^\s,;:!?()“”\"—–]*$")
_NAMED = re.compile(r"\b(?:named|called|identified as|known as)$")
_ABBREVIATED = re.compile(r"\b(Lt|Lieut|Gen|Col|Maj|Capt|Sgt|Adm|Brig|Sen|Rep|Gov|Prof|Dr|Mr|Mrs|Ms)\.")
# Stands for the dot of an abbreviation, which ends no sentence.
_DOT = "\u2024"
# Where a lead-in begins anew.
_EDGE = re.compile(
    r"[.;:!?“”\"\n(—–]|\b(?:and|but|that|said|says|told|by|to|from|with|against|when|while|as|if|after)\b"
)
_BEHIND = re.compile(r"(?:,|\s[—–-]|\s?\(|(?=\sof\b)|(?=\sfrom\b))\s?([^.;:!?“”\"\n()—–]{2,140})")
_BEHIND_EDGE = re.compile(
    r",| - |\b(?:said|says|told|added|adding|has|have|had|was|is|are|were|will|would|can|could|may|did|wrote)\b"
)
_RELATIVE = re.compile(r"\b(?:who|whose|which|where|that)\b.*$")
# "According to X, the army ..." goes on with what X says.
_ACCORDING = re.compile(r"\b[Aa]ccording to[ \xa0]$")
_INDEFINITE = re.compile(
    r"(?:an?|who|head|chief|leader|commander|spokes\w+|director|president|minister|mayor|governor)\b"
)
_AGE = re.compile(r"^\d{1,3}\b,?\s*|^aged? \d+,?\s*")
_WHO = re.compile(r"^who (?:heads?|leads?|commands?|runs?|chairs?|headed|led|commanded) ")
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
# Shorter surnames that differ in a letter are different ones.
_MIN_RESPELLED = 6


@dataclass(frozen=True)
class Profile:
    """What is known of a speaker."""

    kind: str = "unknown"
    role: str | None = None
    side: str | None = None
    organisation: str | None = None


def profile_at(text: str, mentions: list[Span]) -> Profile:
    """What stands beside the mentions of a name: the first words that say what kind of speaker it is."""
    side: str | None = None
    public: Profile | None = None
    private: Profile | None = None
    for span in mentions[:_MAX_MENTIONS]:
        for words in descriptors(text, span):
            side = side or side_in(text, words)
            kind = personal_kind(words)
            if kind == "unknown":
                continue
            role = role_of(words)
            # "Who heads the council" names an office that the article does not.
            worded = role if role and role in text else None
            found = Profile(kind, worded, None, organisation_of(words) if role else None)
            # Whoever holds an office is also a father, a former teacher, a resident.
            private = private or found if kind == "civilian" else private
            public = public or found if kind != "civilian" else public
    best = public or private or Profile()
    return replace(best, side=side or (side_by_place(best.role) if best.kind in _STATE else None))


def descriptors(text: str, span: Span) -> list[str]:
    """The words before and behind a name that may say who it is: "analyst", "head of the village council"."""
    start, end = span
    before = text[max(0, start - _LEAD_IN) : start]
    behind = _behind(text[end : end + 160])
    if _ACCORDING.search(before) and not _INDEFINITE.match(behind):
        behind = ""
    found = [_title(before), behind, _apposed(before, text[end : end + 1])]
    return [words for words in found if words]


def known_person(name: str) -> Profile | None:
    """What everybody knows of a person of this full name, or of the only one with this surname."""
    surname = name.rsplit(" ", 1)[-1].lower()
    return _known().get(name.lower()) or _known_by_surname().get(surname) or _known_by_spelling(surname)


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


def _title(before: str) -> str:
    """The words directly before a name up to the noun phrase's beginning: "former army general"."""
    clause = _NAMED.sub("", _EDGE.split(_ABBREVIATED.sub(rf"\1{_DOT}", before))[-1].rstrip(" \xa0"))
    if clause.rstrip().endswith(","):
        return ""
    words: list[str] = []
    for word in reversed(clause.rsplit(",", 1)[-1].split()[-_MAX_TITLE_WORDS:]):
        if _ends_a_title(word.lower(), words):
            break
        words.insert(0, word)
    return " ".join(words).replace(_DOT, ".")


def _ends_a_title(word: str, behind: list[str]) -> bool:
    if word == "of":
        return not behind
    if word.endswith("ed") or word in words_of_class("past"):
        return word not in words_of_class("title_adjective")
    return any(word in words_of_class(name) for name in ("preposition", "be", "have", "pronoun", "determiner"))


def _behind(after: str) -> str:
    """The apposition behind a name: ", a retired colonel,", " (Fatherland)", " of the Centre for Studies"."""
    match = _BEHIND.match(after)
    if match is None:
        return ""
    words = _RELATIVE.sub("", _WHO.sub("leader of ", _AGE.sub("", match.group(1).lstrip())))
    edge = _BEHIND_EDGE.search(words)
    if edge and edge.group() != "," and edge.group() != " - ":
        # "..., the minister said" tells who speaks, not who was named.
        return ""
    return words[: edge.start()].strip() if edge else words.strip()


def _apposed(before: str, after: str) -> str:
    """The phrase before a name between commas: "the head of the council, Ivan Petrenko, ..."."""
    if after != "," or not before.rstrip(" \xa0").endswith(","):
        return ""
    phrase = _EDGE.split(before.rstrip(" \xa0,"))[-1].rsplit(",", 1)[-1].strip()
    return phrase if any(word.lower() in nouns() for word in re.findall(r"[\w-]+", phrase)) else ""


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
