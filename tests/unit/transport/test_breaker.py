"""When a stage stops because its messages die, and when it goes on."""

from __future__ import annotations

import itertools

import pytest

from shared.runtime import metrics
from shared.transport.breaker import Breaker

_ids = (f"{number}-0" for number in itertools.count())


def a_breaker(limit: int = 4) -> Breaker:
    """It opens when 4 of 8 have died, and pauses for 60 s."""
    return Breaker("cleaner", "articles.fetched", limit, 60.0)


def tell(breaker: Breaker, outcomes: str, *, at: float = 0.0) -> Breaker:
    """Note new messages one by one: `x` died, `.` lived."""
    for outcome in outcomes:
        breaker.note({next(_ids): outcome == "x"}, at)
    return breaker


@pytest.mark.parametrize(
    ("outcomes", "is_open"),
    [("xxx", False), ("xxxx", True), ("x.x.x.x", True), ("x..x..x..x..x..x", False), ("." * 50 + "xxxx", True)],
)
def test_it_opens_when_half_of_the_latest_died(outcomes: str, is_open: bool) -> None:
    """A run is enough, and so is every other one; every third is not."""
    assert tell(a_breaker(), outcomes).is_open is is_open


def test_a_message_that_is_delivered_again_counts_once() -> None:
    """Two poisonous messages that are tried three times each are two, not six."""
    breaker = a_breaker()

    for entry_id in ("a", "b") * 3:
        breaker.note({entry_id: True}, 0.0)

    assert not breaker.is_open


def test_it_pauses_and_then_tries() -> None:
    """Nothing is worked on until the pause is over; a trial that fails begins the next."""
    breaker = tell(a_breaker(), "xxxx", at=100.0)
    assert (breaker.is_pausing(159.9), breaker.is_pausing(160.0)) == (True, False)

    tell(breaker, "x", at=160.0)

    assert (breaker.is_pausing(219.9), breaker.is_pausing(220.0)) == (True, False)


def test_ten_that_live_in_a_row_close_it() -> None:
    """A single success may be luck: a death among them begins the count anew; once closed, all is forgotten."""
    breaker = tell(a_breaker(), "xxxx")

    assert tell(breaker, "." * 9 + "x" + "." * 9, at=60.0).is_open
    assert not tell(breaker, ".", at=120.0).is_open
    assert not tell(breaker, "xxx", at=120.0).is_open


def test_it_says_why_and_what_it_waits_for() -> None:
    """A person reads which stage, how many, and when it tries again."""
    breaker = tell(a_breaker(), "..xxxx", at=100.0)

    assert breaker.reason(118.0) == (
        "cleaner stopped on articles.fetched: 4 of its last 6 messages died; next try in 42 s"
    )
    tell(breaker, "...", at=160.0)
    assert "on trial, 3 of 10 went through" in (breaker.reason(160.0) or "")
    assert a_breaker().reason(0.0) is None


def test_it_raises_one_alarm_an_opening() -> None:
    """The alarm counts openings, not trials; the gauge says what is now."""
    alarm = metrics.ALARMS.labels("breaker_open")
    is_open = metrics.BREAKER_OPEN.labels("cleaner", "articles.fetched")
    before = alarm._value.get()

    breaker = tell(a_breaker(), "xxxx")
    tell(breaker, "x", at=60.0)

    assert (alarm._value.get() - before, is_open._value.get()) == (1, 1)
    tell(breaker, "." * 10, at=120.0)
    assert (alarm._value.get() - before, is_open._value.get()) == (1, 0)


def test_zero_never_opens_it() -> None:
    """Who would rather drain than stop says so."""
    assert not tell(a_breaker(0), "x" * 100).is_open
