"""Weeks, months, seasons and years: "last month", "this spring", "three days ago", "the past 24 hours"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.extractor.domain.facts.moments.calendar import (
    DAY,
    MONTHS_OF_YEAR,
    YEARS_OF,
    Moment,
    Now,
    Period,
    days,
    in_order,
    midnight,
    months,
    one_day,
    round_years,
    season,
    shifted,
    week_of,
    weekend_of,
    years,
)

_HOURS_OF_DAY = 24
_SUB_DAY = {"second": 0, "minute": 0, "hour": 1}
_WEEK = 7


@dataclass(frozen=True)
class MonthOfYear:
    """A month without a year; `which` is last, this or next, as steps from the publication.

    Attributes:
        year: the same for "May last year".
    """

    month: int
    which: int | None = None
    year: int | None = None

    def period(self, now: Now) -> Period:
        if self.year is not None and now.published:
            return months(date(now.published.day.year + self.year, self.month, 1), 1, "month")
        here = now.month
        if here is None:
            return Period("month", f"XXXX-{self.month:02}")
        back = (here.month - self.month) % MONTHS_OF_YEAR
        if self.which == 0:
            steps = self.month - here.month
        elif self.which == -1:
            steps = -(back or MONTHS_OF_YEAR)
        elif self.which == 1 or (now.tense == "future" and back):
            steps = MONTHS_OF_YEAR - back
        else:
            steps = -back
        return months(shifted(here, steps), 1, "month")


@dataclass(frozen=True)
class SeasonOfYear:
    """A season without a year; `which` is last, this or next, as steps from the publication."""

    code: int
    which: int | None = None

    def period(self, now: Now) -> Period:
        here = now.month
        if here is None:
            return Period("season", f"XXXX-{self.code}")
        around = [season(year, self.code) for year in range(here.year - 2, here.year + 3)]
        at = midnight(here)
        current = [p for p in around if p.start and p.end and p.start <= at < p.end]
        past = [p for p in around if p.end and p.end <= at]
        ahead = [p for p in around if p.start and p.start > at]
        if self.which == 0 and not current:
            return next(p for p in around if p.edtf == f"{here.year:04}-{self.code}")
        if self.which == -1:
            return past[-1]
        if self.which == 1 or (now.tense == "future" and not current):
            return ahead[0]
        return current[0] if current else past[-1]


@dataclass(frozen=True)
class Unit:
    """The last, this or the next week, weekend, month, year; `which` is None in "the weekend"."""

    unit: str
    which: int | None

    def period(self, now: Now) -> Period:
        steps = self.which or 0
        if self.unit in YEARS_OF and now.published:
            return _of_years(now.published.day.year, self.unit, steps)
        if self.unit == "month" and now.month:
            return months(shifted(now.month, steps), 1, "month")
        if now.day is None:
            return Period(self.unit)
        if self.unit == "weekend":
            return _weekend(now.day, self.which, is_ahead=now.tense == "future")
        return week_of(now.day + steps * _WEEK * DAY) if self.unit == "week" else one_day(now.day + steps * DAY)


@dataclass(frozen=True)
class WeekOf:
    """The week or weekend that holds a day."""

    unit: str
    of: Moment

    def period(self, now: Now) -> Period:
        start = self.of.period(now).start
        if start is None:
            return Period(self.unit)
        return week_of(start.date()) if self.unit == "week" else weekend_of(start.date())


@dataclass(frozen=True)
class WeekOfMonth:
    """Seven days of a month, counted from its first; -1 is the last seven."""

    number: int
    of: Moment

    def period(self, now: Now) -> Period:
        month = self.of.period(now)
        if month.start is None or month.end is None:
            return Period("week")
        if self.number < 0:
            return days((month.end - _WEEK * DAY).date(), (month.end - DAY).date(), "week")
        first = month.start.date() + self.number * _WEEK * DAY
        return days(first, first + (_WEEK - 1) * DAY, "week")


@dataclass(frozen=True)
class Ago:
    """Some units before the publication, after it where negative; as exact as the unit."""

    number: int
    unit: str

    def period(self, now: Now) -> Period:
        if self.unit in _SUB_DAY:
            return _around(now, self.number, self.unit)
        if self.unit in YEARS_OF and now.published:
            year = now.published.day.year - self.number * YEARS_OF[self.unit]
            return years(year, year)
        if self.unit == "month" and now.month:
            return months(shifted(now.month, -self.number), 1, "month")
        if now.day is None:
            return Period(self.unit)
        if self.unit == "week":
            return week_of(now.day - self.number * _WEEK * DAY)
        return one_day(now.day - self.number * DAY)


@dataclass(frozen=True)
class Lasting:
    """Some units up to the publication, or from it on where negative."""

    number: int
    unit: str

    def period(self, now: Now) -> Period:
        if self.unit in _SUB_DAY:
            return _around(now, self.number, self.unit)
        if now.day is None:
            return Period(self.unit)
        return days(*in_order(_back(now.day, self.number, self.unit), now.day), self.unit)


@dataclass(frozen=True)
class SoFar:
    """What of this week, month or year lies before the publication, or behind it."""

    unit: str
    is_later: bool = False

    def period(self, now: Now) -> Period:
        whole = Unit(self.unit, 0).period(now)
        if now.day is None or whole.start is None or whole.end is None:
            return whole
        if self.is_later:
            return days(now.day, (whole.end - DAY).date(), self.unit)
        return days(whole.start.date(), now.day, self.unit)


def _of_years(year: int, unit: str, steps: int) -> Period:
    size = YEARS_OF[unit]
    return round_years((year // size + steps) * size, unit)


def _weekend(day: date, which: int | None, *, is_ahead: bool) -> Period:
    if which is not None:
        return weekend_of(day + which * _WEEK * DAY)
    this = weekend_of(day)
    begun = this.start is not None and this.start.date() <= day
    return this if begun or is_ahead else weekend_of(day - _WEEK * DAY)


def _around(now: Now, number: int, unit: str) -> Period:
    """Whole days that hold the hours before or after an unknown moment of the day of publication."""
    if now.day is None:
        return Period(unit)
    n_hours = number * _SUB_DAY[unit] or (1 if number > 0 else -1)
    reach = timedelta(days=-(-abs(n_hours) // _HOURS_OF_DAY))
    other = now.day - reach if number > 0 else now.day + reach
    return days(*in_order(other, now.day), unit)


def _back(day: date, number: int, unit: str) -> date:
    if unit in YEARS_OF:
        return shifted(day, -number * YEARS_OF[unit] * MONTHS_OF_YEAR)
    if unit == "month":
        return shifted(day, -number)
    return day - number * (_WEEK if unit == "week" else 1) * DAY
