"""What is well and what is not: figures in, one check of `/health` out.

`pass` is well, `warn` is for a person to look at soon, `fail` means that claimwire does not do its work.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.identity import without_password

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Check = dict[str, Any]

_WORST: Final = ("pass", "warn", "fail")
# Work that waits longer than a slow download with its retries takes is work that nobody does.
_OLD_SECONDS: Final = 120.0
# SQLite and Redis stop writing at zero; a busy day writes some hundred megabytes.
_LOW_DISK_BYTES: Final = 1024**3
_NO_DISK_BYTES: Final = 64 * 1024**2
# One failure is a hiccup; the fetcher asks again by itself.
_FAILURES: Final = 3
# No feed is polled less often than once a day: one that is overdue for longer was taken from the list.
_DROPPED_AFTER: Final = timedelta(days=2)
# Outlets that write of a war have something new every day, weekends included.
_SILENT_AFTER: Final = timedelta(days=3)
_MOST_FEEDS: Final = 100
_PERCENT: Final = 100
_MEMORY_PERCENT: Final = 60


def worst(checks: Mapping[str, Sequence[Check]]) -> str:
    """The status of the whole; `pass` if there is nothing to check."""
    found = (check.get("status") for listed in checks.values() for check in listed)
    return max((status if status in _WORST else "warn" for status in found), key=_WORST.index, default="pass")


def backlog(*, length: int, oldest_age_seconds: float, pending: Mapping[str, int], required: Iterable[str]) -> Check:
    """A stream: what waits in it, for how long, and what its groups have in hand.

    Its length is its backlog, since what every group has finished is trimmed.
    """
    missing = sorted(set(required) - set(pending))
    troubles = [f"missing groups: {', '.join(missing)}"] if missing else []
    if oldest_age_seconds > _OLD_SECONDS:
        troubles.append(f"something has waited for {oldest_age_seconds:.0f} s")
    return {
        "status": "fail" if missing else ("warn" if troubles else "pass"),
        "length": length,
        "oldest_age_seconds": round(oldest_age_seconds, 1),
        "groups": {group: {"pending": count} for group, count in pending.items()},
        **_output(troubles),
    }


def redis(info: Mapping[str, Any]) -> Check:
    """A Redis server, from what it says about itself."""
    used, limit = int(info.get("used_memory", 0)), int(info.get("maxmemory", 0))
    troubles = []
    if limit and used * _PERCENT > limit * _MEMORY_PERCENT:
        troubles.append("its memory is nearly full: intake stops")
    is_refusing = info.get("aof_last_write_status", "ok") != "ok"
    if is_refusing:
        troubles.append("it cannot write to its disk")
    return {
        "status": "fail" if is_refusing else ("warn" if troubles else "pass"),
        "used_memory": used,
        "maxmemory": limit,
        "is_append_only": bool(info.get("aof_enabled", 0)),
        **_output(troubles),
    }


def disk(*, free: int, total: int) -> Check:
    """The disk that holds the database, in bytes."""
    status = "fail" if free < _NO_DISK_BYTES else ("warn" if free < _LOW_DISK_BYTES else "pass")
    return {
        "status": status,
        "free_bytes": free,
        "total_bytes": total,
        **_output(["the disk is nearly full"] if status != "pass" else []),
    }


def feed(url: str, state: Mapping[str, object], now: datetime) -> Check | None:
    """One feed, from what the fetcher saved with its last poll; None if it is not polled any more.

    One that answers and has had nothing new for days is silent, which is not the same as failing.
    """
    due, failures = _time(state.get("next_poll")), state.get("failures")
    failed = failures if isinstance(failures, int) else 0
    silent = _silence(state, now)
    # One that never listed anything may be new; since when it is polled, nobody has written down.
    is_overdue = silent is not None and state.get("last_new") is not None
    if due is None or now - due > _DROPPED_AFTER:
        return None
    return {
        "componentId": without_password(url) or "an address that cannot be read",
        "status": "warn" if failed >= _FAILURES or is_overdue else "pass",
        "next_poll": state.get("next_poll"),
        "last_new": state.get("last_new"),
        "failures": failed,
        "is_silent": silent is not None,
        **_output([str(state["problem"])[:500]] if state.get("problem") else [silent] if silent else []),
    }


def _silence(state: Mapping[str, object], now: datetime) -> str | None:
    """That a feed which answers has nothing new; None if it has, or does not answer."""
    if state.get("problem"):
        return None
    last = _time(state.get("last_new"))
    if last is None:
        return "it answers, and has listed nothing yet"
    return f"it answers, and has listed nothing new since {last:%Y-%m-%d %H:%M}" if now - last > _SILENT_AFTER else None


def feeds(checks: Sequence[Check]) -> list[Check]:
    """The feeds, those with failures first, and how many more there are."""
    ordered = sorted(checks, key=lambda check: (-int(check["failures"]), str(check["componentId"])))
    if len(ordered) <= _MOST_FEEDS:
        return ordered
    rest: Check = {"status": worst({"": ordered[_MOST_FEEDS:]}), "output": f"and {len(ordered) - _MOST_FEEDS} more"}
    return [*ordered[:_MOST_FEEDS], rest]


def instances(reports: Iterable[object], services: Iterable[str]) -> dict[str, list[Check]]:
    """What each instance has said about itself, by service; a service of which nobody spoke is a warning."""
    checks: dict[str, list[Check]] = {f"service:{service}": [] for service in services}
    for report in reports:
        if isinstance(report, dict) and isinstance(report.get("service"), str):
            checks.setdefault(f"service:{report['service']}", []).append(report)
    silent: Check = {"status": "warn", "output": "no instance has reported"}
    return {name: said or [silent] for name, said in checks.items()}


def _output(troubles: Sequence[str]) -> dict[str, str]:
    return {"output": "; ".join(troubles)} if troubles else {}


def _time(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
