"""Quotations beyond the sentence of their cue: what follows in the same paragraph, or goes on in the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.extractor.domain.attribution.line import NO_QUOTATION
from services.extractor.domain.reading.quotations import continued

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.reading.passage import Span


def with_whole_speeches(
    attributions: list[Attribution], lines: list[Line], paragraphs: list[Span]
) -> list[Attribution]:
    """Let contents grow over quotations without a cue of their own."""
    if not lines:
        return attributions
    quotes = lines[0].quotes
    owned = {index for a in attributions for index in _quotes_of(a, lines)}
    follows = continued(quotes, paragraphs)
    grown: list[Attribution] = []
    last_of_line = {a.line: a for a in attributions if not a.in_quotation}
    for attribution in attributions:
        if last_of_line.get(attribution.line) is attribution:
            extra = _following(attribution, lines, owned, follows)
            grown.append(replace(attribution, content=attribution.content + extra) if extra else attribution)
        else:
            grown.append(attribution)
    return grown


def _quotes_of(attribution: Attribution, lines: list[Line]) -> list[int]:
    line = lines[attribution.line]
    found = {line.quotation_at(offset) for start, end in attribution.content for offset in (start, end - 1)}
    return [index for index in found if index != NO_QUOTATION]


def _following(
    attribution: Attribution, lines: list[Line], owned: set[int], follows: dict[int, int]
) -> tuple[Span, ...]:
    line = lines[attribution.line]
    own = _quotes_of(attribution, lines)
    if not own:
        return ()
    current = max(own)
    extra: list[Span] = []
    while True:
        after = follows.get(current, -1)
        if after < 0:
            after = _next_in_paragraph(current, line)
        if after < 0 or after in owned:
            return tuple(extra)
        quotation = line.quotes[after]
        extra.append((quotation.start, quotation.end))
        owned.add(after)
        current = after


def _next_in_paragraph(current: int, line: Line) -> int:
    """The next quotation, if it is a whole sentence that follows in the same paragraph."""
    after = current + 1
    if after >= len(line.quotes) or line.quotes[after].paragraph != line.quotes[current].paragraph:
        return -1
    here, there = line.quotes[current], line.quotes[after]
    between = line.text[max(here.end, line.sentence.end) : there.start]
    inner_end = line.text[max(there.start, there.end - 2) : there.end]
    return (
        after if not between.strip() and there.start >= line.sentence.end and any(m in inner_end for m in ".!?") else -1
    )
