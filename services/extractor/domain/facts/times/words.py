"""The words of times as pieces of regular expressions, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from services.extractor.domain.facts import numerals
from services.extractor.domain.facts.moments.calendar import Moment
from services.extractor.domain.reading.words import SPACE, any_of
from services.extractor.domain.tables import rows

# A way to write a time, and what it means; None where the words turn out to be something else.
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Moment | None]]

DASH = r"[-–—]"
YEAR = r"(?:1[89]|20)\d{2}"
ORDINAL = r"(?:st|nd|rd|th)?"
END = r"(?!\w|,\d|[/.]\d|-\d(?!\d{3}(?!\d)))"


@cache
def values(kind: str) -> dict[str, str]:
    """The words of a class, in lower case, with their values."""
    return {row["word"].lower(): row["value"] for row in rows("time_words") if row["class"] == kind}


def value(kind: str, written: str) -> str:
    """The value of a word as written in a text."""
    return values(kind)[" ".join(written.lower().split())]


def number(kind: str, written: str) -> int:
    """The value of a word whose value is a number."""
    return int(value(kind, written))


def word(kind: str, name: str) -> str:
    """Any word of a class, in any case, as a group."""
    return rf"(?P<{name}>(?i:{any_of(values(kind))}))"


def month(name: str = "month", *, short: bool = True) -> str:
    """Any month, with a capital: "may" and "march" are something else."""
    shorts = rf"|(?:{any_of(capitals('month_short'))})\.?" if short else ""
    return rf"(?P<{name}>(?:{any_of(capitals('month'))}){shorts})"


def weekday(name: str = "weekday") -> str:
    """Any day of the week, with a capital."""
    return rf"(?P<{name}>{any_of(capitals('weekday'))})"


def count(name: str = "n") -> str:
    """A number up to four digits or in words, or an article."""
    return rf"(?P<{name}>\d{{1,4}}|{numerals.pattern()}|(?i:an?))"


def month_number(written: str) -> int:
    """The number of a month as written."""
    name = written.rstrip(".").lower()
    return int(values("month").get(name) or values("month_short")[name])


def counted(written: str) -> int:
    """What a `count` stands for."""
    return int(written) if written.isdigit() else numerals.value(written)


@cache
def phrase(kind: str) -> re.Pattern[str]:
    """Any word of a class, standing alone."""
    return re.compile(rf"(?<!\w)(?:{any_of(values(kind))})(?!\w)", re.IGNORECASE)


@cache
def behind(kind: str) -> re.Pattern[str]:
    """Any word of a class with a space, at the end of what stands before a time."""
    return re.compile(rf"(?<!\w)({any_of(values(kind))})(?:{SPACE}|-)$", re.IGNORECASE)


def capitals(kind: str) -> list[str]:
    """The words of a class as they are written in a text, and in capitals."""
    written = [row["word"] for row in rows("time_words") if row["class"] == kind]
    return [*written, *(each.upper() for each in written)]
