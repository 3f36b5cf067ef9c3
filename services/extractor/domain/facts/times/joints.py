"""The words that bound, join and part times, as regular expressions."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.facts.times import words
from services.extractor.domain.facts.times.words import DASH
from services.extractor.domain.reading.words import SPACE


@cache
def heads() -> re.Pattern[str]:
    """What bounds a time from in front: since, until, between, from."""
    least = rf"(?:(?i:at{SPACE}least){SPACE})?"
    return re.compile(
        rf"(?:(?P<between>(?i:between))|(?P<from>(?i:from))|{words.word('bound', 'bound')}){SPACE}{least}"
    )


@cache
def bare_years() -> re.Pattern[str]:
    """A year behind "since at least", which no preposition leads to."""
    return re.compile(rf"(?P<year>{words.YEAR}){words.END}(?!{SPACE}[a-z]+s\b)")


@cache
def hours() -> re.Pattern[str]:
    """An hour whose clock stands behind the next one."""
    return re.compile(rf"\d{{1,2}}(?:[:.]\d{{2}})?(?={SPACE}and{SPACE}\d{{1,2}}(?:[:.]\d{{2}})?{SPACE}?[ap]\.?m)")


@cache
def and_joint() -> re.Pattern[str]:
    """Between the ends of "between ... and"."""
    return re.compile(rf"{SPACE}and{SPACE}")


@cache
def to() -> re.Pattern[str]:
    """Between the ends of a range."""
    return re.compile(rf"{SPACE}(?:to|until|till|through){SPACE}|{DASH}")


@cache
def on() -> re.Pattern[str]:
    """Between a clock and its day."""
    return re.compile(rf"(?:{SPACE}\([^()\n]{{1,24}}\))?,?{SPACE}(?:(?:on|of){SPACE})?")


@cache
def at() -> re.Pattern[str]:
    """Between a day and its clock."""
    return re.compile(rf",?{SPACE}(?:at{SPACE}(?:(?:about|around){SPACE})?)?")


@cache
def stages() -> re.Pattern[str]:
    """Early, late, the beginning of, the end of."""
    stage = "|".join(each for each in words.values("stage") if each in {"early", "mid", "late"})
    of = "|".join(each for each in words.values("stage") if each not in {"early", "mid", "late"})
    return re.compile(
        rf"(?i:the{SPACE})?(?i:very{SPACE})?"
        rf"(?:(?P<stage>(?i:{stage}))(?:-|{SPACE}(?i:in{SPACE}|of{SPACE})?)|(?P<of>(?i:{of})){SPACE}(?i:of){SPACE})"
    )


@cache
def weeks() -> re.Pattern[str]:
    """The week of a day, the first week of a month."""
    return re.compile(
        rf"(?i:the{SPACE})?(?:{words.word('nth', 'nth')}{SPACE})?(?P<unit>(?i:week|weekend)){SPACE}(?i:of|in){SPACE}"
    )


@cache
def halves() -> re.Pattern[str]:
    """The first half of, the third quarter of, Q3."""
    return re.compile(
        rf"(?:(?i:the{SPACE})?{words.word('nth', 'nth')}{SPACE}(?P<share>(?i:quarter|half))|Q(?P<q>[1-4]))"
        rf"{SPACE}(?:of{SPACE})?"
    )


@cache
def overnights() -> re.Pattern[str]:
    """Overnight, with a day behind it."""
    return re.compile(rf"(?i:overnight){SPACE}(?:(?i:on|of|from|into|to|in|between){SPACE})?")


@cache
def wholes() -> re.Pattern[str]:
    """The present year or month, behind words such as: the end of."""
    return re.compile(rf"(?i:the|this){SPACE}(?P<unit>(?i:week|month|year|decade|century))(?!\w)")


@cache
def parts() -> re.Pattern[str]:
    """The morning of, early on."""
    return re.compile(rf"(?i:the{SPACE})?{words.word('part', 'part')},?{SPACE}(?:(?i:of|on|from|between){SPACE})?")


@cache
def parts_behind() -> re.Pattern[str]:
    """The part of a day behind its day: "Monday night"."""
    return re.compile(rf"{SPACE}{words.word('part', 'part')}(?!\w)")


@cache
def parts_alone() -> re.Pattern[str]:
    """Dawn and the like without a day."""
    return re.compile(rf"{words.word('part_alone', 'part')}(?!\w|{SPACE}of\b)")
