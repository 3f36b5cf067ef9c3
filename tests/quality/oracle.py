"""Attributions at annotated spans, so that the fields of a claim can be looked at apart from the finding of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.tagging.joining import meaning_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.reading.passage import Span

    Spans = Sequence[Sequence[int]]


def attribution_at(
    lines: list[Line], source: Spans | None, cue: Spans | None, content: Spans | None
) -> Attribution | None:
    """What the extractor would have found; None without a cue or a content, which it always has."""
    if not cue or not content:
        return None
    at = _longest(cue)
    line = next((line for line in reversed(lines) if line.sentence.start <= at[0]), lines[0])
    meaning = meaning_of(at, line)
    spans = tuple((start, end) for start, end in content)
    return Attribution(
        line.number, at, meaning.lemma, meaning.act, meaning.stance, _longest(source) if source else None, spans
    )


def _longest(spans: Spans) -> Span:
    start, end = max(spans, key=lambda span: span[1] - span[0])
    return start, end
