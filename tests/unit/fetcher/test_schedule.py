"""When an article whose server is away is asked for again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.fetcher.domain.schedule import Bounds, Persistence, is_due, next_round, spread
from shared.testing import SOME_TIME

_PERSISTENCE = Persistence(rounds=4, pauses=Bounds(60, 200))


def test_rounds_lie_further_and_further_apart_until_it_is_given_up() -> None:
    """Each pause is twice the one before, up to the bound; after the last round there is no next one."""
    rounds = [next_round(failed, "away", None, _PERSISTENCE) for failed in range(5)]

    assert [each and each.seconds for each in rounds] == [60, 120, 200, 200, None]


def test_server_decides_how_long_to_wait_but_not_for_ever() -> None:
    """A page is not asked for before the time that its server named, up to the longest pause."""
    waits = [next_round(0, "busy", seconds, _PERSISTENCE) for seconds in (10, 150, 9000)]

    assert [each and each.seconds for each in waits] == [60, 150, 200]


@pytest.mark.parametrize(("ahead", "due"), [(-1, True), (0, True), (1, False), (3600, False), (86_400, True)])
def test_feed_is_due_at_its_time_or_when_that_cannot_be_meant(ahead: float, due: bool) -> None:
    """A poll that was planned while the clock was a day ahead does not silence the feed for a day."""
    assert is_due(SOME_TIME + timedelta(seconds=ahead), SOME_TIME, Bounds(60, 3600)) is due


def test_longest_pause_is_never_taken_for_a_wrong_clock() -> None:
    """Spread by chance, the longest pause is still one that is meant."""
    assert not is_due(spread(SOME_TIME, 3600, 1.0), SOME_TIME, Bounds(60, 3600))
