"""The dates of annotated reports: the part of EDTF that they use, as first and last day."""

from __future__ import annotations

import calendar
import re
from datetime import date

Days = tuple[date | None, date | None]

_DATE = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?[~?%]?")


def days(edtf: str) -> Days | None:
    """The first and the last day of a date or interval; None for an open end, or when the year is unknown.

    Raises:
        ValueError: it is not EDTF, or not the part of it that is known here.

    """
    if edtf.count("/") > 1:
        raise ValueError(_not_a_date(edtf))
    first, _, last = edtf.partition("/")
    ends = [None if end == ".." else _day_range(end) for end in (first, last or first)]
    if "XXXX" in edtf:
        return None
    return ends[0] and ends[0][0], ends[1] and ends[1][1]


def _day_range(text: str) -> tuple[date, date]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(_not_a_date(text))
    # A leap year, so that every day of an unknown year exists.
    year = 2000 if match["year"] == "XXXX" else int(match["year"])
    month, day = match["month"], match["day"]
    first = date(year, int(month or 1), int(day or 1))
    if day:
        return first, first
    last_month = int(month or 12)
    return first, date(year, last_month, calendar.monthrange(year, last_month)[1])


def _not_a_date(text: str) -> str:
    return f"{text!r} is no date such as 2024-05-14, XXXX-05-14, 2024-05 or 2024-05-13/2024-05-14"
