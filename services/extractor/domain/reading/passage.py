"""Words of the article: where they stand, and how they read."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]

JOIN = " … "


@dataclass(frozen=True)
class Passage:
    """The slices of a text at `spans` (code points, end exclusive), joined with an ellipsis where there are several."""

    text: str
    spans: tuple[Span, ...]


def passage(text: str, *spans: Span) -> Passage:
    """The passage at non-empty spans, in the order of the text."""
    ordered = tuple(sorted(spans))
    return Passage(JOIN.join(text[start:end] for start, end in ordered), ordered)


def overlap(first: Span, second: Span) -> bool:
    """Whether two spans share a character."""
    return first[0] < second[1] and second[0] < first[1]


def trimmed(text: str, start: int, end: int, unwanted: str = " \t\r\n\xa0") -> Span | None:
    """The span without `unwanted` characters at its ends; None if nothing is left."""
    while start < end and text[start] in unwanted:
        start += 1
    while end > start and text[end - 1] in unwanted:
        end -= 1
    return (start, end) if start < end else None
