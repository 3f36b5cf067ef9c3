"""The words around numbers, as regular expressions."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts import numerals
from services.extractor.domain.facts.quantities import names, words
from services.extractor.domain.reading.wordings import Wordings
from services.extractor.domain.reading.words import SPACE, any_of

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_FIGURE = re.compile(r"\d")
_ARTICLE = "an?"


@cache
def trigger() -> re.Pattern[str]:
    """Where a quantity may begin; names and ages are taken out of the way."""
    return re.compile(
        rf"(?P<name>{names.pattern()})|(?<![\w-])(?i:{any_of(_first_words())})(?!\w)"
        rf"|(?<![\w-])(?i:{_ARTICLE})(?={SPACE}(?:{_counted_once()}))"
        rf"|(?<![\w.,/:+#№-])(?:{words.word('currency')}{SPACE}?)?\d"
    )


def may_stand_in(text: str, span: Span) -> bool:
    """Whether a part of a text holds figures or words that a quantity may begin with: two of three hold none."""
    return _FIGURE.search(text, *span) is not None or _leads().stand_in(text, span)


@cache
def _leads() -> Wordings:
    return Wordings(
        ["|".join(any_of([word]) for word in _first_words()), rf"{_ARTICLE}(?={SPACE}(?:{_counted_once()}))"]
    )


@cache
def _first_words() -> frozenset[str]:
    kinds = ("low", "high", "both", "vague", "pair", "fraction", "scale")
    known = {word for kind in kinds for word in words.values(kind)} | set(numerals.values())
    return frozenset(known | {"half", "between", "no", "zero", "without"})


@cache
def _counted_once() -> str:
    """What stands behind an article that is a number, as alternatives of an expression."""
    return any_of([*words.values("scale"), *words.values("fraction"), "dozen", "half", *words.units()])


@cache
def head() -> re.Pattern[str]:
    """What bounds a number from in front."""
    bounds = "|".join(words.word(name, name) for name in ("low", "high", "both"))
    return re.compile(rf"(?:(?:{bounds}){SPACE})?(?:(?P<between>(?i:between)){SPACE})?")


@cache
def behind() -> re.Pattern[str]:
    """What bounds a number from behind: "or more", "+"."""
    bounds = "|".join(words.word(f"{name}_behind", name) for name in ("low", "high", "both"))
    return re.compile(rf"(?:{SPACE}?(?:{bounds})|-strong)(?!\w)")


@cache
def currency() -> re.Pattern[str]:
    """A currency sign in front of figures."""
    return re.compile(rf"{words.word('currency')}{SPACE}?(?=\d)")


@cache
def one_unit() -> re.Pattern[str]:
    """One unit, as in: a kilometre, half a mile."""
    return re.compile(rf"(?:(?P<half>(?i:half{SPACE}an?))|(?i:an?))(?={SPACE}{words.unit_pattern()})")


@cache
def unit() -> re.Pattern[str]:
    """A unit behind a number, with or without a hyphen."""
    return re.compile(rf"(?:{SPACE}|-)?{words.unit_pattern()}(?!-old)")


@cache
def duration() -> re.Pattern[str]:
    """A unit of time behind a number."""
    return re.compile(rf"(?:{SPACE}|-){words.word('duration')}(?!\w)")


@cache
def of_them() -> re.Pattern[str]:
    """Those that were named before."""
    return re.compile(rf"{SPACE}of{SPACE}(?:them|whom|us)(?!\w)")


@cache
def units_of() -> re.Pattern[str]:
    """A unit behind "hundreds", which may have "of"."""
    return re.compile(rf"{SPACE}(?:of{SPACE})?{words.unit_pattern()}")


@cache
def torn() -> re.Pattern[str]:
    """Figures that go on: "155mm", "24/7", "3-2"; a hyphen before a word but not "-plus"."""
    return re.compile(r"\w|[-/.:,]\d|-\w|°")


@cache
def and_joint() -> re.Pattern[str]:
    """Between the ends of "between ... and"."""
    return re.compile(rf"{SPACE}and{SPACE}")


@cache
def to() -> re.Pattern[str]:
    """Between the ends of a range."""
    return re.compile(rf"{SPACE}?[-–—]{SPACE}?|{SPACE}(?:to|or){SPACE}")


@cache
def no() -> re.Pattern[str]:
    """What makes zero of what reports count."""
    return re.compile(r"(?i:no|zero|without)(?!\w)")


@cache
def tally() -> re.Pattern[str]:
    """A verb in front of a number of people."""
    return re.compile(rf"(?<!\w){words.word('tally')}{SPACE}$")


@cache
def aux() -> re.Pattern[str]:
    """A verb behind a number of people."""
    return re.compile(rf"{SPACE}{words.word('aux')}(?!\w)")
