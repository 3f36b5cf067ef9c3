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
    words_of = {part: [place for place in range(*part) if window.begins[place]] for part in set(parts)}
    places = [words_of[part] for part in parts]
    own = np.zeros((len(anchors), max(map(len, places)), N_LABELS), dtype=np.float32)
    for row, (anchor, (first, _), words) in enumerate(zip(anchors, parts, places, strict=True)):
        own[row, : len(words)] = scores[row, np.array(words) - first]
        own[row, words.index(anchor), [NONE, SOURCE, CONTENT]] = _NEVER
    sequences = best_labels(own, [len(words) for words in places], steps)
    return [
        _decoded(window, [*words, last], labels, float(row[np.arange(len(words)), labels].mean()))
        for words, (_, last), labels, row in zip(places, parts, sequences, own, strict=True)
    ]


def _decoded(window: Pieces, bounds: list[int], labels: list[int], fit: float) -> Decoded:
    """What the labels say, by the first piece of each word and the end of the last one."""
    spans: dict[int, list[Span]] = {SOURCE: [], CUE: [], CONTENT: []}
    cue: set[int] = set()
    for label, first, last in runs(labels):
        if label != NONE:
            spans[label].append((window.spans[bounds[first]][0], window.spans[bounds[last] - 1][1]))
        if label == CUE:
            cue.update(bounds[first:last])
    return Decoded({label: tuple(found) for label, found in spans.items()}, cue, fit)


def best_labels(scores: NDArray[np.float32], lengths: list[int], steps: NDArray[np.float32]) -> list[list[int]]:
    """The best sequences of labels (Viterbi), all together: one at a time, numpy's calls cost five times as much.

    Args:
        scores: log-probabilities, (sequences, words of the longest, labels).
        lengths: how many words each sequence has, at least one.
        steps: what going from one label to another adds, (labels, labels).
    """
    n_words = scores.shape[1]
    # Sequences come last, where numpy adds many at once; what stands behind a shorter one is not looked at.
    best = np.array(scores.transpose(1, 2, 0), order="C")
    ways = np.zeros((n_words, N_LABELS, *best.shape[1:]), dtype=np.float32)
    costs = steps[:, :, None]
    for before, way, here in zip(best[:, :, None], ways[1:], best[1:], strict=False):
        np.add(before, costs, out=way)
        np.add(here, np.maximum.reduce(way), out=here)
    came_from = ways.argmax(1).transpose(2, 0, 1).tolist()
    last = best[np.array(lengths) - 1, :, np.arange(len(lengths))].argmax(1).tolist()
    return [_path(steps_of, n, label) for steps_of, n, label in zip(came_from, lengths, last, strict=True)]


def _path(came_from: list[list[int]], length: int, last: int) -> list[int]:
    """The labels of a sequence that ends with one, by which label each label of each word comes from."""
    labels = [last]
    for word in range(length - 1, 0, -1):
        labels.append(came_from[word][labels[-1]])
    return labels[::-1]


def runs(labels: list[int]) -> list[tuple[int, int, int]]:
    """Each run of a label: the label, its first word and its last (exclusive)."""
    bounds = [0, *(word for word in range(1, len(labels)) if labels[word] != labels[word - 1]), len(labels)]
    return [(labels[first], first, last) for first, last in pairwise(bounds)]
