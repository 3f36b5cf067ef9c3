"""Times that are counted from the publication, or that only the article can place: "last Friday", "the day before"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts.moments.calendar import unknown
from services.extractor.domain.facts.moments.days import NearDay, Night, PartOfDay, Weekday
from services.extractor.domain.facts.moments.units import Ago, Lasting, SoFar, Unit
from services.extractor.domain.facts.times import words
from services.extractor.domain.reading.words import SPACE

if TYPE_CHECKING:
    from services.extractor.domain.facts.moments.calendar import Moment

_FORTNIGHT_WEEKS = 2
# "The next week" lasts from now; "the next day" is the one after something else.
_POINTS_OF_STORY = frozenset({"day", "morning", "afternoon", "evening", "night"})


@cache
def rules() -> tuple[words.Rule, ...]:
    """Every way to write such a time, the longest first."""
    which, unit, week = words.word("which", "which"), words.word("unit", "unit"), words.word("which", "week")
    vague = rf"(?P<vague>\d{{1,3}}[-–]\d{{1,3}}|(?i:(?:a{SPACE})?(?:few|couple{SPACE}of)|several|many|some))"
    some = rf"(?:{vague}|{words.count()}(?P<half>{SPACE}and{SPACE}a{SPACE}half)?)"
    other = "(?:previous|preceding|following)"
    later = rf"{SPACE}(?i:earlier|later|before|after|afterwards?|previously)(?!\w)"
    units, the = rf"{unit}s?", rf"(?i:the{SPACE})"
    in_week = rf"(?:{SPACE}(?:of{SPACE})?{week}{SPACE}week)?"
    patterns = (
        (rf"(?:{which}{SPACE})?{words.weekday()}{in_week}(?!\w)", _weekday),
        (rf"{the}day{SPACE}(?P<side>before|after){SPACE}(?:yesterday|tomorrow)(?!\w)", _two_days),
        (rf"(?:(?i:earlier|later){SPACE})?{words.word('near_day', 'near')}(?!\w)", _near_day),
        (r"(?i:overnight)(?!\w)", _overnight),
        (rf"(?P<which>(?i:last|this)){SPACE}(?P<part>(?i:night|morning|afternoon|evening))(?!\w)", _this_part),
        (rf"(?:(?i:so{SPACE}far)|(?P<side>(?i:earlier|later))){SPACE}(?i:this){SPACE}{unit}(?!\w)", _so_far),
        (rf"{some}{SPACE}{units}{SPACE}(?P<side>(?i:ago|from{SPACE}now))(?!\w)", _ago),
        (rf"(?<=[Ii]n[ \xa0]){some}{SPACE}{units}[’']?{SPACE}(?P<side>time)(?!\w)", _ago),
        (rf"(?:{some}{SPACE})?{units}{later}", _open),
        (rf"{unit}s{SPACE}(?i:ago|from{SPACE}now)(?!\w)", _open),
        (rf"(?i:the|these|this){SPACE}{which}{SPACE}(?:{some}{SPACE})?{units}(?!\w)", _lasting),
        (rf"{which}{SPACE}{unit}(?!\w)", _unit),
        (rf"(?i:recent|coming){SPACE}{units}(?!\w)", _open),
        (rf"(?i:within){SPACE}{unit}s(?!\w)", _open),
        (rf"(?i:recently|soon)(?!\w|{SPACE}as\b)", _vague),
        (rf"(?:{the})?(?P<unit>(?i:weekend))(?!\w)", _unit),
        (rf"(?i:(?:(?:that|the){SPACE})?same|that|the{SPACE}{other}){SPACE}{unit}(?!\w)", _open),
        (rf"{the}{unit}{SPACE}(?i:before|after|earlier)(?!\w)", _open),
    )  # fmt: skip
    return tuple((re.compile(pattern), build) for pattern, build in patterns)


def _weekday(match: re.Match[str]) -> Moment:
    which, week = (words.number("which", match[name]) if match[name] else None for name in ("which", "week"))
    return Weekday(words.number("weekday", match["weekday"]), which, week)


def _two_days(match: re.Match[str]) -> Moment:
    return NearDay(-2 if match["side"].lower() == "before" else 2)


def _near_day(match: re.Match[str]) -> Moment:
    day = NearDay(words.number("near_day", match["near"]))
    return part("night", day) if match["near"].lower() == "tonight" else day


def _overnight(match: re.Match[str]) -> Moment:  # noqa: ARG001  # as every rule
    return Night(NearDay(0))


def _this_part(match: re.Match[str]) -> Moment:
    name = match["part"].lower()
    return part(name, NearDay(words.number("which", match["which"])))


def part(name: str, day: Moment, more: str = "") -> Moment:
    """The hours of a day that "morning" means, or "early" with `more` behind it."""
    both = f"{name} {more}".lower()
    known = next(each for each in (both, more.lower(), name) if each in words.values("part") or each == name)
    first, end = words.value("part", known).split("-")
    return PartOfDay(int(first), int(end), day)


def _so_far(match: re.Match[str]) -> Moment:
    return SoFar(_granularity(match), is_later=(match["side"] or "").lower() == "later")


def _ago(match: re.Match[str]) -> Moment:
    number, unit = _counted(match)
    if number is None:
        return unknown(unit)
    return Ago(number if match["side"].lower() == "ago" else -number, unit)


def _lasting(match: re.Match[str]) -> Moment:
    number, unit = _counted(match)
    which = words.number("which", match["which"])
    if match["n"] is None and (unit == "weekend" or (match["unit"].lower() in _POINTS_OF_STORY and not match["vague"])):
        return Unit(unit, which) if unit == "weekend" else unknown(unit)
    if which == 0 or number is None:
        return unknown(unit)
    return Lasting(number if which < 0 else -number, unit)


def _unit(match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    unit = _granularity(match)
    which = words.number("which", groups["which"]) if groups.get("which") else None
    return unknown(unit) if unit in {"second", "minute", "hour", "part_of_day"} else Unit(unit, which)


def _open(match: re.Match[str]) -> Moment:
    return unknown(_granularity(match))


def _vague(match: re.Match[str]) -> Moment:  # noqa: ARG001  # as every rule
    return unknown("unknown")


def _granularity(match: re.Match[str]) -> str:
    return words.value("unit", match["unit"])


def _counted(match: re.Match[str]) -> tuple[int | None, str]:
    """How many of which unit; None for "a few" and halves."""
    unit = _granularity(match)
    if match["vague"] or match["half"]:
        return None, unit
    number = words.counted(match["n"]) if match["n"] else 1
    return (number * _FORTNIGHT_WEEKS, "week") if match["unit"].lower() == "fortnight" else (number, unit)
