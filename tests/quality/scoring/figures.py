"""Figures: precision, recall and F of items, accuracy and macro-F of labels, and what a constant answer would get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.training.scoring import Counts, Label, macro_f

Labelled = tuple[Any, Label]
Same = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Score:
    """One line of the table; shares between 0 and 1, None where a figure makes no sense."""

    name: str
    n: int
    precision: float | None = None
    recall: float | None = None
    f: float | None = None
    right: float | None = None
    macro_f: float | None = None
    constant: str = ""
    constant_right: float | None = None
    constant_f: float | None = None


def labels_score(name: str, answers: Sequence[tuple[Label, Label]]) -> Score:
    """Accuracy and macro-F of (annotated, extracted) labels, beside the most frequent annotated label for all."""
    gold = [label for label, _ in answers]
    constant = Counter(gold).most_common(1)[0][0] if gold else None
    same = [(label, constant) for label in gold]
    return Score(
        name,
        len(gold),
        right=_accuracy(answers),
        macro_f=macro_f(answers),
        constant=str(constant),
        constant_right=_accuracy(same),
        constant_f=macro_f(same),
    )


def _accuracy(answers: Sequence[tuple[Label, Label]]) -> float:
    return sum(gold == found for gold, found in answers) / len(answers) if answers else 0.0


def items_score(name: str, answers: Sequence[tuple[Sequence[Any], Sequence[Any]]], same: Same) -> Score:
    """F over the items of all claims, and how many claims have exactly theirs; the constant answer is: no items."""
    gold, found = (sum(len(side) for side in column) for column in zip(*answers, strict=True)) if answers else (0, 0)
    shared = [in_common(expected, given, same) for expected, given in answers]
    exact = [n == len(e) == len(g) for n, (e, g) in zip(shared, answers, strict=True)]
    counts = Counts(sum(shared), found, gold)
    return Score(
        name,
        gold,
        counts.precision,
        counts.recall,
        counts.f,
        right=sum(exact) / len(answers) if answers else 0.0,
        constant="none",
        constant_right=sum(not expected for expected, _ in answers) / len(answers) if answers else 0.0,
        constant_f=0.0,
    )


def kinds_score(name: str, answers: Sequence[tuple[Sequence[Labelled], Sequence[Labelled]]], same: Same) -> Score:
    """As :func:`items_score`, for items with a label; the constant answer: what was found, with the commonest label."""
    labels = Counter(label for expected, _ in answers for _, label in expected)
    constant = labels.most_common(1)[0][0] if labels else None

    def alike(expected: Labelled, given: Labelled) -> bool:
        return expected[1] == given[1] and same(expected[0], given[0])

    guessed = [(expected, [(item, constant) for item, _ in given]) for expected, given in answers]
    score, guess = items_score(name, answers, alike), items_score(name, guessed, alike)
    return Score(**vars(score) | {"constant": str(constant), "constant_right": guess.right, "constant_f": guess.f})


def in_common(expected: Sequence[Any], given: Sequence[Any], same: Same) -> int:
    """How many items of the two lists are the same, each used once."""
    left = list(given)
    n = 0
    for item in expected:
        match = next((other for other in left if same(item, other)), None)
        if match is not None:
            left.remove(match)
            n += 1
    return n
