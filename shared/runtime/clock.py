"""The present moment, in one place so that everything else takes it as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, UTC."""
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """A moment as text, with `Z` and always with microseconds and a year of four digits, so that texts sort as times.

    Raises:
        OverflowError: in UTC it lies outside the calendar.
    """
    # Not `strftime`, which writes the year 1 as `1`.
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
