"""Numbers with their bounds, units and what is counted."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Quantity
from services.extractor.domain.tables import rows

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_ABOVE = ("at least", "more than", "over", "no fewer than", "upwards of")
_BELOW = ("nearly", "almost", "up to", "less than", "fewer than", "under", "as many as", "no more than")
_NUMERALS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
# "Two districts" counts, "one of them" and "the two" mostly do not.
_WORDS = {word: float(value) for value, word in enumerate(_NUMERALS, 2)} | {
    "dozens": 24.0,
    "hundreds": 200.0,
    "thousands": 2000.0,
}


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(row["word"]) for row in sorted(rows("units"), key=lambda row: -len(row["word"])))
    return re.compile(
        rf"(?P<bound>\b(?:{'|'.join(_ABOVE + _BELOW)}) )?(?<![\w.,/])"
        rf"(?:(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,15}}(?:\.\d{{1,9}})?)|\b(?P<word>{'|'.join(_WORDS)}))"
        rf"(?:(?:\s|-)?(?P<scale>hundred|thousand|million|billion)\b)?"
        rf"(?:\s?(?P<unit>{units})(?!\w)|(?!\w)(?:\s(?:of\s)?(?P<counted>[a-z]\w+(?:\s[a-z]\w+s\b)?))?)",
        re.IGNORECASE,
    )


def quantities_in(text: str, spans: tuple[Span, ...]) -> tuple[Quantity, ...]:
    """The quantities of a content, in order; dates, years and ordinals are none."""
    found: list[Quantity] = []
    for start, end in spans:
        for match in _pattern().finditer(text, start, end):
            quantity = _quantity(match)
            found += [quantity] if quantity else []
    return tuple(found)


def _quantity(match: re.Match[str]) -> Quantity | None:
    number, counted = match["number"], match["counted"]
    if not match["unit"] and not (counted and _is_countable(counted)):
        return None
    value = float(number.replace(",", "")) if number else _WORDS[match["word"].lower()]
    value *= _SCALES.get((match["scale"] or "").lower(), 1.0)
    unit = next((row for row in rows("units") if match["unit"] and row["word"].lower() == match["unit"].lower()), None)
    value *= float(unit["factor"]) if unit else 1.0
    bound = (match["bound"] or "").strip().lower()
    vague = (match["word"] or "").lower() in {"dozens", "hundreds", "thousands"}
    low = None if bound in _BELOW else value
    high = None if bound in _ABOVE or vague else value
    return Quantity(
        match.group(), (match.span(),), low, high, unit["unit"] if unit else None, None if unit else counted
    )


def _is_countable(words: str) -> bool:
    last = words.rsplit(maxsplit=1)[-1].lower()
    return (last.endswith("s") or last in {"people", "men", "women", "children", "dead", "wounded"}) and last not in {
        "has",
        "was",
        "is",
        "as",
    }
