"""Hours and minutes: "6 a.m.", "04:30", "1400 GMT", "noon"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts.moments.days import Clock
from services.extractor.domain.facts.times import words
from services.extractor.domain.reading.words import SPACE

if TYPE_CHECKING:
    from services.extractor.domain.facts.moments.calendar import Moment

_NOON, _HOURS, _MINUTES = 12, 24, 60


@cache
def pattern() -> re.Pattern[str]:
    """A clock with the zone behind it."""
    zone = (
        rf"(?:{SPACE}(?:{words.word('zone', 'zone')}(?!\w)|(?:[A-Z][a-z]{{2,20}}|(?i:local)){SPACE}(?i:time)(?!\w)))?"
    )
    four = (
        rf"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?={SPACE}(?:(?i:hours|local)|(?:{_zones()})\b))(?:{SPACE}hours)?"
    )
    half = rf"(?P<h>\d{{1,2}})(?:[:.](?P<m>\d{{2}}))?{SPACE}?(?P<half>[AaPp])(?:\.{SPACE}?[Mm]\.|[Mm](?!\w))"
    full = r"(?P<H>\d{1,2})(?::|(?P<dot>\.))(?P<M>\d{2})(?::\d{2})?(?![\w:%]|\.\d|\s(?:per|million|billion|k?m\b))"
    return re.compile(rf"(?:{half}|{full}|{four}|{words.word('hour', 'named')}(?!\w)){zone}")


def clock(match: re.Match[str], day: Moment | None) -> Moment | None:
    """The hour or minute of a day; None if there is none such."""
    named, minute = match["named"], match["m"] or match["M"] or match["minute"]
    hour = words.number("hour", named) if named else int(match["h"] or match["H"] or match["hour"])
    if match["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if match["half"].lower() == "p" else 0)
    if hour >= _HOURS or int(minute or 0) >= _MINUTES:
        return None
    zone = words.number("zone", match["zone"]) if match["zone"] else None
    return Clock(hour, int(minute) if minute else None, zone, day)


def _zones() -> str:
    return "|".join(re.escape(each.upper()) for each in words.values("zone") if " " not in each)
