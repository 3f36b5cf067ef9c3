"""The labeller's answers and those of the rules as one claim.

The rules know what is rare and what the guide decided; the labeller knows words that no table has. Each field goes to
the likelier answer, where the rules' own counts for so much more (`Labels.trust`, fitted on reports that neither saw).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from services.extractor.domain.draft import Actor, Actors, DraftClaim, Event
from services.extractor.domain.facts.actors import WITHOUT_ACTORS, actor_at
from services.extractor.domain.labelling.labels import best_of
from services.extractor.domain.labelling.view import view_of
from services.extractor.domain.reading.passage import overlap, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.extractor.domain.draft import Source
    from services.extractor.domain.labelling.labels import Labels
    from services.extractor.domain.labelling.view import View
    from services.extractor.domain.reading.passage import Span

_LONGEST_WORD: Final = 40
_WORD: Final = re.compile(r"\w+")
# "Su-" before "27", "Hemedti’" before "s house"; what is owned is no part of "Russia".
_WORD_BEFORE: Final = re.compile(r"\w+(?:[-’']\w+)*[-’']?\Z")
_WORD_BEHIND: Final = re.compile(r"\w*(?:-\w+)*")
_EDGES: Final = " \xa0,.;:!?\"“”'‘’()[]-–—"
_FULL_NAME: Final = re.compile(r"[^\W\d_a-z][\w’'-]*(?: [\w’'.-]+)+")
_PRONOUN: Final = re.compile(r"he|she|they|it|who", re.IGNORECASE)
_ARTICLES: Final = frozenset({"The", "A", "An"})
# What stands before a noun is nobody without it.
_NOBODY: Final = re.compile(r"(?:the|an?|this|that|these|those|its|his|her|their|our|[\W\d_]*)", re.IGNORECASE)


def labelled(text: str, drafts: list[DraftClaim], label: Callable[[View], Labels]) -> list[DraftClaim]:
    """The claims of the rules, with what the labeller knows better."""
    views = [view_of(text, draft.source, draft.cue.spans[0], draft.content.spans) for draft in drafts]
    found = [label(view) for view in views]
    kinds = _kinds([draft.source for draft in drafts], found)
    return [with_labels(text, *each) for each in zip(drafts, views, found, kinds, strict=True)]


def _kinds(sources: list[Source], found: list[Labels]) -> list[str]:
    """The kind of each source; one with a name is the same all the time, and all his claims are asked."""
    votes: dict[str, list[tuple[Labels, str]]] = defaultdict(list)
    speakers = [_speaker(source) or f"{number}" for number, source in enumerate(sources)]
    for speaker, source, labels in zip(speakers, sources, found, strict=True):
        votes[speaker].append((labels, source.kind))
    kinds = {speaker: best_of(own, "kind") for speaker, own in votes.items()}
    return [kinds[speaker] if source.text else source.kind for speaker, source in zip(speakers, sources, strict=True)]


def _speaker(source: Source) -> str | None:
    """The name of one who is certainly the same wherever he has it: it is a full one, and the words are his."""
    if not (source.text and source.name and _FULL_NAME.fullmatch(source.name)):
        return None
    if _PRONOUN.fullmatch(source.text):
        return source.name
    known = set(_WORD.findall(f"{source.name} {source.role or ''}"))
    # "Fatima Hassan, a nurse" is not General Ali Hassan, "their letter" is not the ministry.
    said = set(_WORD.findall(source.text.partition(",")[0])) - _ARTICLES
    is_his = not said.isdisjoint(_WORD.findall(source.name))
    return source.name if is_his and not any(word[0].isupper() for word in said - known) else None


def with_labels(text: str, draft: DraftClaim, view: View, labels: Labels, kind: str) -> DraftClaim:
    """A claim of the rules with what the labeller knows better; the kind of its source is known."""
    return replace(draft, source=replace(draft.source, kind=kind), events=_events(text, draft, view, labels))


def _events(text: str, draft: DraftClaim, view: View, labels: Labels) -> tuple[Event, ...]:
    """The main event as both see it, then the others that the rules see."""
    ruled = draft.events[0]
    kind = labels.best("type", ruled.type)
    known = next((event for event in draft.events if event.type == kind), None)
    others = tuple(e for e in draft.events if e.type not in {kind, "statement"}) if kind != "statement" else ()
    like = known or ruled
    actors = known.actors if known else Actors()
    if kind not in WITHOUT_ACTORS:
        actors = _actors(text, actors, draft.source.side, view, labels)
    return (Event(kind, labels.best("modality", like.modality), like.polarity, actors), *others)


def _actors(text: str, ruled: Actors, side: str | None, view: View, labels: Labels) -> Actors:
    runs = labels.runs()
    agent, target = (_longest(view, text, runs[name]) for name in ("agent", "target"))
    if agent and target and overlap(agent, target):
        # Parts of one word; nobody does to himself what is told.
        agent, target = (agent, None) if _length(agent) >= _length(target) else (None, target)
    return Actors(
        actor_at(text, agent, side) if agent else _unless(ruled.agent, target),
        actor_at(text, target, side) if target else _unless(ruled.target, agent),
    )


def _unless(actor: Actor | None, other: Span | None) -> Actor | None:
    """An actor of the rules, unless the labeller knows him as the other one."""
    return actor if actor and not (other and overlap(actor.spans[0], other)) else None


def _longest(view: View, text: str, runs: list[Span]) -> Span | None:
    """The longest of the runs, as whole words of the article without what only surrounds them."""
    inside = [part for run in runs for part in view.outside(run)]
    best = max(inside, key=_length, default=None)
    kept = trimmed(text, *best, unwanted=_EDGES) if best else None
    whole = _whole_words(text, kept) if kept else None
    return None if whole and _NOBODY.fullmatch(text[slice(*whole)]) else whole


def _length(span: Span) -> int:
    return span[1] - span[0]


def _whole_words(text: str, span: Span) -> Span:
    """A span grown to the ends of the words that it begins and ends in; a word of pages is cut."""
    start, end = span
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    behind = _WORD_BEHIND.match(text, end, end + _LONGEST_WORD)
    if before and _WORD.match(text, start):
        start = before.start()
    if behind and _WORD.match(text, end - 1):
        end = behind.end()
    return start, end
