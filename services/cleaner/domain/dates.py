"""Dates of an article, with their precision and what they were read from; no date is better than a wrong one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal

from services.cleaner.domain.lexicon import rows

Precision = Literal["second", "minute", "day"]

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The web has no page that is older; a smaller year is another number.
_EARLIEST = date(1991, 1, 1)
# A weekday comes back to the same day after at most eleven years, mostly after five or six: older is a guess.
_WEEKDAY_YEARS = 6
_LEAD = 800

_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?")
_WRITTEN = (
    re.compile(rf"{_MONTH} {_DAY},? (?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"{_DAY} {_MONTH},? (?P<year>\d{{4}})", re.IGNORECASE),
)
# Day first wherever dots part them.
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\d)")
# "26. Januar 2022", "3 de mayo de 2023", "12 września 2023"
_NAMED = re.compile(
    r"(\d{1,2})(?:\.|er|º|°|st|nd|rd|th)? ?(?:de |di )?([^\W\d_]{3,12})\.?,? (?:de |del )?(\d{4})(?!\d)"
)
_LONE = re.compile(
    r"(?:(?P<label>published|posted|date|updated|last updated)(?: on)?:? )?"
    rf"(?:{_WEEKDAY}[.,]* )?(?P<date>[\w., -]{{6,24}}?)"
    r"(?:[,|•-]? ?(?:at )?\d{1,2}:\d{2}(?::\d{2})? ?(?:[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?)?",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(?:date|published|posted|datetime|timestamp)(?: on)?\s*[:=]?\s*", re.IGNORECASE)
_WEEKDAY_DAY = re.compile(
    rf"\b{_WEEKDAY}[.,]? (?:(?:the )?{_DAY}(?: of)? {_MONTH}|{_MONTH} {_DAY})(?!\w)(?!,? \d{{4}})", re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    """A date: aware, with the offset that it was written with; how exactly it is known, and where it was read."""

    value: datetime
    precision: Precision
    evidence: str


def day_found(day: date, evidence: str) -> Found:
    """A date of which only the day is known."""
    return Found(datetime(day.year, day.month, day.day, tzinfo=UTC), "day", evidence)


def stated(text: str, evidence: str, today: date | None = None) -> Found | None:
    """An ISO 8601 or written date; without a time zone only its day counts; None if it lies in the future."""
    text = text.strip()[:60]
    iso = _ISO.match(text)
    found = _from_iso(iso, evidence) if iso else None
    if found is None:
        day = written(text)
        found = day_found(day, evidence) if day else None
    return found if found and _is_plausible(found.value.date(), today) else None


def written(text: str) -> date | None:
    """The date in `July 23, 2024` or `2024-07-23`, or at the head of a text in `23 July 2024` or `23.07.2024`.

    Months are known in a dozen languages; None if the text is anything else.
    """
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    dotted = _DOTTED.match(text)
    if dotted:
        return _day(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    for order, expression in enumerate(_WRITTEN):
        found = expression.fullmatch(text.strip(" ,."))
        if found:
            month, day = (found[1], found[2]) if order == 0 else (found[2], found[1])
            return _day(int(found["year"]), _month(month), int(day))
    named = _NAMED.match(text)
    month = _months().get(named[2].casefold()) if named else None
    return _day(int(named[3]), month, int(named[1])) if named and month else None


@cache
def _months() -> dict[str, int]:
    """The number of each name of a month, also of its first three letters."""
    table = rows("months")
    # Shortened names first: a whole name is sure, "mar" is March in most languages.
    short = {name[:3]: int(number) for number, *names in reversed(table) for name in reversed(names)}
    return short | {name: int(number) for number, *names in table for name in names}


def lone_date(line: str) -> date | None:
    """The date of a line that holds nothing else, with or without weekday, label and time of day."""
    if len(line) > 80:  # noqa: PLR2004  # longer than any date with all its company
        return None
    found = _LONE.fullmatch(line)
    return written(found["date"].strip(" ,.|-")) if found else None


def stamp_at_head(line: str) -> tuple[Found, str] | None:
    """The date that a crawler or a label put before the text, and the text behind it."""
    label = _STAMP.match(line[:40])
    iso = _ISO.match(line, label.end()) if label else None
    if iso:
        found = _from_iso(iso, "date at the head of the text")
        return (found, line[iso.end() :].strip(" |-–—")) if found else None
    day = lone_date(line) if label else None
    return (day_found(day, "date at the head of the text"), "") if day else None


def by_weekday(text: str, latest: date | None) -> Found | None:
    """The day of a report that says `Thursday, November 10` and no year: the last such day up to `latest`.

    Args:
        latest: when the report cannot be newer: the capture's date; None gives no date.
    """
    if latest is None:
        return None
    days = [_last_with(match, latest) for match in _WEEKDAY_DAY.finditer(text[:_LEAD])]
    known = [day for day in days if day is not None]
    return day_found(known[0], "weekday and day in the text") if known else None


def _last_with(match: re.Match[str], latest: date) -> date | None:
    weekday = next(number for number, name in enumerate(WEEKDAYS) if name.startswith(match[1][:3].lower()))
    month, number = _month(match[3] or match[4]), int(match[2] or match[5])
    days = (_day(year, month, number) for year in range(latest.year, latest.year - _WEEKDAY_YEARS, -1))
    return next((day for day in days if day and day <= latest and day.weekday() == weekday), None)


def _from_iso(iso: re.Match[str], evidence: str) -> Found | None:
    day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if day is None:
        return None
    if not iso[4] or not iso[7]:
        return day_found(day, evidence)
    try:
        value = datetime.fromisoformat(f"{day}T{iso[4]}:{iso[5]}:{iso[6] or '00'}{iso[7]}")
        value.astimezone(UTC)
    except (ValueError, OverflowError):
        return day_found(day, evidence)
    return Found(value, "second" if iso[6] else "minute", evidence)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name[:3].lower()))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_plausible(day: date, today: date | None) -> bool:
    # A day of grace: the page's zone may be ahead of ours.
    return day >= _EARLIEST and (today is None or day <= today + timedelta(days=1))
