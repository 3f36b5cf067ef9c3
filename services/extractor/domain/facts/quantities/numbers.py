"""Numbers in figures and words, exact and vague, and shares of something."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from services.extractor.domain.facts import numerals
from services.extractor.domain.facts.quantities import words
from services.extractor.domain.reading.words import SPACE, any_of

_PERCENT = 100.0
_DOZEN, _HUNDRED = 12, 100
_FIGURES = (
    r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,3}(?:[ \xa0\u2009\u202f]\d{3}){1,4}(?!\d)"
    r"|\d{1,9},\d{1,2}(?![\d,])|\d{1,15}(?:\.\d{1,9})?"
)


_Build = Callable[[re.Match[str]], "Number | None"]


class Number(NamedTuple):
    """A number with its bounds, and where it ends.

    Attributes:
        unit: "%" for a share of something.
        is_vague: whether it is a number only because something is counted: "several", "one".
        factor: of a word such as "million" behind it.
        is_large: whether it is written as only large numbers are.
        letter: a letter behind it that may be a factor or a unit: "2.4m".
    """

    low: float | None
    high: float | None
    end: int
    unit: str | None = None
    is_vague: bool = False
    factor: float = 1.0
    is_large: bool = False
    letter: str = ""


def number(text: str, at: int, end: int) -> Number | None:
    """The number at a position; None if there is none."""
    for pattern, build in _rules():
        match = pattern.match(text, at, end)
        if match:
            return build(match)
    return None


@cache
def _rules() -> tuple[tuple[re.Pattern[str], _Build], ...]:
    scale, numeral = words.word("scale", "scale"), numerals.pattern()
    fraction = rf"(?i:{any_of(words.values('fraction'))})s?"
    # "A third strike" is no share.
    of = rf"(?={SPACE}(?:of|were|was|are|have|had){SPACE})"
    end = rf"(?=[.,;:)]|$|{SPACE}(?:in|since|from|compared|over|this|last)(?!\w))"
    hundreds = rf"(?:(?i:an?)|{numeral}){SPACE}(?i:hundred)(?!\w)(?:{SPACE}(?:and{SPACE})?{numeral}(?![\w-]))?"
    below = rf"(?:{hundreds}|{numeral}(?![\w]))"
    scaled = rf"(?:{below}|(?i:an?)){SPACE}(?i:thousand|million|billion|trillion)(?!\w)"
    in_words = rf"(?:{scaled}(?:,?{SPACE}(?:and{SPACE})?{scaled}){{0,2}}(?:,?{SPACE}(?:and{SPACE})?{below})?|{below})"
    some, a = rf"(?P<some>(?i:several|a{SPACE}few))", r"(?i:an?)"
    n, and_half = rf"(?P<n>\d{{1,3}}|{numeral}|{a})", rf"and{SPACE}a{SPACE}half"
    half_a = rf"(?P<half>(?i:half[ -]?(?:a[ -])?|a{SPACE}half[ -]))"
    more = words.word("scale", "more")
    short, letter = words.word("scale_short", "short"), words.word("scale_letter", "letter")
    factor = rf"(?:[ -]?(?:{scale}|{short})(?!\w)|{letter}(?!\w))?"
    many = r"(?P<many>(?i:thousands|millions|billions))"
    patterns: tuple[tuple[str, _Build], ...] = (
        (rf"(?i:(?P<one>one|1)){SPACE}in{SPACE}(?:every{SPACE})?(?P<n>\d{{1,3}}|{numeral})(?!\w)", _one_in),
        # "Two in three attacks" are two.
        (rf"(?P<one>\d{{1,2}}|{numeral}){SPACE}in{SPACE}(?:every{SPACE})?(?P<n>10|ten|100)(?!\w)", _one_in),
        (rf"(?i:an?{SPACE}quarter{SPACE}of{SPACE}an?){SPACE}{scale}(?!\w)", _quarter),
        (rf"(?P<n>{numeral}|{a})[ -](?P<fraction>{fraction}){of}", _share),
        (rf"(?<=by[ \xa0])(?P<n>{numeral}|{a})[ -](?P<fraction>{fraction}){end}", _share),
        (rf"(?P<fraction>(?i:half))(?={SPACE}(?:of|the|its|their|all|his|our){SPACE})", _share),
        (rf"(?i:half{SPACE}an?){SPACE}{scale}(?!\w)", _half),
        (rf"{n}{SPACE}(?:{scale}{SPACE})?{and_half}(?:{SPACE}{more})?(?!\w)", _and_half),
        (rf"(?P<tens>(?i:tens|hundreds|thousands)){SPACE}of{SPACE}{many}(?!\w)", _many),
        (rf"{some}{SPACE}(?P<scale>(?i:dozen|hundred|thousand|million))(?:{SPACE}{more})?(?!\w)", _several),
        (rf"(?:{half_a}|{n}{SPACE})(?i:dozen)(?!\w)", _dozens),
        (rf"{words.word('pair')}(?!\w)", _pair),
        (rf"{words.word('vague', 'vague')}(?!\w)", _vague),
        (rf"(?P<words>{in_words})", _in_words),
        (rf"(?P<figures>{_FIGURES}){factor}", _figures),
    )  # fmt: skip
    return tuple((re.compile(pattern), build) for pattern, build in patterns)


def _one_in(match: re.Match[str]) -> Number | None:
    total = _count(match["n"])
    return _exact(_PERCENT * _count(match["one"]) / total, match, unit="%") if total else None


def _share(match: re.Match[str]) -> Number:
    name = match["fraction"].lower()
    part = words.value("fraction", name if name in words.values("fraction") else name.removesuffix("s"))
    return _exact(_PERCENT * part * _count(match.groupdict().get("n") or "a"), match, unit="%")


def _half(match: re.Match[str]) -> Number:
    return _exact(words.value("scale", match["scale"]) / 2, match, is_large=True)


def _quarter(match: re.Match[str]) -> Number:
    return _exact(words.value("scale", match["scale"]) / 4, match, is_large=True)


def _and_half(match: re.Match[str]) -> Number:
    scale = match["scale"] or match["more"]
    factor = words.value("scale", scale) if scale else 1.0
    return _exact((_count(match["n"]) + 0.5) * factor, match, is_large=bool(scale))


def _many(match: re.Match[str]) -> Number:
    """At least two of each: tens of thousands are twenty thousand or more."""
    tens, many = words.value("vague", match["tens"]), words.value("vague", match["many"])
    return Number(tens * many / 2, None, match.end(), is_large=True)


def _several(match: re.Match[str]) -> Number:
    name = match["scale"].lower()
    factor = _DOZEN if name == "dozen" else words.value("scale", name)
    factor *= words.value("scale", match["more"]) if match["more"] else 1
    return Number(words.value("vague", match["some"]) * factor, None, match.end(), is_large=True)


def _dozens(match: re.Match[str]) -> Number:
    return _exact(_DOZEN * (0.5 if match["half"] else _count(match["n"])), match, is_large=True)


def _pair(match: re.Match[str]) -> Number:
    return _exact(2.0, match, is_vague=True)


def _vague(match: re.Match[str]) -> Number:
    name = match["vague"].lower()
    return Number(words.value("vague", name), None, match.end(), is_vague=name in {"several", "a few", "tens"})


def _in_words(match: re.Match[str]) -> Number:
    total, current, factor = 0.0, 0.0, 1.0
    for name in re.split(r"[\s,-]+", match["words"].lower()):
        if name == "hundred":
            current = (current or 1) * _HUNDRED
        elif name in words.values("scale"):
            factor = words.value("scale", name)
            total, current = total + (current or 1) * factor, 0.0
        elif name != "and":
            current += numerals.value(name)
    return _exact(total + current, match, is_vague=total + current == 1, factor=factor, is_large=factor > 1)


def _figures(match: re.Match[str]) -> Number:
    figures = re.sub(r"\s", "", match["figures"])
    is_decimal = re.fullmatch(r"\d+,\d{1,2}", figures) is not None
    amount = float(figures.replace(",", "." if is_decimal else ""))
    factor = 1.0
    if match["scale"] or match["short"]:
        factor = words.value("scale" if match["scale"] else "scale_short", match["scale"] or match["short"])
    is_grouped = "," in match["figures"] and not is_decimal
    letter = match["letter"] or ""
    return _exact(amount * factor, match, factor=factor, is_large=factor > 1 or is_grouped, letter=letter)


def _count(written: str) -> int:
    return int(written) if written.isdigit() else numerals.value(written)


def _exact(
    amount: float,
    match: re.Match[str],
    *,
    unit: str | None = None,
    is_vague: bool = False,
    factor: float = 1.0,
    is_large: bool = False,
    letter: str = "",
) -> Number:
    return Number(amount, amount, match.end(), unit, is_vague, factor, is_large, letter)
