"""Whom a report cites speaks himself: "Troops left, the agency reported, citing the ministry"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from services.extractor.domain.attribution import subjects
from services.extractor.domain.attribution.line import NO_QUOTATION
from services.extractor.domain.reading.passage import overlap, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.reading.passage import Span

_CITING: Final = frozenset({"citing", "quoting"})
_UNWANTED: Final = " \t\r\n\xa0,;"
_LEADING: Final = re.compile(r"(?:(?:as saying|that|said)[ \xa0])+", re.IGNORECASE)
_FEWEST_LETTERS: Final = 8


def with_cited(attributions: list[Attribution], lines: list[Line]) -> list[Attribution]:
    """The attributions in which who is cited has what the citing one reports, and is relayed by it."""
    made = list(attributions)
    for line, cue in _citations(attributions, lines):
        cited = _cited(line, cue)
        number = next((n for n, a in enumerate(made) if overlap(a.cue, cue)), None)
        outer = _outer(made, number, line, cue)
        if cited is None or outer is None:
            continue
        content = tuple(_without(line.text, made[outer].content, (cue[0], cited[1])))
        if content:
            own = made[number] if number is not None else replace(made[outer], lemma="cite", act="report")
            made[outer] = replace(made[outer], content=content)
            own = replace(own, cue=cue, source=cited, content=content, stance="asserts", relayed_by=made[outer].cue)
            if number is None:
                made.append(own)
            else:
                made[number] = own
    return sorted(made, key=lambda a: a.cue)


def _citations(attributions: list[Attribution], lines: list[Line]) -> Iterator[tuple[Line, Span]]:
    """Where somebody who speaks cites: the words, in sentences that have an attribution."""
    for number in dict.fromkeys(a.line for a in attributions if not a.in_quotation):
        line = lines[number]
        for index, word in enumerate(line.words):
            if word.lower in _CITING and line.depth[index] == NO_QUOTATION:
                yield line, line.span(index, index + 1)


def _cited(line: Line, cue: Span) -> Span | None:
    """The noun phrase behind the cue, if it can speak: not "citing safety reasons"."""
    behind = bisect_left([word.start for word in line.words], cue[1])
    phrase = subjects.subject_after(line, behind) if behind < len(line.words) else None
    return line.span(*phrase) if phrase and subjects.is_speaker(line, *phrase) else None


def _outer(attributions: list[Attribution], number: int | None, line: Line, cue: Span) -> int | None:
    """Who cites: the nearest other attribution of the sentence, rather one before."""
    same = [n for n, a in enumerate(attributions) if n != number and a.line == line.number and not a.in_quotation]
    before = [n for n in same if attributions[n].cue[0] < cue[0]]
    return before[-1] if before else next(iter(same), None)


def _without(text: str, content: tuple[Span, ...], phrase: Span) -> Iterator[Span]:
    """The content without the phrase that cites, and without "that" behind it."""
    for start, end in content:
        cuts = [start, min(max(phrase[0], start), end), min(max(phrase[1], start), end), end]
        for first, last in list(pairwise(cuts))[::2]:
            span = trimmed(text, first, last, unwanted=_UNWANTED)
            lead = _LEADING.match(text, *span) if span and first > start else None
            span = (lead.end(), span[1]) if span and lead else span
            if span and span[1] - span[0] >= _FEWEST_LETTERS:
                yield span
