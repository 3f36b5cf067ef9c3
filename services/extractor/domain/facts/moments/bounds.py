"""Parts and bounds of other times: "early May", "between 3 and 5 May", "since Monday", "by the end of the year"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from services.extractor.domain.facts.moments.calendar import (
    DAY,
    FIRST_HALF,
    FIRST_QUARTER,
    MONTHS_OF_YEAR,
    Moment,
    Now,
    Period,
    Published,
    Tense,
    Written,
    days,
    months,
    shifted,
    years,
)

_OPEN = ".."
_MOMENT = timedelta(seconds=1)
_CLOCK = frozenset({"hour", "minute"})
# The first and the last day of the thirds of a month; years and seasons are cut at months, weeks at days.
_THIRDS_OF_MONTH = ((1, 10), (11, 20), (21, 31))
_MIDDLE_OF_MONTH, _QUARTERS = 15, 4
_THIRDS_OF_WEEK = ((0, 1), (2, 3), (4, 6))


@dataclass(frozen=True)
class Third:
    """The first, middle or last third, 0 to 2, of a week, month, season, year or decade."""

    number: int
    of: Moment

    def period(self, now: Now) -> Period:
        whole = self.of.period(now)
        granularity = f"part_of_{whole.granularity}"
        if whole.start is None or whole.end is None:
            return Period(granularity)
        first, last = whole.start.date(), (whole.end - DAY).date()
        match whole.granularity:
            case "week":
                head, tail = _THIRDS_OF_WEEK[self.number]
                return days(first + head * DAY, first + tail * DAY, granularity)
            case "month":
                head, tail = _THIRDS_OF_MONTH[self.number]
                return days(first.replace(day=head), first.replace(day=min(tail, last.day)), granularity)
            case "season" | "year":
                size = 1 if whole.granularity == "season" else 4
                return months(shifted(first, self.number * size), size, granularity)
            case _:
                size = max(1, (last.year - first.year + 1) // 3)
                head_year = first.year + self.number * size
                tail_year = last.year if self.number == len(_THIRDS_OF_MONTH) - 1 else head_year + size - 1
                return years(head_year, tail_year, granularity)


@dataclass(frozen=True)
class Half:
    """The first or second half, or one of the quarters, of a year; the halves of a month.

    Attributes:
        number: 1 for the first.
        n_parts: 2 for halves, 4 for quarters.
    """

    number: int
    n_parts: int
    of: Moment

    def period(self, now: Now) -> Period:
        whole = self.of.period(now)
        if whole.start is None or whole.end is None:
            return Period(f"part_of_{whole.granularity}")
        first, last = whole.start.date(), (whole.end - DAY).date()
        if whole.granularity == "month":
            middle = first.replace(day=_MIDDLE_OF_MONTH)
            return days(*((first, middle) if self.number == 1 else (middle + DAY, last)), "part_of_month")
        size = MONTHS_OF_YEAR // self.n_parts
        code = (FIRST_QUARTER if self.n_parts == _QUARTERS else FIRST_HALF) + self.number - 1
        granularity = "quarter" if self.n_parts == _QUARTERS else "half_year"
        return months(shifted(first, (self.number - 1) * size), size, granularity, f"{first.year:04}-{code}")


@dataclass(frozen=True)
class Range:
    """From one time to another, both included; each helps to place the other."""

    first: Moment
    last: Moment

    def period(self, now: Now) -> Period:
        last = self.last.period(now)
        if isinstance(self.first, Written) and self.first.stretch.start and not isinstance(self.last, Written):
            last = self.last.period(Now(Published(self.first.stretch.start.date()), "future"))
        at = Now(Published(last.start.date()), "past") if last.start else now
        first = self.first.period(at)
        if first.start and last.end and first.start >= last.end:
            return Period(last.granularity)
        written = first.edtf and last.edtf and f"{first.edtf.split('/')[0]}/{last.edtf.split('/')[-1]}"
        known = bool(first.start and last.end)
        return Period(last.granularity, written, first.start if known else None, last.end if known else None)


@dataclass(frozen=True)
class Bound:
    """What has only a beginning or only an end: since, until, before or after another time."""

    kind: str
    of: Moment

    def period(self, now: Now) -> Period:
        whole = self.of.period(replace(now, tense=self._tense(now)))
        if whole.edtf is None or whole.edtf.startswith("["):
            return Period(whole.granularity)
        head, tail = (written[:10] for written in (whole.edtf.split("/")[0], whole.edtf.split("/")[-1]))
        if self.kind == "since":
            return replace(whole, edtf=f"{head}/{_OPEN}", end=None)
        if self.kind == "until":
            end = whole.start if whole.granularity in _CLOCK else whole.end
            return replace(whole, edtf=f"{_OPEN}/{tail}", start=None, end=end)
        if whole.start is None or whole.end is None:
            return Period(whole.granularity)
        if self.kind == "before":
            return Period(whole.granularity, f"{_OPEN}/{_beside(whole, -1)}", None, whole.start)
        return Period(whole.granularity, f"{_beside(whole, 1)}/{_OPEN}", whole.end, None)

    def _tense(self, now: Now) -> Tense:
        if self.kind == "since":
            return "past"
        return now.tense or "future" if self.kind == "until" else now.tense


def _beside(whole: Period, step: int) -> str:
    """The year, month or day before or after, as text."""
    if whole.start is None or whole.end is None:
        return _OPEN
    day = (whole.start - _MOMENT if step < 0 else whole.end).date()
    return day.isoformat()[: {"year": 4, "month": 7}.get(whole.granularity)]
