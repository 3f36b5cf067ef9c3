"""Scores to labels: which pieces are anchors of cues, and the best sequence of labels for each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from services.extractor.domain.reading.passage import Span

NONE, SOURCE, CUE, CONTENT = range(4)
N_LABELS: Final = 4
# So unlikely that no other choice outweighs it.
_NEVER: Final = -1e4


@dataclass(frozen=True)
class Tagged:
    """One cue and what the tagger gives to it.

    Attributes:
        anchor: offset of the piece at which the cue was seen.
        sureness: that there is a cue, 0 to 1.
    """

    anchor: int
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    sureness: float


@dataclass(frozen=True)
class Tags:
    """What the tagger found in a text.

    Attributes:
        found: cues in the order of the text, also those that count only where a rule finds them too.
        certain: how sure a cue must be to count by itself.
        read: how many characters were read; fewer than the text has where it has too many word pieces.
        vetoes: whether a rule's cue that is not among `found` is none.
        n_full: windows that hold more cues than were looked at.
    """

    found: list[Tagged]
    certain: float
    read: int
    vetoes: bool = True
    n_full: int = 0


def surest_of_runs(sureness: NDArray[np.float32], open_: set[int], places: Sequence[int]) -> list[int]:
    """Of every run of neighbouring open words the surest: a cue of several words has one anchor.

    Args:
        sureness: of every piece, that it stands in a cue.
        open_: first pieces of the words that belong to no cue yet.
        places: first pieces of all words.
    """
    anchors: list[int] = []
    goes_on = False
    for place in places:
        if place not in open_:
            goes_on = False
        elif not goes_on:
            anchors.append(place)
            goes_on = True
        elif sureness[place] > sureness[anchors[-1]]:
            anchors[-1] = place
    return anchors


class Pieces(Protocol):
    """What decoding needs to know of a window."""

    spans: list[Span]
    begins: list[bool]

    def part_of(self, piece: int) -> Span:
        """First and last piece (exclusive) of the paragraph that a piece stands in."""


def decoded(
    window: Pieces, anchor: int, scores: NDArray[np.float32], steps: NDArray[np.float32]
) -> tuple[dict[int, tuple[Span, ...]], set[int]]:
    """The spans of each label around an anchor, and the first pieces of the words of its cue.

    Args:
        window: words get the label of their first piece.
        scores: log-probabilities for the pieces of the anchor's part or more, (pieces, labels).
        steps: what going from one label to another adds, (labels, labels).
    """
    first, last = window.part_of(anchor)
    places = [place for place in range(first, last) if window.begins[place]]
    own = scores[[place - first for place in places]]
    own[places.index(anchor), [NONE, SOURCE, CONTENT]] = _NEVER
    labels = best_labels(own, steps)
    words = [(window.spans[a][0], window.spans[b - 1][1]) for a, b in pairwise([*places, last])]
    spans = {label: runs(labels, words, label) for label in (SOURCE, CUE, CONTENT)}
    return spans, {place for place, label in zip(places, labels, strict=True) if label == CUE}


def best_labels(scores: NDArray[np.float32], steps: NDArray[np.float32]) -> list[int]:
    """The best sequence of labels (Viterbi) for log-probabilities of shape (words, labels)."""
    back = []
    best = scores[0]
    for own in scores[1:]:
        options = best[:, None] + steps
        back.append(options.argmax(0))
        best = options.max(0) + own
    path = [int(best.argmax())]
    for chosen in reversed(back):
        path.append(int(chosen[path[-1]]))
    return path[::-1]


def runs(labels: Sequence[int], spans: Sequence[Span], label: int) -> tuple[Span, ...]:
    """The spans of the runs of a label."""
    found: list[Span] = []
    goes_on = False
    for own, (start, end) in zip(labels, spans, strict=True):
        if own != label:
            goes_on = False
        elif goes_on:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
            goes_on = True
    return tuple(found)
