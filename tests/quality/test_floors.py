"""The fields that a desk looks at first stay as good as they are, on both halves of the annotated reports."""

from __future__ import annotations

import pytest

from tests.quality.measuring.figure import goals
from tests.quality.measuring.figures import FIGURES, field_figure
from tests.quality.measuring.inputs import report_scores
from tests.quality.reliability import REPORTS, groups, judged, off_by

HALVES = {"report": "floor", "development": "development"}
MAIN = (
    "whole claim", "content, exact", "source kind", "source role", "source organisation", "stance", "event type",
    "certainty", "place, role", "said_at against time", "quantity", "quantity, bounds and unit", "caveat, status",
)  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("half", HALVES)
def test_no_field_falls_below_its_floor(half: str) -> None:
    """`floors.tsv` has the floors; the message shows all that are missed, beside what was measured."""
    scores = report_scores(half)
    floors = {
        name.removeprefix("reports: ").rpartition(", ")[0]: getattr(goal, HALVES[half])
        for name, goal in goals().items()
        if name.startswith("reports: ") and not goal.at_most
    }

    missed = {
        name: f"{value:.1f}, not {floor:g}"
        for name, floor in floors.items()
        if floor is not None and (value := field_figure(scores[name]).value) < floor
    }
    assert not missed
    assert all(floors.get(name) for name in MAIN)


def test_confidence_says_how_often_a_claim_is_right() -> None:
    """On reports that neither rules nor weights were made with, within the bound of the table."""
    assert 100 * off_by(groups(judged(REPORTS))) <= (goals()["reports: confidence, off by"].floor or 0)


def test_every_floor_has_its_figure() -> None:
    """A figure that is renamed does not lose its floor in silence."""
    assert goals().keys() <= {figure.name for figure in FIGURES}
