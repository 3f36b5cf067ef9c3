"""Stretches of the calendar as half-open intervals with their EDTF, and the day they are counted from."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol

Tense = Literal["past", "future", ""]

DAY = timedelta(days=1)
MONTHS_OF_YEAR = 12
YEARS_OF = {"year": 1, "decade": 10, "century": 100}
# EDTF has codes for seasons and quarters in the place of the month; a season is three whole months.
SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}
FIRST_QUARTER, FIRST_HALF = 33, 40


@dataclass(frozen=True)
class Period:
    """A stretch of time [start, end) in UTC; what is not known is None."""

    granularity: str
    edtf: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Published:
    """When an article appeared: the first day of what is known of it.

    Attributes:
        precision: day, month or year; weekdays need the day.
    """

    day: date
    precision: Literal["day", "month", "year"] = "day"

    @property
    def edtf(self) -> str:
        """The day, month or year as text."""
        return self.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


@dataclass(frozen=True)
class Now:
    """What a time is counted from.

    Attributes:
        tense: whether the words around it speak of what was or of what is to come; empty if they do not tell.
    """

    published: Published | None
    tense: Tense = ""

    @property
    def day(self) -> date | None:
        """The day of publication; None where it is not known that exactly."""
        return self.published.day if self.published and self.published.precision == "day" else None

    @property
    def month(self) -> date | None:
        """The first day of the month of publication; None where it is not known that exactly."""
        return self.published.day.replace(day=1) if self.published and self.published.precision != "year" else None

    @property
    def latest(self) -> date | None:
        """The last day on which the article may have appeared; None where not even the month is known."""
        if self.day or self.month is None:
            return self.day
        return _last_of_month(self.month)


def published_on(day: date | Published | None) -> Published | None:
    """The publication, of which a plain date gives the day."""
    return day if day is None or isinstance(day, Published) else Published(date(day.year, day.month, day.day))


class Moment(Protocol):
    """A time as understood, before it is known what it is counted from."""

    def period(self, now: Now) -> Period:
        """The stretch of time; open where it cannot be known."""


@dataclass(frozen=True)
class Written:
    """A time that needs no publication date."""

    stretch: Period

    def period(self, now: Now) -> Period:  # noqa: ARG002
        return self.stretch


def unknown(granularity: str) -> Written:
    """A time that the text alone does not place."""
    return Written(Period(granularity))


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def days(first: date, last: date, granularity: str, edtf: str | None = None) -> Period:
    """From one day to another, both included."""
    written = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return Period(granularity, edtf or written, midnight(first), midnight(last) + DAY)


def in_order(one: date, other: date) -> tuple[date, date]:
    """The earlier day first."""
    return min(one, other), max(one, other)


def one_day(day: date) -> Period:
    """A single day."""
    return days(day, day, "day")


def months(first: date, n_months: int, granularity: str, edtf: str | None = None) -> Period:
    """Some whole months; `first` is any day of the first one."""
    last = shifted(first, n_months - 1)
    written = f"{first:%Y-%m}" if n_months == 1 else f"{first:%Y-%m}/{last:%Y-%m}"
    return days(first.replace(day=1), _last_of_month(last), granularity, edtf or written)


def years(first: int, last: int, granularity: str = "year", edtf: str | None = None) -> Period:
    """From one year to another, both included."""
    written = f"{first:04}" if first == last else f"{first:04}/{last:04}"
    return days(date(first, 1, 1), date(last, 12, 31), granularity, edtf or written)


def round_years(first: int, unit: str) -> Period:
    """A year, decade or century by its first year."""
    size = YEARS_OF[unit]
    n_open = len(str(size)) - 1
    return years(first, first + size - 1, unit, f"{first:04}"[: 4 - n_open] + "X" * n_open)


def season(year: int, code: int) -> Period:
    """A season of the north; winter begins in December of its year."""
    return months(date(year, SEASON_STARTS[code], 1), 3, "season", f"{year:04}-{code}")


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return days(monday, monday + 6 * DAY, "week")


def weekend_of(day: date) -> Period:
    """Saturday and Sunday of the week that holds a day."""
    monday = day - day.weekday() * DAY
    return days(monday + 5 * DAY, monday + 6 * DAY, "weekend")


def shifted(day: date, n_months: int) -> date:
    """The day some months on; the last of its month where the month is shorter."""
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + n_months, MONTHS_OF_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
