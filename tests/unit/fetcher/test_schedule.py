"""When an article whose server is away is asked for again."""

from __future__ import annotations

from services.fetcher.domain.schedule import Bounds, Persistence, next_round

_PERSISTENCE = Persistence(rounds=4, pauses=Bounds(60, 200))


def test_rounds_lie_further_and_further_apart_until_it_is_given_up() -> None:
    """Each pause is twice the one before, up to the bound; after the last round there is no next one."""
    rounds = [next_round(failed, "away", None, _PERSISTENCE) for failed in range(5)]

    assert [each and each.seconds for each in rounds] == [60, 120, 200, 200, None]


def test_server_decides_how_long_to_wait_but_not_for_ever() -> None:
    """A page is not asked for before the time that its server named, up to the longest pause."""
    waits = [next_round(0, "busy", seconds, _PERSISTENCE) for seconds in (10, 150, 9000)]

    assert [each and each.seconds for each in waits] == [60, 150, 200]
