"""An endpoint that keeps failing is left alone, longer each time."""

from __future__ import annotations

from prometheus_client import REGISTRY

from services.extractor.adapters.language_model.breaker import EndpointBreaker


def fail(breaker: EndpointBreaker, times: int, moment: float = 0.0) -> None:
    """So many questions that fail."""
    for _ in range(times):
        assert breaker.lets_through(moment)
        breaker.note(moment, succeeded=False)


def test_failures_that_are_not_in_a_row_do_not_open_it() -> None:
    """An answer in between starts the count again."""
    breaker = EndpointBreaker(60)

    for _ in range(5):
        fail(breaker, 2)
        breaker.note(0, succeeded=True)

    assert breaker.lets_through(0)


def test_pause_is_twice_as_long_after_each_trial_that_fails() -> None:
    """Up to a bound; one that succeeds closes it, and the next pause is a short one again."""
    breaker = EndpointBreaker(60)
    fail(breaker, 3)
    moment = 0.0

    for pause in (60, 120, 240, 480, 900, 900):
        assert not breaker.lets_through(moment + pause - 1)
        moment += pause
        fail(breaker, 1, moment)
    assert breaker.lets_through(moment + 900)
    breaker.note(moment + 900, succeeded=True)
    fail(breaker, 3, moment + 900)

    assert not breaker.lets_through(moment + 959)
    assert breaker.lets_through(moment + 960)


def test_one_is_on_trial_at_a_time() -> None:
    """Whoever else comes meanwhile goes on without."""
    breaker = EndpointBreaker(60)
    fail(breaker, 3)

    assert [breaker.lets_through(61) for _ in range(3)] == [True, False, False]


def test_those_that_were_asked_before_it_opened_do_not_prolong_the_pause() -> None:
    """Four articles that fail together are one reason to leave the endpoint alone."""
    breaker = EndpointBreaker(60)
    for _ in range(6):
        assert breaker.lets_through(0)
    for moment in range(6):
        breaker.note(moment, succeeded=False)

    assert not breaker.lets_through(61)
    assert breaker.lets_through(62)


def test_opening_is_an_alarm() -> None:
    """A person should look at it."""
    labels = {"name": "language_model_left_alone"}
    before = REGISTRY.get_sample_value("claimwire_alarms_total", labels) or 0
    fail(EndpointBreaker(60), 3)

    assert REGISTRY.get_sample_value("claimwire_alarms_total", labels) == before + 1
