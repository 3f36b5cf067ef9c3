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
        fit: the mean log-probability of the labels of the words around it; 0 at best.
    """

    anchor: int
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    sureness: float
    fit: float = 0.0


@dataclass(frozen=True)
class Tags:
    """What the tagger found in a text.

    Attributes:
        found: cues in the order of the text, also doubtful ones.
        read: how many characters were read; fewer than the text has where it has too many word pieces.
        n_full: windows that hold more cues than were looked at.
    """

    found: list[Tagged]
    read: int
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


@dataclass(frozen=True)
class Decoded:
    """What stands around an anchor.

    Attributes:
        spans: of each label.
        cue: the first pieces of the words of the cue.
        fit: the mean log-probability of the words' labels.
    """

    spans: dict[int, tuple[Span, ...]]
    cue: set[int]
    fit: float


def decoded(
    window: Pieces, anchors: list[int], scores: NDArray[np.float32], steps: NDArray[np.float32]
) -> list[Decoded]:
    """The best labels around each anchor.

    Args:
        window: words get the label of their first piece.
        scores: log-probabilities for the pieces of each anchor's part, (anchors, pieces or more, labels).
        steps: what going from one label to another adds, (labels, labels).
    """
    parts = [window.part_of(anchor) for anchor in anchors]
    places = [[place for place in range(*part) if window.begins[place]] for part in parts]
    own = np.zeros((len(anchors), max(map(len, places)), N_LABELS), dtype=np.float32)
    for row, (anchor, (first, _), words) in enumerate(zip(anchors, parts, places, strict=True)):
        own[row, : len(words)] = scores[row, np.array(words) - first]
        own[row, words.index(anchor), [NONE, SOURCE, CONTENT]] = _NEVER
    sequences = best_labels(own, [len(words) for words in places], steps)
    return [
        _decoded(window, words, last, labels, float(row[np.arange(len(words)), labels].mean()))
        for words, (_, last), labels, row in zip(places, parts, sequences, own, strict=True)
    ]


def _decoded(window: Pieces, words: list[int], last: int, labels: list[int], fit: float) -> Decoded:
    offsets = [(window.spans[a][0], window.spans[b - 1][1]) for a, b in pairwise([*words, last])]
    spans = {label: runs(labels, offsets, label) for label in (SOURCE, CUE, CONTENT)}
    return Decoded(spans, {place for place, label in zip(words, labels, strict=True) if label == CUE}, fit)


def best_labels(scores: NDArray[np.float32], lengths: list[int], steps: NDArray[np.float32]) -> list[list[int]]:
    """The best sequences of labels (Viterbi), all together: one at a time, numpy's calls cost five times as much.

    Args:
        scores: log-probabilities, (sequences, words of the longest, labels).
        lengths: how many words each sequence has, at least one.
        steps: what going from one label to another adds, (labels, labels).
    """
    # The longest first, so that those that go on are always the first few.
    order = np.argsort(lengths)[::-1]
    live = [int((np.array(lengths) > word).sum()) for word in range(scores.shape[1])]
    best = scores[order].transpose(1, 0, 2)
    for word, n in enumerate(live[1:], 1):
        best[word, :n] += (best[word - 1, :n, :, None] + steps).max(1)
    paths = np.empty(best.shape[:2], dtype=np.intp)
    n_after = 0
    for word in range(len(live) - 1, -1, -1):
        onwards = best[word, : live[word]]
        onwards[:n_after] += steps.T[paths[word + 1, :n_after]] if n_after else 0
        paths[word, : live[word]] = onwards.argmax(1)
        n_after = live[word]
    in_order = np.empty_like(order)
    in_order[order] = np.arange(len(order))
    return [paths[:n, row].tolist() for row, n in zip(in_order, lengths, strict=True)]


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
