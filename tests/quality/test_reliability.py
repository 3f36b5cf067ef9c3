"""The measure of confidences itself."""

from __future__ import annotations

import pytest

from tests.quality.reliability import Judged, groups, off_by, svg, table


def claims(confidence: float, right: int, wrong: int) -> list[Judged]:
    """So many claims of one confidence."""
    return [Judged(confidence, is_right=True)] * right + [Judged(confidence, is_right=False)] * wrong


@pytest.mark.parametrize(
    ("found", "off"),
    [
        (claims(0.8, 8, 2) + claims(0.3, 3, 7), 0.0),
        (claims(1.0, 5, 5), 0.5),
        (claims(0.9, 10, 0) + claims(0.2, 0, 10), 0.15),
        ([], 0.0),
    ],
)
def test_distance_of_confidence_and_share(found: list[Judged], off: float) -> None:
    """Nothing is off where four in five are right at 0.8; too little trust counts as too much does."""
    assert off_by(groups(found, n=2)) == pytest.approx(off)


def test_groups_have_the_same_size_and_lose_nobody() -> None:
    """Seven claims in three groups are two or three each, the least sure first."""
    found = groups([Judged(n / 10, is_right=True) for n in (5, 1, 3, 2, 7, 6, 4)], n=3)

    assert sorted(group.n for group in found) == [2, 2, 3]
    assert [group.confidence for group in found] == sorted(group.confidence for group in found)


def test_plot_and_table_show_every_group() -> None:
    """One point and one line for each."""
    found = groups(claims(0.8, 8, 2) + claims(0.3, 3, 7), n=2)

    assert svg(found).count("<circle") == len(table(found).splitlines()) - 2 == 2
