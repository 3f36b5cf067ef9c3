"""The words of quantities as pieces of regular expressions, and what they stand for."""

from __future__ import annotations

from functools import cache

from services.extractor.domain.reading.words import any_of
from services.extractor.domain.tables import rows

_SHORT_UNIT = 3


@cache
def values(kind: str) -> dict[str, str]:
    """The words of a class with their values, in lower case."""
    return {row["word"].lower(): row["value"] for row in rows("quantity_words") if row["class"] == kind}


def value(kind: str, written: str) -> float:
    """The number that a word stands for."""
    return float(values(kind)[" ".join(written.lower().split())])


def word(kind: str, name: str | None = None) -> str:
    """Any word of a class, in any case; a group where it has a name."""
    return f"(?P<{name}>(?i:{any_of(values(kind))}))" if name else f"(?i:{any_of(values(kind))})"


@cache
def units() -> dict[str, tuple[str, float]]:
    """Every unit as written, those of letters in lower case, with its SI unit and the factor to it."""
    return {_folded(row["word"]): (row["unit"], float(row["factor"])) for row in rows("units")}


@cache
def unit_pattern() -> str:
    """Any unit as a group; one of few letters only in the case in which it is written."""
    short = [each for each in units() if len(each) <= _SHORT_UNIT]
    long = [each for each in units() if len(each) > _SHORT_UNIT]
    return rf"(?P<unit>(?i:{any_of(long)})|{any_of(short)})(?!\w)"


def unit(written: str) -> tuple[str, float]:
    """The SI unit of a unit as written, and the factor to it."""
    return units()[_folded(" ".join(written.split()))]


def currency(written: str) -> str:
    """The code of a currency sign."""
    return values("currency")[written.strip().lower()]


def _folded(written: str) -> str:
    return written if len(written) <= _SHORT_UNIT else written.lower()
