"""What the labeller sees of a claim: who speaks, the cue, and the content as one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.draft import Source
    from services.extractor.domain.reading.passage import Span


@dataclass(frozen=True)
class View:
    """A claim for the labeller.

    Attributes:
        source: the speaker as worded, and as resolved where that says more; empty without one.
        content: the pieces of the content with a space between them.
        spans: where these stand in the article, in order.
    """

    source: str
    cue: str
    content: str
    spans: tuple[Span, ...]

    def within(self, span: Span) -> Span | None:
        """A span of the article as offsets into the content; None if it lies outside."""
        shift = 0
        for start, end in self.spans:
            if start <= span[0] and span[1] <= end:
                return span[0] - start + shift, span[1] - start + shift
            shift += end - start + 1
        return None

    def outside(self, span: Span) -> Iterator[Span]:
        """A span of the content as offsets into the article, one for each piece of the content that it crosses."""
        shift = 0
        for start, end in self.spans:
            first, last = max(start, span[0] - shift + start), min(end, span[1] - shift + start)
            if first < last:
                yield first, last
            shift += end - start + 1


def view_of(text: str, source: Source, cue: Span, content: tuple[Span, ...]) -> View:
    """A claim as the labeller sees it."""
    known = source.text or ""
    for more in (source.name, source.role, source.organisation):
        if more and more.lower() not in known.lower():
            known = f"{known}, {more}" if known else more
    return View(known, text[slice(*cue)], " ".join(text[start:end] for start, end in content), content)
