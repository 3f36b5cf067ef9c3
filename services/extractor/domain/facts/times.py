"""When: dates and relative times as intervals, counted from the publication date and never from today."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.reading.passage import Span

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH = "|".join([*_MONTHS, *(f"{month[:3]}\\." for month in _MONTHS), "Sept\\."])
_WEEKDAY = "|".join(_DAYS)
_TIME = re.compile(
    rf"\b(?:(?P<wd>{_WEEKDAY})[.,]? )?(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?\b"
    rf"|\b(?:(?P<wd2>{_WEEKDAY}), )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{_MONTH})"
    r"(?:,? (?P<year2>\d{4}))?\b"
    rf"|\b(?P<month3>{_MONTH}) (?P<year3>\d{{4}})\b|\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b"
    rf"|\b(?P<weekday>{_WEEKDAY})(?: (?:night|morning|evening|afternoon))?\b"
    r"|\b(?P<relative>yesterday|today|last week|this week|last night|last month|overnight)\b"
)
# A weekday of a report lies in the past week; the years in which "Thursday, November 10" is looked for.
_YEARS_BACK = 12


def times_in(text: str, span: Span, published: date | None) -> Iterator[Time]:
    """Read the times written in a span, in order."""
    return (_time(match, published) for match in _TIME.finditer(text, *span))


def _time(match: re.Match[str], published: date | None) -> Time:
    groups = match.groupdict()
    month, day = groups["month"] or groups["month2"], groups["day"] or groups["day2"]
    if groups["iso"]:
        edtf, first, days = groups["iso"], _iso(groups["iso"]), 1
    elif month and day:
        year = groups["year"] or groups["year2"]
        edtf, first = _dated(
            _month_number(month), int(day), int(year) if year else None, groups["wd"] or groups["wd2"], published
        )
        days = 1
    elif groups["month3"]:
        return _made(match, f"{groups['year3']}-{_month_number(groups['month3']):02}", None, 0, "month", published)
    elif groups["weekday"]:
        first, days = _weekday(groups["weekday"], published), 1
        edtf = first.isoformat() if first else None
    else:
        return _relative(match, groups["relative"], published)
    return _made(match, edtf, first, days, "day", published)


def _made(
    match: re.Match[str], edtf: str | None, first: date | None, days: int, granularity: str, anchor: date | None
) -> Time:
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) if first and days else None
    end = start + timedelta(days=days) if start else None
    written = re.search(r"\d{4}", match.group()) is not None
    known = None if written or anchor is None or start is None else f"published {anchor.isoformat()}"
    return Time(match.group(), (match.span(),), start, end, edtf, granularity, known)


def _relative(match: re.Match[str], word: str, published: date | None) -> Time:
    back, days, granularity = {
        "yesterday": (1, 1, "day"), "today": (0, 1, "day"), "last night": (1, 1, "day"), "overnight": (1, 1, "day"),
        "last week": (7 + (published.weekday() if published else 0), 7, "week"),
        "this week": (published.weekday() if published else 0, 7, "week"),
        "last month": (30, 0, "month"),
    }[word]  # fmt: skip
    if published is None or not days or published.toordinal() <= back:
        return _made(match, None, None, 0, granularity, published)
    first = published - timedelta(days=back)
    edtf = first.isoformat() if days == 1 else f"{first.isoformat()}/{(first + timedelta(days=days - 1)).isoformat()}"
    return _made(match, edtf, first, days, granularity, published)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(
    month: int, day: int, year: int | None, weekday: str | None, published: date | None
) -> tuple[str | None, date | None]:
    """EDTF and day: the year as written, from the weekday, or the last one before publication; else unspecified."""
    if day < 1 or _day_of(2000, month, day) is None:
        return None, None
    unspecified = f"XXXX-{month:02}-{day:02}"
    if year:
        first = _day_of(year, month, day) if year else None
        return (first.isoformat(), first) if first else (None, None)
    if published is None:
        return unspecified, None
    for candidate in range(published.year, published.year - _YEARS_BACK, -1):
        first = _day_of(candidate, month, day)
        fits = (
            first and first <= published + timedelta(days=1) and (weekday is None or _DAYS[first.weekday()] == weekday)
        )
        if first and fits:
            return first.isoformat(), first
    return unspecified, None


def _weekday(name: str, published: date | None) -> date | None:
    if published is None or published.toordinal() < len(_DAYS):
        return None
    return published - timedelta(days=(published.weekday() - _DAYS.index(name)) % 7)
