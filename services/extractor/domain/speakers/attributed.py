"""Attributions with their speakers: who "we" is, who goes on speaking, and who passes on what another says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.speakers.sources import Speakers
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.draft import Source
    from services.extractor.domain.reading.passage import Span

_RELAY_SHARE = 0.6
# What footage shows, and what somebody will do, is told by who speaks of it.
_NOT_SAID = frozenset({"show", "promise"})
_LIKELY = 0.45
_NEAR = 12
# A cue without a subject of its own: a participle, or a verb behind "and".
_GOES_ON = re.compile(
    r"(?:\b(?:and|but|then)[ \xa0]+(?:\w+ly[ \xa0]+|also[ \xa0]+)?[a-z]+|(?:^|[, \xa0])[a-z]+ing)$", re.IGNORECASE
)
_LEAD_IN = 24
_BREAK = re.compile(r"(?:[ \t\xa0]*[\r\n])+")


@dataclass(frozen=True)
class Attributed:
    """An attribution with its sentence and its speaker."""

    attribution: Attribution
    line: Line
    source: Source


def attributed(text: str, lines: list[Line], attributions: list[Attribution]) -> list[Attributed]:
    """The sound attributions in their order, each with its speaker."""
    speakers = Speakers(text)
    resolved = [
        Attributed(a, lines[a.line], speakers.resolve(a.source, lines[a.line].sentence.start))
        for a in attributions
        if _is_sound(a)
    ]
    known: list[Attributed] = []
    for number, item in enumerate(resolved):
        near = neighbours(resolved, number)
        known.append(
            _of_speech(item, known, near, speakers) if item.attribution.speech else _as_speaker(item, near, speakers)
        )
    return known


def _of_speech(item: Attributed, before: list[Attributed], near: list[Attributed], speakers: Speakers) -> Attributed:
    """Give a quotation without a cue to who speaks in another part of it, else just before it."""
    speech = item.attribution.speech or (0, 0)
    others = [o for o in near if o.source.text and not o.attribution.in_quotation]
    own = next((o.source for o in others if any(overlap(span, speech) for span in o.attribution.content)), None)
    source = own or _just_before(item, before, speakers)
    return replace(item, source=replace(source, text=None, spans=())) if source else item


def _just_before(item: Attributed, before: list[Attributed], speakers: Speakers) -> Source | None:
    """Of whom the report tells just before, else who speaks in the same paragraph or in the one before."""
    start = item.attribution.content[0][0]
    told = speakers.told_of_before(start)
    for other in reversed(before[-_NEAR:]):
        end = max(end for _, end in (*other.attribution.content, other.attribution.cue))
        if other.attribution.in_quotation or end > start:
            continue
        if told and told[0] > end:
            break
        return other.source if len(_BREAK.findall(item.line.text[end:start])) <= 1 else None
    return told[1] if told else None


def neighbours(resolved: list[Attributed], number: int) -> list[Attributed]:
    """The neighbours, which alone can hold a claim: a quotation spans some sentences, never an article."""
    return resolved[max(0, number - _NEAR) : number + _NEAR]


def _as_speaker(item: Attributed, near: list[Attributed], speakers: Speakers) -> Attributed:
    """Give "I" and "we", and a cue that shares its subject with the one before, the source that they mean."""
    if item.source.text is None:
        return replace(item, source=_shared(item, near) or item.source)
    if item.source.text.lower() not in words_of_class("first_person"):
        return item
    outer = next((o.source for o in near if _contains(o, item) and o.source.text), None)
    if outer is None and item.attribution.in_quotation:
        before = (o for o in reversed(near) if o.attribution.cue < item.attribution.cue)
        outer = next((o.source for o in before if not o.attribution.in_quotation and o.source.name), None)
    outer = outer or speakers.author
    return replace(item, source=replace(outer, text=item.source.text, spans=item.source.spans)) if outer else item


def _shared(item: Attributed, near: list[Attributed]) -> Source | None:
    """The source of the cue before, where this one goes on with its subject: "..., adding that", "... and urged"."""
    cue = item.attribution.cue
    if not _GOES_ON.search(item.line.text, max(item.line.sentence.start, cue[0] - _LEAD_IN), cue[1]):
        return None
    before = (o for o in reversed(near) if o.line is item.line and o.attribution.cue < cue)
    source = next((o.source for o in before if o.source.text and not _contains(o, item)), None)
    return replace(source, text=None, spans=()) if source else None


def _is_sound(attribution: Attribution) -> bool:
    """Whether cue, source and contents are apart; a rule that lets them run into each other misread the sentence."""
    others = [span for span in (attribution.source, attribution.cue) if span]
    return all(start < end for start, end in attribution.content) and bool(others)


def _contains(outer: Attributed, inner: Attributed) -> bool:
    if outer is inner or outer.attribution.relayed_by == inner.attribution.cue:
        return False
    return inner.attribution.relayed_by == outer.attribution.cue or outer.attribution.holds(inner.attribution.cue)


def relays_of(item: Attributed, near: list[Attributed]) -> list[Attributed]:
    """Who relays the claim, outermost first; someone who reports himself relays nothing."""
    outer = [
        o
        for o in near
        if _contains(o, item) and not _contains(item, o) and o.source.name != item.source.name and o.source.text
    ]
    return list({o.source.name: o for o in reversed(outer)}.values())[::-1]


def relays(item: Attributed, near: list[Attributed], content: tuple[Span, ...]) -> bool:
    """Whether most of what somebody says is what another says."""
    size = sum(end - start for start, end in content)
    within = (inner for inner in near if _contains(item, inner) and _is_told(inner, item))
    return any(_covered(inner, content) / max(size, 1) >= _RELAY_SHARE for inner in within)


def _is_told(inner: Attributed, item: Attributed) -> bool:
    """Whether somebody else surely says it, whom the source only passes on."""
    name = inner.source.name
    # "Its ministry said that South Africa hopes" speaks for the body itself.
    if not inner.source.text or name == item.source.name or (item.source.name or "").endswith(f" of {name}"):
        return False
    # Who cites somebody for what it says itself has its own claim; an agency only passes on.
    is_passed_on = item.source.kind == "media" or inner.attribution.lemma != "cite"
    return is_passed_on and inner.attribution.act not in _NOT_SAID and _is_likely(inner.attribution)


def _is_likely(attribution: Attribution) -> bool:
    return attribution.confidence is None or attribution.confidence >= _LIKELY


def _covered(inner: Attributed, content: tuple[Span, ...]) -> int:
    """How many characters of a content are another claim: who says it and the words that say so belong to it."""
    one = inner.attribution
    parts = (*one.content, one.cue, *([one.source] if one.source else []))
    return sum(max(0, min(end, to) - max(start, since)) for start, end in parts for since, to in content)
