"""Dates as they are written: days, months, years, seasons, quarters, decades."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts.counted import is_counted
from services.extractor.domain.facts.moments.bounds import Range
from services.extractor.domain.facts.moments.calendar import (
    Period,
    Written,
    months,
    one_day,
    round_years,
    season,
    unknown,
)
from services.extractor.domain.facts.moments.days import DayOfMonth, day_of
from services.extractor.domain.facts.moments.units import MonthOfYear, SeasonOfYear
from services.extractor.domain.facts.times import words
from services.extractor.domain.facts.times.words import DASH, END, ORDINAL, YEAR
from services.extractor.domain.reading.words import SPACE

if TYPE_CHECKING:
    from services.extractor.domain.facts.moments.calendar import Moment

_LOOKBACK = 32
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
# Names of people and common words, too: these months need a preposition.
_DOUBTFUL_MONTHS = frozenset({"march", "april", "may", "june", "august"})
# "By 2000 soldiers" counts, "in 2014 soldiers came" dates.
_DATING = frozenset({"in", "since", "until", "till", "during"})


@cache
def rules() -> tuple[words.Rule, ...]:
    """Every way to write a date, the longest first."""
    weekday = rf"(?:{words.weekday()}(?:[.,]|,?{SPACE}the)?{SPACE})?"
    to = rf"(?:{SPACE}?{DASH}{SPACE}?|{SPACE}(?P<joint>to|through|until|and){SPACE}(?:the{SPACE})?)"
    day = rf"(?P<day>\d{{1,2}}){ORDINAL}(?:{to}(?P<last>\d{{1,2}}){ORDINAL}(?!\d))?"
    year, the = rf"(?P<year>{YEAR})", rf"(?i:the{SPACE})?"
    month, season = words.month(), words.word("season", "season")
    which = words.word("which", "which")
    of_year = rf"(?:{SPACE}(?:of{SPACE})?{words.word('which', 'which_year')}{SPACE}year)"
    patterns = (
        (
            rf"(?P<year>\d{{4}})[-/](?P<month>\d{{2}})[-/](?P<day>\d{{2}})(?:T\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?{END}",
            _iso,
        ),
        (rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark){year}{END}", _in_numbers),
        (rf"{weekday}{the}{day}(?:{SPACE}of)?{SPACE}{month}(?:,?{SPACE}{year}|{of_year})?{END}", _day),
        (rf"{weekday}{month}{SPACE}{the}{day}(?:,?{SPACE}{year}|{of_year})?{END}", _day),
        (rf"{month},?{SPACE}(?:of{SPACE})?{year}{END}", _month_and_year),
        (rf"(?:{which}{SPACE})?{words.month(short=False)}{of_year}?{END}", _month),
        (rf"{words.word('holiday', 'holiday')}(?:,?{SPACE}{year})?{END}", _holiday),
        (rf"{the}{season}(?:{SPACE}of|,)?{SPACE}{year}(?:[/–-]\d{{2}}(?:\d{{2}})?)?{END}", _season_and_year),
        # "After the fall of Kabul" is no autumn.
        (rf"(?:{which}{SPACE}|(?i:the{SPACE}))?{season}(?!\w|{SPACE}of\b)", _season),
        (rf"{the}(?P<decade>(?:1[89]|20)\d)0s(?!\w)", _decade),
        (rf"{the}(?P<century>1\d|2[01])(?:th|st){SPACE}century(?!\w)", _century),
        (rf"{year}[-–/](?P<short>\d{{2}})(?![\w/.-])", _year),
        (rf"{year}{END}", _year),
    )
    return tuple((re.compile(pattern), build) for pattern, build in patterns)


def _iso(match: re.Match[str]) -> Moment:
    return _written_day(int(match["year"]), int(match["month"]), int(match["day"]))


def _in_numbers(match: re.Match[str]) -> Moment:
    """Day and month in figures; with strokes the order is open where both orders give a day."""
    year = int(match["year"])
    first, second = int(match["a"]), int(match["b"])
    european, american = day_of(year, second, first), day_of(year, first, second)
    if match["mark"] == "." or american is None or european == american:
        return _of(european)
    if european is None:
        return _of(american)
    either = ",".join(sorted((european.isoformat(), american.isoformat())))
    return Written(Period("day", f"[{either}]"))


def _day(match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    month, day = words.month_number(match["month"]), int(match["day"])
    if _is_followed_by_counted(match) and not groups["year"]:
        return None
    # "On 3 and 5 May" is two days.
    if groups.get("joint") == "and" and not _BETWEEN.search(_before(match)):
        return None
    if groups["year"]:
        first = _written_day(int(match["year"]), month, day)
        last = _written_day(int(match["year"]), month, int(match["last"])) if match["last"] else None
    else:
        weekday = words.number("weekday", match["weekday"]) if match["weekday"] else None
        year = _steps(match, "which_year")
        first = DayOfMonth(month, day, weekday, year)
        last = DayOfMonth(month, int(match["last"]), None, year) if match["last"] else None
    return Range(first, last) if last else first


def _month_and_year(match: re.Match[str]) -> Moment:
    return Written(months(date(int(match["year"]), words.month_number(match["month"]), 1), 1, "month"))


def _month(match: re.Match[str]) -> Moment | None:
    which, year = _steps(match, "which"), _steps(match, "which_year")
    if which is None and year is None and not _leads_to_month(match):
        return None
    return MonthOfYear(words.month_number(match["month"]), which, year)


def _steps(match: re.Match[str], name: str) -> int | None:
    """Last, this or next as steps; None where it does not stand there."""
    return words.number("which", match[name]) if match[name] else None


def _leads_to_month(match: re.Match[str]) -> bool:
    before = _before(match)
    if words.behind("month_lead").search(before) or _other_month().search(before):
        return True
    follows = match.string[match.end() : match.end() + 2]
    return match["month"].lower() not in _DOUBTFUL_MONTHS and (
        words.behind("year_lead").search(before) is not None or follows in {"’s", "'s"}
    )


@cache
def _other_month() -> re.Pattern[str]:
    """A month that is joined to this one: "between March and May"."""
    return re.compile(rf"{words.month()}(?:{SPACE}{YEAR})?(?:{SPACE}(?:and|or|to|until|through){SPACE}|{DASH})$")


def _year(match: re.Match[str]) -> Moment | None:
    before = _before(match)
    lead = words.behind("year_lead").search(before)
    if lead is None and not _OTHER_YEAR.search(before):
        return None
    if (lead is None or lead[1].lower() not in _DATING) and _is_followed_by_counted(match):
        return None
    first = int(match["year"])
    short = match.groupdict().get("short")
    if short is None:
        return Written(year(first))
    last = first // 100 * 100 + int(short)
    return Range(Written(year(first)), Written(year(last))) if last > first else None


_OTHER_YEAR = re.compile(rf"(?<![\d,.]){YEAR}(?:{SPACE}(?:and|or|to|until|through){SPACE}|{DASH})$")


def _holiday(match: re.Match[str]) -> Moment:
    month, day = map(int, words.value("holiday", match["holiday"]).split("-"))
    return _written_day(int(match["year"]), month, day) if match["year"] else DayOfMonth(month, day)


def _season_and_year(match: re.Match[str]) -> Moment:
    return Written(season(int(match["year"]), words.number("season", match["season"])))


def _season(match: re.Match[str]) -> Moment | None:
    which = _steps(match, "which")
    is_bare = match.start() == match.start("season")
    if which is None and not words.behind("season_lead").search(_before(match)):
        return None
    # "After fall" is mostly a fall.
    if is_bare and match["season"].lower() == "fall":
        return None
    return SeasonOfYear(words.number("season", match["season"]), which)


def year(number: int) -> Period:
    """A whole year."""
    return round_years(number, "year")


def _decade(match: re.Match[str]) -> Moment:
    return Written(round_years(int(match["decade"]) * 10, "decade"))


def _century(match: re.Match[str]) -> Moment:
    return Written(round_years((int(match["century"]) - 1) * 100, "century"))


def _written_day(year: int, month: int, day: int) -> Moment:
    return _of(day_of(year, month, day))


def _of(day: date | None) -> Moment:
    return Written(one_day(day)) if day else unknown("day")


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _LOOKBACK) : match.start()]


def _is_followed_by_counted(match: re.Match[str]) -> bool:
    """Whether the number counts what stands behind it: "in May 20 people fled", "by 2000 soldiers"."""
    following = re.match(r"\s([a-z]+)", match.string[match.end() : match.end() + _LOOKBACK])
    return following is not None and is_counted(following[1])
