"""Days and their hours: "Thursday, November 10", "last Friday", "6 a.m. on Monday", "the night of 3 to 4 May"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.extractor.domain.facts.moments.calendar import (
    DAY,
    Moment,
    Now,
    Period,
    Written,
    days,
    midnight,
    one_day,
)

# "Thursday, November 10" comes back after at most eleven years.
_YEARS_BACK = 12
# 29 February comes back after at most eight.
_YEARS_AHEAD = 9
_YEAR = timedelta(days=366)
# A report names no year for what comes within weeks; of what is farther off it says when.
_NEAR_AHEAD = timedelta(days=31)
_DAYS_OF_WEEK = 7
_NIGHT = (18, 30)


@dataclass(frozen=True)
class DayOfMonth:
    """A day without a year: the weekday beside it, else the publication, tells which.

    Attributes:
        year: "of last year", as steps from the publication.
    """

    month: int
    day: int
    weekday: int | None = None
    year: int | None = None

    def period(self, now: Now) -> Period:
        if day_of(2000, self.month, self.day) is None:
            return Period("day")
        found = self._day(now)
        return one_day(found) if found else Period("day", f"XXXX-{self.month:02}-{self.day:02}")

    def _day(self, now: Now) -> date | None:
        if self.year is not None and now.published:
            return day_of(now.published.day.year + self.year, self.month, self.day)
        latest = now.latest
        if latest is None or now.published is None:
            return None
        years = range(latest.year - _YEARS_BACK, latest.year + _YEARS_AHEAD)
        days_of_years = [day for year in years if (day := day_of(year, self.month, self.day))]
        if self.weekday is not None:
            fitting = [day for day in days_of_years if day.weekday() == self.weekday and day <= latest + _YEAR]
            return min(fitting, key=lambda day: abs(day - latest), default=None)
        if now.tense == "future":
            return next((day for day in days_of_years if day >= now.published.day), None)
        ceiling = latest + (DAY if now.tense == "past" else _NEAR_AHEAD)
        return next((day for day in reversed(days_of_years) if day <= ceiling), None)


@dataclass(frozen=True)
class Weekday:
    """A day of the week; without a word that tells which, the last one, or the next of what is to come.

    Attributes:
        which: last, this or next, as steps from the publication.
        week: the same for "Monday last week".
    """

    number: int
    which: int | None = None
    week: int | None = None

    def period(self, now: Now) -> Period:
        if now.day is None:
            return Period("day")
        ahead = (self.number - now.day.weekday()) % _DAYS_OF_WEEK
        if self.week is not None or self.which == 0:
            steps = self.number - now.day.weekday() + _DAYS_OF_WEEK * (self.week or 0)
        elif self.which is None:
            steps = ahead if now.tense == "future" or not ahead else ahead - _DAYS_OF_WEEK
        elif self.which > 0:
            steps = ahead or _DAYS_OF_WEEK
        else:
            steps = ahead - _DAYS_OF_WEEK
        return one_day(now.day + steps * DAY)


@dataclass(frozen=True)
class NearDay:
    """Yesterday, today or tomorrow, as steps from the publication."""

    steps: int

    def period(self, now: Now) -> Period:
        return one_day(now.day + self.steps * DAY) if now.day else Period("day")


@dataclass(frozen=True)
class PartOfDay:
    """Some hours of a day or, beyond 24, of the day after."""

    first_hour: int
    end_hour: int
    of: Moment

    def period(self, now: Now) -> Period:
        whole = self.of.period(now)
        if whole.start is None:
            return Period("part_of_day", whole.edtf)
        day = whole.start.date()
        start, end = (midnight(day) + timedelta(hours=hour) for hour in (self.first_hour, self.end_hour))
        # The night of Monday is Monday's; that of 3 to 4 May names both days.
        return Period("part_of_day", whole.edtf, start, end)


@dataclass(frozen=True)
class Night:
    """The night that ends on a day."""

    of: Moment

    def period(self, now: Now) -> Period:
        day = self.of.period(now).start
        if day is None:
            return Period("part_of_day")
        return PartOfDay(*_NIGHT, Written(days(day.date() - DAY, day.date(), "day"))).period(now)


@dataclass(frozen=True)
class Clock:
    """An hour or a minute of a day.

    Attributes:
        zone: hours ahead of UTC; where the text names none the clock is read as UTC.
    """

    hour: int
    minute: int | None
    zone: int | None
    of: Moment | None = None

    def period(self, now: Now) -> Period:
        granularity = "hour" if self.minute is None else "minute"
        whole = self.of.period(now) if self.of else Period("day")
        if whole.start is None:
            return Period(granularity)
        start = whole.start + timedelta(hours=self.hour, minutes=self.minute or 0)
        edtf = f"{start:%Y-%m-%dT%H:%M:%S}{_zone_written(self.zone)}"
        start -= timedelta(hours=self.zone or 0)
        return Period(granularity, edtf, start, start + timedelta(**{f"{granularity}s": 1}))


def day_of(year: int, month: int, day: int) -> date | None:
    """The day; None if there is none, such as 31 February."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _zone_written(zone: int | None) -> str:
    if zone is None:
        return ""
    return "Z" if zone == 0 else f"{zone:+03}:00"
