"""Parse one time: a single one, its parts, hours and bounds, or what two of them span.

expression ─▶ bound joined | between point and point | from joined | joined
joined     ─▶ point to point | point
point      ─▶ third, half or week of a point | part of a day, or a clock, with its day | a rule
"""

from __future__ import annotations

import re
from typing import NamedTuple

from services.extractor.domain.facts.moments.bounds import Bound, Half, Range, Third
from services.extractor.domain.facts.moments.calendar import Moment, Now, Written, unknown
from services.extractor.domain.facts.moments.days import Night, PartOfDay
from services.extractor.domain.facts.moments.units import Unit, WeekOf, WeekOfMonth
from services.extractor.domain.facts.times import clocks, dates, joints, relative, words

# How far back a preposition may stand that a time needs.
_LOOKBACK = 24
# "At 11.15" is a clock, "rose by 11.15" is none.
_AT = re.compile(r"\bat\s(?:(?:about|around)\s)?$", re.IGNORECASE)
_WITH_THIRDS = frozenset({"week", "month", "season", "year", "decade", "century"})
_HALVES, _QUARTERS = 2, 4


class Parsed(NamedTuple):
    """A time as understood, and where its words end."""

    moment: Moment
    end: int

    @property
    def granularity(self) -> str:
        """How exact it is."""
        return self.moment.period(Now(None)).granularity


