"""What looks like a number and counts nothing: names, ages, calibres, telephone numbers, coordinates."""

from __future__ import annotations

from functools import cache

from services.extractor.domain.facts import numerals
from services.extractor.domain.facts.quantities import words
from services.extractor.domain.reading.words import SPACE, any_of
from services.extractor.domain.tables import rows


@cache
def pattern() -> str:
    """All of them, as a regular expression."""
    labels = any_of(row["word"] for row in rows("quantity_words") if row["class"] == "label")
    small = rf"(?:\d{{1,3}}|{numerals.pattern()})"
    return "|".join((
        rf"(?<!\w){words.word('which_half')}{SPACE}(?:half|third|quarter)s?(?!\w)",
        rf"(?<!\w)(?:{labels}){SPACE}?(?:(?:No|no|Nos|number|№)\.?{SPACE}?)?(?:\d[\d.]{{0,8}}[\w-]{{0,8}}|{_capital_numerals()}(?!\w))",
        rf"(?<!\w)(?i:aged?|ages?{SPACE}of|ages){SPACE}(?:between{SPACE})?{small}(?:(?:-|{SPACE}(?:to|and){SPACE}){small})?(?!\w)",
        rf"(?<!\w){small}(?:-|{SPACE}(?:to|and){SPACE})?(?:{small})?[ -]years?[ -](?:old|of{SPACE}age)s?(?!\w)",
        r"(?<![\w.])\d{1,4}(?:\.\d{1,2})?[ -]?mm(?!\w)",
        r"\+\d[\d ()-]{6,20}\d|(?<![\w-])\d{2,4}(?:-\d{2,4}){2,5}(?![\w-])",
        r"(?<![\w.])-?\d{1,3}\.\d{3,9}(?![\w.])|(?<!\w)\d{1,3}(?:\.\d{1,6})?°",
        r"(?<![\w/:])\d{1,4}(?:[/:]\d{1,4}){1,3}(?!\w)",
        r"(?<![\w-])(?P<even>\d{1,4})[-–](?P=even)(?![\w-])",
    ))  # fmt: skip


def _capital_numerals() -> str:
    return f"(?:{'|'.join(each.capitalize() for each in numerals.values())})"
