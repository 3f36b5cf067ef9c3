"""Bad input through every door ends as it must, with a reason that an operator is shown, and harms nothing."""

from __future__ import annotations

import os

import pytest

from tests.e2e.bad_input.cases.case import Case
from tests.e2e.bad_input.doors import CASES
from tests.e2e.bad_input.suite import AFTERWARDS, Report, run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report() -> Report:
    """What became of every case; one instance for all of them."""
    return run()


def _name(case: Case) -> str:
    return f"{case.door}: {case.name}"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("case", CASES, ids=_name)
def test_bad_input_ends_with_a_reason(report: Report, case: Case) -> None:
    """As skipped, dead letter, problem document or, where only the form was odd, as claims: with what and which."""
    if case.name == "unreadable" and os.geteuid() == 0:
        pytest.skip("root reads every file")

    assert report.unmet(case) is None, report.ends[case]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("looked_at", AFTERWARDS)
def test_instance_is_well_afterwards(report: Report, looked_at: str) -> None:
    """Nothing waits, nothing has died, and the next good article comes through."""
    assert report.ailments[looked_at] is None


@pytest.mark.timeout(400)
def test_the_command_shows_what_the_database_knows(report: Report) -> None:
    """`where` prints outcome and reason of a URL, a feed and a file; `dead list` prints every dead letter."""
    assert len(report.shown) > 20
    assert report.unshown() == []
