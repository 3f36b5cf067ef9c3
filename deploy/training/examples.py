"""Reports as examples: windows of pieces with a target per piece and per cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.training.corpus import ROLES
from services.extractor.adapters.tagger.encoding import MAX_PIECES, Window, windows
from services.extractor.domain.reading.outline import outline

if TYPE_CHECKING:
    import random

    from tokenizers import Tokenizer

    from deploy.training.corpus import Marked, Report, Span

_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True)
class Link:
    """What belongs to one cue: its pieces, and a label for every piece of the window."""

    cue: list[int]
    labels: list[int]


@dataclass(frozen=True)
class Example:
    """A window with its targets: per piece whether it is part of a source, a cue, a content; none unannotated."""

    window: Window
    roles: list[tuple[float, float, float]]
    links: list[Link]


def examples(report: Report, tokenizer: Tokenizer, chance: random.Random | None = None) -> list[Example]:
    """The examples of a report.

    Args:
        chance: None takes the first annotator and the text as it is; else an annotator, the form of the quotation
            marks and the beginning of the windows are drawn.
    """
    text, first = report.text, MAX_PIECES
    marked = report.versions[0] if report.versions else None
    if chance:
        marked = chance.choice(report.versions) if report.versions else None
        text = text.translate(_STRAIGHT) if chance.random() < 0.2 else text  # noqa: PLR2004 - one in five
        first = chance.randint(MAX_PIECES // 3, MAX_PIECES)
    found = windows(outline(text), tokenizer, first=first)
    return [Example(window, [], []) if marked is None else _example(window, marked) for window in found]


def _example(window: Window, marked: tuple[Marked, ...]) -> Example:
    low = min((s for s, e in window.spans if s < e), default=0)
    high = max(e for _, e in window.spans)
    roles = [[0.0, 0.0, 0.0] for _ in window.spans]
    links = []
    for claim in marked:
        labels = [0] * len(window)
        for number, role in enumerate(ROLES):
            for place in _places(window, getattr(claim, role), low, high):
                labels[place] = number + 1
                roles[place][number] = 1.0
        cue = [place for place, label in enumerate(labels) if label == ROLES.index("cue") + 1]
        if cue:
            links.append(Link(cue, labels))
    return Example(window, [(a, b, c) for a, b, c in roles], links)


def _places(window: Window, spans: tuple[Span, ...], low: int, high: int) -> list[int]:
    inside = [(s, e) for s, e in spans if s < high and e > low]
    if not inside:
        return []
    return [p for p, (a, b) in enumerate(window.spans) if a < b and any(s <= a < e for s, e in inside)]
