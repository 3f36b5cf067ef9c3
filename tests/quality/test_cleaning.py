"""The measures of cleaning themselves, on pages that are made here."""

from __future__ import annotations

import pytest

from tests.quality.cleaning import Page, body_score, date_f

PAGES: dict[Page, str] = {("a", b"1"): "one two three four five", ("b", b"2"): "six seven eight nine ten"}


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ({"a": "one two three four five", "b": "six seven eight nine ten"}, 1.0, 1.0),
        ({"a": "one two three four", "b": "six seven eight nine ten"}, 1.0, 0.75),
        ({"a": "one two three four five menu share", "b": "six seven eight nine ten"}, 0.75, 1.0),
        ({"a": None, "b": "six seven eight nine ten"}, 0.5, 0.5),
    ],
)
def test_bodies_are_compared_by_shingles(found: dict[str, str | None], precision: float, recall: float) -> None:
    """What is missing costs recall, what is too much costs precision; a page without text costs both."""
    score = body_score(PAGES, lambda url, _: found[url])

    assert (score.precision, score.recall) == pytest.approx((precision, recall))
    assert score.f == pytest.approx(2 * precision * recall / (precision + recall))


@pytest.mark.parametrize(
    ("found", "f"),
    [
        ({"a": "2024-05-14", "b": "2024-05-15"}, 1.0),
        ({"a": "2024-05-14", "b": None}, 2 / 3),
        ({"a": "2024-05-14", "b": "2024-05-16"}, 2 / 3),
        ({"a": None, "b": None}, 0.0),
    ],
)
def test_days_are_right_or_wrong(found: dict[str, str | None], f: float) -> None:
    """No day costs what a wrong one does."""
    pages: dict[Page, str] = {("a", b"1"): "2024-05-14", ("b", b"2"): "2024-05-15"}

    assert date_f(pages, lambda url, _: found[url]) == pytest.approx(f)