class Parser:
    """Reads one time at a position of a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def expression(self, at: int) -> Parsed | None:
        """A time with the words that bound it."""
        head = self._match(joints.heads(), at)
        if head is None:
            return self._joined(at)
        if head["between"]:
            return self._between(head.end())
        if head["from"]:
            read = self._joined(head.end())
            return read if read and isinstance(read.moment, Range) else None
        return self._bound(words.value("bound", head["bound"]), head.end())

    def _bound(self, kind: str, at: int) -> Parsed | None:
        read = self._joined(at) or self._bare_year(at)
        # "After Monday's strike" tells when the strike was.
        if read is None or self._text[read.end : read.end + 2] in {"’s", "'s"}:
            return None
        inner = read.moment
        # By the end of the year is by that year, and so is before its end.
        if isinstance(inner, Third) and inner.number == {"since": 0, "until": 2, "before": 2}.get(kind):
            kind, inner = ("until" if kind == "before" else kind), inner.of
        if kind in {"before", "after"} and inner == unknown(read.granularity):
            return None
        return Parsed(Bound(kind, inner), read.end)

    def _bare_year(self, at: int) -> Parsed | None:
        match = self._match(joints.bare_years(), at)
        return Parsed(Written(dates.year(int(match["year"]))), match.end()) if match else None

    def _between(self, at: int) -> Parsed | None:
        first = self._point(at) or self._hour(at)
        if first is None or isinstance(first.moment, Range):
            return first
        joint = self._match(joints.and_joint(), first.end)
        last = self._point(joint.end()) if joint else None
        return Parsed(Range(first.moment, last.moment), last.end) if last else None

    def _hour(self, at: int) -> Parsed | None:
        """The hour of "between 3 and 7 a.m.", which is open as the day is."""
        hour = self._match(joints.hours(), at)
        return Parsed(unknown("hour"), hour.end()) if hour else None

    def _joined(self, at: int) -> Parsed | None:
        first = self._point(at)
        joint = self._match(joints.to(), first.end) if first else None
        last = self._point(joint.end()) if joint else None
        if first and last and first.granularity == last.granularity:
            return Parsed(Range(first.moment, last.moment), last.end)
        return first

    def _point(self, at: int) -> Parsed | None:
        return (
            self._part_of_day(at)
            or self._third(at)
            or self._week(at)
            or self._half(at)
            or self._clock(at)
            or self._day_or_other(at)
        )

    def _third(self, at: int) -> Parsed | None:
        """Early May, the end of the year."""
        stage = self._match(joints.stages(), at)
        read = (self._whole(stage.end()) or self._rule(stage.end())) if stage else None
        if stage is None or read is None or read.granularity not in _WITH_THIRDS:
            return None
        return Parsed(Third(words.number("stage", stage["stage"] or stage["of"]), read.moment), read.end)

    def _week(self, at: int) -> Parsed | None:
        """The week of 7 November, the first week of May."""
        week = self._match(joints.weeks(), at)
        read = self._rule(week.end()) if week else None
        if week is None or read is None:
            return None
        if week["nth"] and read.granularity == "month":
            return Parsed(WeekOfMonth(words.number("nth", week["nth"]), read.moment), read.end)
        is_day = not week["nth"] and read.granularity == "day"
        return Parsed(WeekOf(words.value("unit", week["unit"]), read.moment), read.end) if is_day else None

    def _half(self, at: int) -> Parsed | None:
        """The first half of 2022, the second quarter of last year, Q3 2023, the first half of May."""
        half = self._match(joints.halves(), at)
        read = (self._whole(half.end()) or self._rule(half.end()) or self._bare_year(half.end())) if half else None
        if half is None or read is None or read.granularity not in {"year", "month"}:
            return None
        n_parts = _QUARTERS if half["q"] or half["share"].lower() == "quarter" else _HALVES
        number = int(half["q"]) if half["q"] else words.number("nth", half["nth"]) % n_parts + 1
        if not 0 < number <= n_parts or (read.granularity == "month" and n_parts != _HALVES):
            return None
        return Parsed(Half(number, n_parts, read.moment), read.end)

    def _whole(self, at: int) -> Parsed | None:
        """The year or month that is only named behind "the end of"."""
        match = self._match(joints.wholes(), at)
        return Parsed(Unit(words.value("unit", match["unit"]), 0), match.end()) if match else None

    def _part_of_day(self, at: int) -> Parsed | None:
        """The morning of 10 November, early on Monday, the night of 3 to 4 May; dawn without a day stays open."""
        part = self._match(joints.parts(), at)
        day = self._days(part.end()) if part else None
        if part and day:
            more = self._match(joints.parts_behind(), day.end)
            moment = relative.part(part["part"], day.moment, more["part"] if more else "")
            return Parsed(moment, more.end() if more else day.end)
        night = self._match(joints.overnights(), at)
        day = self._days(night.end()) if night else None
        if day:
            is_range = isinstance(day.moment, Range)
            return Parsed(relative.part("night", day.moment) if is_range else Night(day.moment), day.end)
        known = self._rule(part.end()) if part else None
        if part and known and isinstance(known.moment, PartOfDay):
            more_name = self._text[part.end() : known.end].split()[-1].lower().removeprefix("to")
            return Parsed(relative.part(part["part"], known.moment.of, more_name), known.end)
        alone = self._match(joints.parts_alone(), at)
        if alone and words.behind("part_lead").search(self._text[max(0, at - _LOOKBACK) : at]):
            return Parsed(unknown("part_of_day"), alone.end())
        return None

    def _days(self, at: int) -> Parsed | None:
        first = self._rule(at)
        joint = self._match(joints.to(), first.end) or self._match(joints.and_joint(), first.end) if first else None
        last = self._rule(joint.end()) if joint else None
        if first and last and first.granularity == last.granularity == "day":
            return Parsed(Range(first.moment, last.moment), last.end)
        return first if first and first.granularity == "day" else None

    def _clock(self, at: int) -> Parsed | None:
        """Six o'clock on a day; without a day it stays open."""
        clock = self._match(clocks.pattern(), at)
        if clock is None or (clock["dot"] and not _AT.search(self._text[max(0, at - _LOOKBACK) : at])):
            return None
        joint = self._match(joints.on(), clock.end())
        day = self._rule(joint.end()) if joint else None
        if day is None or day.granularity != "day":
            return _parsed_if(clocks.clock(clock, None), clock.end())
        return _parsed_if(clocks.clock(clock, day.moment), day.end)

    def _day_or_other(self, at: int) -> Parsed | None:
        """A rule; a day with the part or the hour that stands behind it."""
        day = self._rule(at)
        if day is None or day.granularity != "day":
            return day
        part = self._match(joints.parts_behind(), day.end)
        if part:
            return Parsed(relative.part(part["part"], day.moment), part.end())
        joint = self._match(joints.at(), day.end)
        clock = self._match(clocks.pattern(), joint.end()) if joint else None
        return (_parsed_if(clocks.clock(clock, day.moment), clock.end()) if clock else None) or day

    def _rule(self, at: int) -> Parsed | None:
        """The longest time that a single rule reads."""
        if self._match(words.phrase("name"), at):
            return None
        found: Parsed | None = None
        for pattern, build in (*dates.rules(), *relative.rules()):
            match = pattern.match(self._text, at)
            if match and (found is None or match.end() > found.end) and (moment := build(match)):
                found = Parsed(moment, match.end())
        return found

    def _match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        return pattern.match(self._text, at)


def _parsed_if(moment: Moment | None, end: int) -> Parsed | None:
    return Parsed(moment, end) if moment else None
