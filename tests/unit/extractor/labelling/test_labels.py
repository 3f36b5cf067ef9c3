"""The better answer of labeller and rules."""

from __future__ import annotations

import numpy as np
import pytest

from services.extractor.domain.labelling.labels import ACTORS, FIELDS, Labels

N_FIELDS = sum(map(len, FIELDS.values()))
WORDS = [(0, 2), (3, 8), (9, 11), (12, 18)]


def labels(
    scores: dict[tuple[str, str], float] | None = None,
    marks: dict[tuple[int, str], float] | None = None,
    spans: list[tuple[int, int]] = WORDS,
) -> Labels:
    """Labels of which only some have a score above nothing."""
    fields = np.zeros(N_FIELDS, dtype=np.float32)
    names = [(field, label) for field, own in FIELDS.items() for label in own]
    for name, score in (scores or {}).items():
        fields[names.index(name)] = score
    pieces = np.zeros((len(spans), len(ACTORS)), dtype=np.float32)
    pieces[:, 0] = 1.0
    for (piece, label), score in (marks or {}).items():
        pieces[piece, ACTORS.index(label)] = score
    return Labels(fields, pieces, spans, dict.fromkeys(FIELDS, 1.0))


@pytest.mark.parametrize(("score", "answer"), [(0.9, "statement"), (1.1, "capture")])
def test_the_rules_answer_counts_for_as_much_more_as_they_are_trusted(score: float, answer: str) -> None:
    """A label wins only with a score that is higher than that of the rules by more than the trust in them."""
    assert labels({("type", "capture"): score}).best("type", "statement") == answer


def test_an_answer_of_the_rules_that_is_no_label_stays() -> None:
    """The labeller cannot tell what speaks against it."""
    assert labels({("type", "capture"): 9.0}).best("type", "something new") == "something new"


def test_a_content_without_words_is_left_to_the_rules() -> None:
    """Scores of nothing are noise."""
    assert labels({("type", "capture"): 9.0}, spans=[]).best("type", "hold") == "hold"


def test_neighbouring_words_with_one_mark_are_one_actor() -> None:
    """A word between with another mark parts them."""
    found = labels(marks={(0, "agent"): 2.0, (1, "agent"): 2.0, (3, "agent"): 2.0, (2, "target"): 2.0}).runs()

    assert found["agent"] == [(0, 8), (12, 18)]
    assert found["target"] == [(9, 11)]
