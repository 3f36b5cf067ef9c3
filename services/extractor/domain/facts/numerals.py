"""Numbers in words."""

from __future__ import annotations

from functools import cache

from services.extractor.domain.tables import rows

_TENS, _HUNDRED = 20, 100


@cache
def values() -> dict[str, int]:
    """Every number word below a hundred that is one word."""
    return {row["word"]: int(row["value"]) for row in rows("numerals")}


@cache
def pattern() -> str:
    """A regular expression, without groups, for the numbers below a hundred in words: "nineteen", "twenty-five"."""
    tens = "|".join(word for word, value in values().items() if value >= _TENS)
    units = "|".join(word for word, value in values().items() if value < _TENS // 2)
    others = "|".join(word for word, value in values().items() if _TENS // 2 <= value < _TENS)
    return rf"(?i:(?:{tens})(?:[- ](?:{units}))?|(?:{others})|(?:{units}))"


def value(written: str) -> int:
    """What such words stand for; an article counts one."""
    return sum(values().get(word, 1) for word in written.lower().replace(" ", "-").split("-"))
