"""What `/health` makes of figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.gateway.domain import condition

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
GIGABYTE = 1024**3


def a_feed(**changes: Any) -> dict[str, Any]:
    """The state of a feed that was polled a minute ago."""
    return {"next_poll": (NOW + timedelta(minutes=4)).isoformat(), "failures": 0, "last_new": None} | changes


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], "pass"),
        (["pass", "pass"], "pass"),
        (["pass", "warn"], "warn"),
        (["fail", "warn"], "fail"),
        (["pass", "confused"], "warn"),
        ([None], "warn"),
    ],
)
def test_the_whole_is_as_bad_as_its_worst_part(statuses: list[str | None], expected: str) -> None:
    """A status that nobody knows is a warning, never an error."""
    assert condition.worst({"a": [{"status": status} for status in statuses], "b": []}) == expected


@pytest.mark.parametrize(
    ("age", "pending", "expected"),
    [
        (0.0, {"cleaner": 0, "store": 3}, "pass"),
        (119.0, {"cleaner": 0, "store": 3}, "pass"),
        (121.0, {"cleaner": 0, "store": 3}, "warn"),
        (0.0, {"store": 3}, "fail"),
        (900.0, {}, "fail"),
    ],
)
def test_a_stream_is_judged_by_its_groups_and_its_oldest_entry(
    age: float, pending: dict[str, int], expected: str
) -> None:
    """A missing group loses entries: that is worse than waiting."""
    check = condition.backlog(length=7, oldest_age_seconds=age, pending=pending, required=("cleaner", "store"))

    assert check["status"] == expected
    assert check["length"] == 7
    assert ("output" in check) == (expected != "pass")


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"used_memory": 10, "maxmemory": 0}, "pass"),
        ({"used_memory": 59, "maxmemory": 100}, "pass"),
        ({"used_memory": 61, "maxmemory": 100}, "warn"),
        ({"used_memory": 10, "maxmemory": 100, "aof_last_write_status": "err"}, "fail"),
        ({}, "pass"),
    ],
)
def test_redis_is_judged_by_memory_and_by_its_last_write(info: dict[str, Any], expected: str) -> None:
    """A server that cannot write its log answers a ping all the same."""
    assert condition.redis(info)["status"] == expected


@pytest.mark.parametrize(
    ("free", "expected"), [(2 * GIGABYTE, "pass"), (GIGABYTE - 1, "warn"), (1024, "fail"), (0, "fail")]
)
def test_a_disk_is_judged_by_what_is_free(free: int, expected: str) -> None:
    """Not by a share: one hundredth of a large disk is plenty."""
    assert condition.disk(free=free, total=1000 * GIGABYTE)["status"] == expected


@pytest.mark.parametrize(
    ("failures", "expected"), [(0, "pass"), (1, "pass"), (3, "warn"), ("many", "pass"), (None, "pass")]
)
def test_a_feed_that_fails_again_and_again_is_a_warning(failures: object, expected: str) -> None:
    """One failure is not."""
    check = condition.feed("https://news.example/feed", a_feed(failures=failures, problem="500"), NOW)

    assert check is not None
    assert (check["status"], check["output"]) == (expected, "500")


@pytest.mark.parametrize("due", [None, "", "soon", "2026-01-02T03:04:05", (NOW - timedelta(days=3)).isoformat()])
def test_a_feed_that_is_not_polled_any_more_is_not_listed(due: str | None) -> None:
    """What was taken from the list must not warn for ever."""
    assert condition.feed("https://news.example/feed", a_feed(next_poll=due, failures=9), NOW) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@news.example:8443/feed?a=b", "https://news.example:8443/feed?a=b"),
        ("https://news.example/feed", "https://news.example/feed"),
        ("https://[oops", "an address that cannot be read"),
    ],
)
def test_the_password_of_a_feed_is_not_shown(url: str, shown: str) -> None:
    """Nor the name before it."""
    check = condition.feed(url, a_feed(), NOW)

    assert check is not None
    assert check["componentId"] == shown


def test_many_feeds_are_cut_with_the_failing_ones_first() -> None:
    """The answer stays small, and its status is that of all."""
    checks = [{"componentId": f"f{n:03d}", "status": "pass", "failures": 0} for n in range(150)]
    checks[140] |= {"status": "warn", "failures": 5}

    listed = condition.feeds(checks)

    assert listed[0]["componentId"] == "f140"
    assert len(listed) == 101
    assert listed[-1] == {"status": "pass", "output": "and 50 more"}


def test_silent_services_are_named_and_nonsense_is_ignored() -> None:
    """A service of which nobody has spoken is a warning; a report that is none is passed over."""
    said = [{"service": "store", "status": "pass"}, {"service": "extra", "status": "fail"}, [], {"service": 3}, None]

    checks = condition.instances(said, ["store", "cleaner"])

    assert checks["service:store"] == [{"service": "store", "status": "pass"}]
    assert checks["service:cleaner"][0]["status"] == "warn"
    assert condition.worst(checks) == "fail"
    assert len(checks) == 3


@pytest.mark.parametrize(
    ("changes", "status", "is_silent"),
    [
        ({"last_new": (NOW - timedelta(days=2)).isoformat()}, "pass", False),
        ({"last_new": (NOW - timedelta(days=4)).isoformat()}, "warn", True),
        ({"last_new": (NOW - timedelta(days=4)).isoformat(), "failures": 1, "problem": "500"}, "pass", False),
        ({"last_new": None}, "pass", True),
    ],
)
def test_silent_feed_is_told_from_a_failing_one(changes: dict[str, Any], status: str, is_silent: bool) -> None:
    """A feed that answers and lists nothing new for days is a warning; one that fails is not silent but failing."""
    check = condition.feed("https://news.example/feed", a_feed(**changes), NOW)

    assert check is not None
    assert (check["status"], check["is_silent"]) == (status, is_silent)
