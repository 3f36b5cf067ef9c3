"""What the content says happens: type, modality, polarity, actors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Actor, Actors, Event
from services.extractor.domain.facts import patterns
from services.extractor.domain.reading.passage import overlap

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|without|unlikely|denied|cannot|yet to|unwilling)\b|n[’']t\b", re.IGNORECASE
)
_MODALITIES = (
    ("conditional", re.compile(r"\b(?:if|unless|should it)\b", re.IGNORECASE)),
    (
        "possible",
        re.compile(r"\b(?:may|might|could|can|possibly|possibility|potential(?:ly)?|perhaps)\b", re.IGNORECASE),
    ),
    (
        "planned",
        re.compile(r"\b(?:will|would|plan\w*|intend\w*|going to|prepar\w+|to)\s*(?:\w+ )?$|\bwill be\b", re.IGNORECASE),
    ),
    ("ongoing", re.compile(r"\b(?:is|are|currently|being|continu\w+)\b[^.;]{0,24}$", re.IGNORECASE)),
)
_FORCES = (
    r"forces?|troops|soldiers?|army|units?|military|fighters|brigades?|regiments?|battalions?|militants|rebels|separatists"
    r"|officials|government|ministry|navy|air force|companies|residents|civilians"
)
_ACTOR = re.compile(
    rf"(?:\b(?:the|some|any|its|their|his|all) )?(?:\b[\w’'-]{{1,40}} ){{0,3}}?\b(?:{_FORCES})\b"
    r"|\b\d+(?:st|nd|rd|th) [A-Z][\w’'-]*(?: [A-Z][\w’'-]*){{0,5}}"
)
_WINDOW = 48
# Types that stand for speaking, used only where the content holds no event.
_SPEAKING = frozenset({"accusation", "threat", "demand"})


def events_in(text: str, spans: tuple[Span, ...], act: str) -> tuple[Event, ...]:
    """The events of a content, main first; what the cue does is the event where the content names none."""
    found: dict[str, Event] = {}
    for start, end in spans:
        for match in patterns.events().finditer(text, start, end):
            kind = str(match.lastgroup)
            if kind not in found:
                found[kind] = _event(text, kind, match.span(), (start, end))
    real = tuple(event for kind, event in found.items() if kind not in _SPEAKING)
    if real:
        return real
    spoken = {"accuse": "accusation", "threaten": "threat", "demand": "demand"}.get(act)
    kind = spoken or next(iter(found), "statement")
    return (found.get(kind) or Event(kind, "unknown", "positive", Actors()),)


def _event(text: str, kind: str, at: Span, within: Span) -> Event:
    before = text[max(within[0], at[0] - _WINDOW) : at[0]]
    negative = _NEGATION.search(before) is not None
    modality = next((word for word, pattern in _MODALITIES if pattern.search(before)), "happened")
    return Event(kind, modality, "negative" if negative else "positive", _actors(text, at, within))


def _actors(text: str, at: Span, within: Span) -> Actors:
    spans = [m.span() for m in _ACTOR.finditer(text, within[0], within[1]) if not overlap(m.span(), at)]
    before = [span for span in spans if span[1] <= at[0]]
    after = [span for span in spans if span[0] >= at[1]]
    agent = _actor(text, before[-1]) if before else _camp(text, within[0], at[0])
    return Actors(agent, _actor(text, after[0]) if after else None)


def _camp(text: str, start: int, end: int) -> Actor | None:
    """A camp that acts under its bare name ("Russia", "Moscow")."""
    pattern, known = patterns.sides()
    matches = [m for m in pattern.finditer(text, start, end) if known[m.group()]["government"]]
    return _actor(text, matches[-1].span()) if matches else None


def _actor(text: str, span: Span) -> Actor:
    words = text[span[0] : span[1]]
    camp = patterns.side_of(words) or {}
    return Actor(words, (span,), name=words, side=camp.get("side") or None, party=camp.get("party") or None)
