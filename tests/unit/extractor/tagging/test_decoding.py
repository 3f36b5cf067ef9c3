"""Scores become labels and labels become spans."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product

import numpy as np
import pytest

from services.extractor.domain.tagging.decoding import (
    CONTENT,
    CUE,
    NONE,
    SOURCE,
    best_labels,
    decoded,
    runs,
    surest_of_runs,
)
from services.extractor.domain.tagging.spotting import MAX_CUES, spotted

FREE = np.zeros((4, 4), dtype=np.float32)


@dataclass
class Words:
    """A window of words of one piece and four letters each, all in one paragraph."""

    spans: list[tuple[int, int]]
    begins: list[bool]

    def part_of(self, piece: int) -> tuple[int, int]:
        """All of it."""
        assert 0 <= piece < len(self.spans)
        return 0, len(self.spans)


def words(n: int) -> Words:
    """So many words: (0, 4), (5, 9), ..."""
    return Words([(5 * i, 5 * i + 4) for i in range(n)], [True] * n)


def scores_for(labels: list[int]) -> np.ndarray:
    """Log-probabilities that are clearly for these labels."""
    return np.log(np.full((len(labels), 4), 0.1) + 0.6 * np.eye(4)[labels]).astype(np.float32)


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        ([CUE, NONE, NONE, NONE], ()),
        ([CONTENT, CONTENT, CUE, NONE], ((0, 9),)),
        ([CONTENT, CUE, NONE, CONTENT], ((0, 4), (15, 19))),
        ([CUE, CONTENT, CONTENT, CONTENT], ((5, 19),)),
    ],
)
def test_runs_of_a_label_are_spans(labels: list[int], spans: tuple[tuple[int, int], ...]) -> None:
    """Neighbouring words are one span; a content that its cue splits has two."""
    (found,) = decoded(words(4), [labels.index(CUE)], scores_for(labels)[None], FREE)

    assert found.spans[CONTENT] == spans


def test_runs_part_the_labels() -> None:
    """Each begins where the one before ends."""
    assert runs([CUE, CONTENT, CONTENT, NONE]) == [(CUE, 0, 1), (CONTENT, 1, 3), (NONE, 3, 4)]


def test_sequence_is_the_best_as_a_whole() -> None:
    """A step that costs much is not taken for a word that is only a little likelier."""
    scores = np.log(np.array([[0.6, 0.1, 0.1, 0.2], [0.4, 0.05, 0.05, 0.5], [0.6, 0.1, 0.1, 0.2]], dtype=np.float32))
    costly = (FREE - 3 * (1 - np.eye(4))).astype(np.float32)

    assert best_labels(scores[None], [3], FREE) == [[NONE, CONTENT, NONE]]
    assert best_labels(scores[None], [3], costly) == [[NONE, NONE, NONE]]


def test_sequences_of_any_lengths_are_each_the_best() -> None:
    """Read together, sequences do not touch each other: each is the one that trying all of them finds."""
    random = np.random.default_rng(7)
    lengths = [3, 5, 1, 4, 5]
    scores = random.normal(size=(len(lengths), max(lengths), 4)).astype(np.float32)
    steps = random.normal(size=(4, 4)).astype(np.float32)

    def value(row: int, labels: tuple[int, ...]) -> float:
        own = sum(float(scores[row, word, label]) for word, label in enumerate(labels))
        return own + sum(float(steps[pair]) for pair in pairwise(labels))

    found = best_labels(scores.copy(), lengths, steps)
    for row, n in enumerate(lengths):
        assert tuple(found[row]) == max(product(range(4), repeat=n), key=partial(value, row))


@pytest.mark.parametrize(
    ("sureness", "anchors"),
    [
        ([0.1, 0.2, 0.1], []),
        ([0.6, 0.9, 0.7], [1]),
        ([0.6, 0.2, 0.7], [0, 2]),
        ([0.9, 0.9, 0.1], [0]),
    ],
)
def test_neighbouring_words_have_one_anchor(sureness: list[float], anchors: list[int]) -> None:
    """A cue such as "has also said" is seen once, and its surest word stands for it."""
    open_ = {i for i, value in enumerate(sureness) if value >= 0.5}

    assert surest_of_runs(np.array(sureness, dtype=np.float32), open_, range(3)) == anchors


def test_anchor_is_part_of_its_cue() -> None:
    """Whatever the scores say, the word at which a cue was seen belongs to it."""
    (found,) = decoded(words(3), [1], scores_for([SOURCE, CONTENT, CONTENT])[None], FREE)

    assert (found.spans[SOURCE], found.spans[CUE], found.spans[CONTENT]) == (((0, 4),), ((5, 9),), ((10, 14),))
    assert found.cue == {1}


def test_word_has_the_label_of_its_first_piece() -> None:
    """A word is never cut in two."""
    window = Words([(0, 4), (5, 7), (7, 9)], [True, True, False])
    (found,) = decoded(window, [0], scores_for([CUE, CONTENT, NONE])[None], FREE)

    assert found.spans[CONTENT] == ((5, 9),)


def test_contents_may_nest() -> None:
    """Each cue is read by itself: what one says may hold another."""
    labels = {1: [SOURCE, CUE, CONTENT, CONTENT, CONTENT], 3: [NONE, NONE, SOURCE, CUE, CONTENT]}
    sureness = np.array([0.0, 0.9, 0.0, 0.8, 0.0], dtype=np.float32)
    link = lambda anchors: np.stack([scores_for(labels[a]) for a in anchors])  # noqa: E731 - a table
    outer, inner = spotted(words(5), sureness, link, least=0.5, steps=FREE)

    assert outer.content == ((10, 24),)
    assert (inner.source, inner.content) == (((10, 14),), ((20, 24),))
    assert outer.sureness == pytest.approx(0.9)


def test_word_of_a_run_that_is_no_part_of_its_cue_is_looked_at_again() -> None:
    """Two cues may stand side by side."""
    labels = {0: [CUE, NONE, CONTENT], 1: [SOURCE, CUE, CONTENT]}
    link = lambda anchors: np.stack([scores_for(labels[a]) for a in anchors])  # noqa: E731 - a table
    found = spotted(words(3), np.array([0.9, 0.8, 0.0], dtype=np.float32), link, least=0.5, steps=FREE)

    assert [tagged.cue for tagged in found] == [((0, 4),), ((5, 9),)]


def test_number_of_cues_is_bounded() -> None:
    """A window in which every other word is a cue costs no more than one with many."""
    n = 4 * MAX_CUES
    looked_at: list[int] = []

    def link(anchors: list[int]) -> np.ndarray:
        looked_at.extend(anchors)
        return np.stack([scores_for([NONE] * n) for _ in anchors])

    found = spotted(words(n), np.array([0.9, 0.1] * (n // 2), dtype=np.float32), link, least=0.5, steps=FREE)

    assert len(found) == len(looked_at) == MAX_CUES
