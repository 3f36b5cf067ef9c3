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


def anchors_in(sureness: NDArray[np.float32], begins: Sequence[bool], least: float) -> list[int]:
    """The words that are surer than `least` to stand in a cue, surest first.

    A cue of several words has several anchors; the labels of the surest tell which of them are one cue.
    """
    found = np.flatnonzero((sureness >= least) & np.asarray(begins, dtype=bool))
    return [int(place) for place in found[np.argsort(-sureness[found], kind="stable")]]


class Pieces(Protocol):
    """What decoding needs to know of a window."""

    spans: list[Span]
    begins: list[bool]

    def part_of(self, piece: int) -> Span:
        """First and last piece (exclusive) of the paragraph that a piece stands in."""


def decoded(
    window: Pieces,
    sureness: NDArray[np.float32],
    anchors: Sequence[int],
    scores: NDArray[np.float32],
    steps: NDArray[np.float32],
) -> list[Tagged]:
    """What belongs to each anchor of a window; an anchor inside the cue of a surer one is that one's.

    Args:
        window: words get the label of their first piece.
        sureness: of every piece, that it stands in a cue.
        anchors: as `anchors_in` gives them.
        scores: log-probabilities per anchor, (anchors, pieces of its part or more, labels).
        steps: what going from one label to another adds, (labels, labels).
    """
    found: list[Tagged] = []
    taken: set[int] = set()
    for row, anchor in enumerate(anchors):
        if anchor in taken:
            continue
        first, last = window.part_of(anchor)
        places = [place for place in range(first, last) if window.begins[place]]
        own = scores[row, [place - first for place in places]]
        own[places.index(anchor), [NONE, SOURCE, CONTENT]] = _NEVER
        labels = best_labels(own, steps)
        taken.update(place for place, label in zip(places, labels, strict=True) if label == CUE)
        words = [(window.spans[a][0], window.spans[b - 1][1]) for a, b in pairwise([*places, last])]
        cue, source, content = (runs(labels, words, label) for label in (CUE, SOURCE, CONTENT))
        found.append(Tagged(window.spans[anchor][0], cue, source, content, float(sureness[anchor])))
    return sorted(found, key=lambda tagged: tagged.anchor)


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
