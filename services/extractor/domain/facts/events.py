"""What the content says happens: type, modality, polarity, actors."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.draft import Actors, Event
from services.extractor.domain.facts import patterns
from services.extractor.domain.facts.actors import actors_of
from services.extractor.domain.facts.falsity import called_false, says_false
from services.extractor.domain.facts.modality import modality_of, verb_at
from services.extractor.domain.facts.polarity import is_negative, is_negative_at
from services.extractor.domain.facts.stance import is_negated
from services.extractor.domain.reading.clauses import clause_at, main_clause, nearest_sentence
from services.extractor.domain.tables import rows

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.tables import Row


class Speaking(NamedTuple):
    """The verb of an attribution, the kind of speaking, where it stands, and the camp and kind of its source."""

    lemma: str
    act: str
    span: Span
    side: str | None = None
    kind: str = "unknown"


# A content tells of some events; a long list of them is a lexicon.
_MAX_EVENTS = 8
_SPEAKING = 1
_BY_THE_WAY = 2
_CONDITION_REACH = 160
# Who is asked to let somebody go is asked for what shall happen: it stands for the asking.
_DONE = frozenset({"evacuation", "prisoner_exchange"})
# Whoever is filmed leaving has left.
_SEEN_DONE = frozenset({"withdrawal", "capture", "advance", "detention"})
_NAMING = frozenset({"call", "brand", "describe", "ridicule", "mock", "label", "dub", "term", "compare"})
_LASTS = re.compile(r"\b(?:was|were|is|are|still)\b", re.IGNORECASE)
_OF_DOING = re.compile(r"\bof[ \xa0]\w+ing\b")
# What somebody is accused of doing all the time.
_GOES_ON = frozenset({"deployment", "policy", "accusation", "hold", "statement", "humanitarian"})
_OF_THE_FUTURE = frozenset({"announce", "promise", "believe"})
# What is announced before it is done.
_GIVEN = frozenset({"policy", "humanitarian", "deployment", "evacuation", "ceasefire_or_talks", "prisoner_exchange"})
_GOING_ON = re.compile(r"\b\w{2,}ing\b", re.IGNORECASE)


class Found(NamedTuple):
    """Words of an event, the weight of the line that names it, and the part of the content that holds them."""

    type: str
    weight: int
    at: Span
    within: Span


def events_in(text: str, spans: tuple[Span, ...], cue: Speaking, found: list[Found]) -> tuple[Event, ...]:
    """The events of a content, main first; what the cue does is the event where the content names none."""
    real = [each for each in found if each.weight > _SPEAKING]
    first, only = _spoken(cue, "first"), _spoken(cue, "only")
    # What is told by the way is an event only where nothing else is.
    named = [each for each in real if each.weight > _BY_THE_WAY] or real
    told = tuple(_event(text, each, cue) for each in named[:_MAX_EVENTS])
    if first and not (told and told[0].type in _DONE):
        return (_said(text, first, found, spans, cue), *told)
    return told or (_said(text, only or _first_type(text, spans, found, cue), found, spans, cue),)


def main_of(found: list[Found]) -> Found | None:
    """The words of the main event; None if there is no event."""
    return found[0] if found and found[0].weight > _SPEAKING else None


def words_in(text: str, spans: tuple[Span, ...], cue: Speaking) -> list[Found]:
    """The first words of each type: by weight, those of the main clause beside the cue before others, else in order."""
    first: dict[str, Found] = {}
    for span in spans:
        for hit in patterns.events().find(text, span):
            row = rows("events")[hit.line]
            each = Found(row["type"], int(row["weight"]), hit.match.span(), span)
            if each.type not in first or first[each.type].weight < each.weight:
                first[each.type] = each
    start, end = main_clause(text, nearest_sentence(text, spans, cue.span))
    verb = verb_at(text, (start, end)) or (start, start)
    # "Glide bombs destroyed the school" tells of a destruction: the verb goes before its subject.
    return sorted(
        first.values(),
        key=lambda each: (-each.weight, not start <= each.at[0] < end, each.at[1] <= verb[0], each.at),
    )


def _spoken(cue: Speaking, place: str) -> str | None:
    """The event that the cue itself is: by its lemma, else by what kind of speaking it is."""
    row = _speech_events().get(("lemma", cue.lemma)) or _speech_events().get(("act", cue.act))
    return row["type"] if row and row["place"] == place else None


@cache
def _speech_events() -> dict[tuple[str, str], Row]:
    """The lines of the table by what they say a cue has, the first one where several do."""
    return {(row["kind"], row["cue"]): row for row in reversed(rows("speech_events"))}


def _first_type(text: str, spans: tuple[Span, ...], found: list[Found], cue: Speaking) -> str:
    """What is said where nothing is told; who calls something false accuses nobody."""
    if not found:
        return "statement"
    is_false = cue.act == "deny" or says_false(text, spans) or called_false(text, cue.lemma, spans)
    return "statement" if found[0].type == "accusation" and is_false else found[0].type


def _said(text: str, kind: str, found: list[Found], spans: tuple[Span, ...], cue: Speaking) -> Event:
    """An event of speaking, with the words that show it in the content where there are any."""
    shown = next((each for each in found if each.type == kind), None)
    if shown:
        return _event(text, shown, cue)
    sentence = nearest_sentence(text, spans, cue.span)
    if kind == "statement" and _names(text, spans, cue):
        return Event(kind, "unknown", _polarity(negative=is_negative(text, sentence)), Actors())
    clause = main_clause(text, sentence)
    if cue.act == "show" and cue.kind == "imagery" and verb_at(text, clause) is None:
        # What a picture shows is there.
        return Event(kind, "ongoing", _polarity(negative=is_negative(text, sentence)), Actors())
    modality = _under_cue(text, kind, modality_of(text, clause, clause, sentence, cue.lemma), cue, clause) or "unknown"
    return Event(kind, modality, _polarity(negative=is_negative(text, sentence)), Actors())


def _names(text: str, spans: tuple[Span, ...], cue: Speaking) -> bool:
    """Whether a content only calls something a name: "called the report a lie"."""
    return cue.lemma in _NAMING or says_false(text, spans)


def _polarity(*, negative: bool) -> str:
    return "negative" if negative else "positive"


def _event(text: str, each: Found, cue: Speaking) -> Event:
    negative = is_negative_at(text, each.at, each.within)
    clause = clause_at(text, each.at, each.within)
    within = (each.within[0], min(each.within[1], each.at[1] + _CONDITION_REACH))
    modality = _under_cue(text, each.type, modality_of(text, clause, each.at, within, cue.lemma), cue, each.at)
    actors = actors_of(text, each.type, each.at, clause, cue.side)
    modality = _of_type(text, each, clause, modality, cue)
    return Event(each.type, modality, _polarity(negative=negative), actors)


def _of_type(text: str, each: Found, clause: Span, modality: str | None, cue: Speaking) -> str:
    """What the type makes of a modality: a hold goes on, help that is announced without a verb is to come."""
    if each.type == "hold" and modality == "happened" and _LASTS.search(text, *clause):
        return "ongoing"
    if modality is None and cue.act == "accuse" and each.type in _GOES_ON and _OF_DOING.search(text, *each.within):
        return "ongoing"
    if modality is None and cue.act in _OF_THE_FUTURE and each.type in _GIVEN:
        return "planned"
    if modality is None and cue.lemma in _NAMING:
        return "unknown"
    return modality or ("happened" if each.weight > _SPEAKING or cue.act == "accuse" else "unknown")


def _under_cue(text: str, kind: str, modality: str | None, cue: Speaking, at: Span) -> str | None:
    """What the cue makes of a modality: what is demanded or not ruled out is possible, what a picture shows goes on."""
    if modality == "conditional":
        return modality
    if cue.act == "demand" or (cue.lemma == "rule out" and is_negated(text, cue.span)):
        return "possible"
    if modality is None and cue.act == "show" and _GOING_ON.search(text, *at) and kind not in _SEEN_DONE:
        return "ongoing"
    return "planned" if cue.act == "threaten" and modality in {None, "happened"} else modality
