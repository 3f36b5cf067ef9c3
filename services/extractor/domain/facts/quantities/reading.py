"""Read the quantities of a content.

quantity ─▶ bound? number (to number)? (unit | share of what | what is counted)
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.draft import Quantity
from services.extractor.domain.facts import counted
from services.extractor.domain.facts.quantities import joints, nouns, words
from services.extractor.domain.facts.quantities.numbers import Number, number
from services.extractor.domain.facts.times.reading import spans_of_times

if TYPE_CHECKING:
    from re import Match

    from services.extractor.domain.reading.passage import Span

_LOOKBACK = 24
_LENGTHS = frozenset({"m", "m/s"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class _Measured(NamedTuple):
    """What a number measures or counts, and where its words end."""

    unit: str | None
    factor: float
    counted: Span | None
    end: int


def quantities_in(text: str, spans: tuple[Span, ...]) -> tuple[Quantity, ...]:
    """The quantities of a content, in order; times, names and ages are none."""
    return tuple(quantity for span in spans for quantity in _in_span(text, span))


def _in_span(text: str, span: Span) -> list[Quantity]:
    if not joints.may_stand_in(text, span):
        return []
    found: list[Quantity] = []
    times = deque(spans_of_times(text, span))
    at = span[0]
    for trigger in joints.trigger().finditer(text, *span):
        start = trigger.start()
        while times and times[0][1] <= start:
            times.popleft()
        if start < at or trigger["name"] or (times and times[0][0] <= start):
            continue
        end = times[0][0] if times else span[1]
        quantity = _none(text, start, end) or _quantity(text, start, end)
        if quantity:
            found.append(quantity)
            at = quantity.spans[0][1]
    return found


def _none(text: str, at: int, end: int) -> Quantity | None:
    """No casualties: zero of what reports count."""
    match = joints.no().match(text, at, end)
    what = nouns.counted_behind(text, match.end(), end) if match else None
    if what is None or text[slice(*what)].rsplit(maxsplit=1)[-1].lower() not in counted.words("none"):
        return None
    return Quantity(text[at : what[1]], ((at, what[1]),), 0.0, 0.0, None, text[slice(*what)])


def _quantity(text: str, at: int, end: int) -> Quantity | None:
    head = joints.head().match(text, at, end)
    bound = _bound(head)
    money = joints.currency().match(text, head.end() if head else at, end)
    start = money.end() if money else head.end() if head else at
    first = _article(text, start, end, is_bound=bool(bound)) or number(text, start, end)
    if first is None:
        return None
    both = _to_second(text, first, end, is_between=bool(head and head["between"]))
    behind = joints.behind().match(text, both.end, end)
    if behind:
        both = both._replace(end=behind.end(), is_large=True)
    code = words.currency(money[0]) if money else None
    measured = _measured(text, both, end, code)
    is_bound = bool(bound or (head and head["between"]))
    if measured is None or not _is_quantity(text, at, both, measured, is_bound=is_bound):
        return None
    last = None if behind else joints.behind().match(text, measured.end, end)
    measured = measured._replace(end=last.end()) if last else measured
    return _made(text, at, both, measured, _bound(last) or _bound(behind) or bound)


def _made(text: str, at: int, both: Number, measured: _Measured, bound: str) -> Quantity | None:
    """The quantity; None where no bound is left, as in "up to dozens"."""
    low = None if both.low is None or bound == "high" else both.low * measured.factor
    high = None if both.high is None or bound == "low" else both.high * measured.factor
    if low is None and high is None:
        return None
    what = text[slice(*measured.counted)] if measured.counted else None
    return Quantity(text[at : measured.end], ((at, measured.end),), low, high, measured.unit, what)


def _bound(match: Match[str] | None) -> str:
    return next((name for name in ("low", "high", "both") if match and match[name]), "")


def _article(text: str, at: int, end: int, *, is_bound: bool) -> Number | None:
    """One unit, where it is bounded or halved: "less than a kilometre", "half a mile"."""
    match = joints.one_unit().match(text, at, end)
    if match is None or not (is_bound or match["half"]):
        return None
    amount = 0.5 if match["half"] else 1.0
    return Number(amount, amount, match.end())


def _to_second(text: str, first: Number, end: int, *, is_between: bool) -> Number:
    """The number with the one it reaches to: "20-30", "two or three", "between 20 and 30"."""
    joint = (joints.and_joint() if is_between else joints.to()).match(text, first.end, end)
    last = number(text, joint.end(), end) if joint else None
    if last is None or first.low is None or last.high is None or first.letter:
        return first
    low = first.low * (last.factor if first.factor == 1 else 1)
    return last._replace(low=low, is_vague=False) if low < last.high else first


def _measured(text: str, both: Number, end: int, code: str | None) -> _Measured | None:
    """Read the unit or what is counted; None where the figures are part of something else."""
    if both.letter:
        return _lettered(text, both, end, code)
    unit = None if code else (joints.units_of() if both.high is None else joints.unit()).match(text, both.end, end)
    if unit is None and joints.torn().match(text, both.end, end):
        return None
    if unit or both.unit:
        return _in_units(text, both, end, unit)
    return _Measured(code, 1.0, None, both.end) if code else _counting(text, both, end)


def _in_units(text: str, both: Number, end: int, unit: Match[str] | None) -> _Measured:
    """What is measured, or shared where the number is a share and has no unit of its own."""
    name, factor = words.unit(unit["unit"]) if unit else (both.unit or "", 1.0)
    at = unit.end() if unit else both.end
    what = nouns.shared_behind(text, at, end, is_stuff=name not in _LENGTHS)
    what = what or (nouns.counted_behind(text, at, end) if not unit else None)
    return _Measured(name, factor, what, what[1] if what else at)


def _counting(text: str, both: Number, end: int) -> _Measured | None:
    """What is counted; None for a duration."""
    if joints.duration().match(text, both.end, end):
        return None
    them = joints.of_them().match(text, both.end, end)
    if them and both.high != 1:
        return _Measured(None, 1.0, None, them.end())
    what = nouns.counted_behind(text, nouns.after_skipped(text, both.end, end), end, is_one=both.high == 1)
    return _Measured(None, 1.0, what, what[1] if what else both.end)


def _lettered(text: str, both: Number, end: int, code: str | None) -> _Measured | None:
    """A letter behind figures: millions of money or of what is counted, else metres."""
    factor = words.value("scale_letter", both.letter)
    if code:
        return _Measured(code, factor, None, both.end)
    what = nouns.counted_behind(text, both.end, end)
    if what:
        return _Measured(None, factor, what, what[1])
    return _Measured("m", 1.0, None, both.end) if both.letter == "m" else None


def _is_quantity(text: str, at: int, both: Number, measured: _Measured, *, is_bound: bool) -> bool:
    """Whether the number counts something, by its unit or noun, its bounds, or the words around it."""
    if measured.unit:
        return True
    if measured.counted and both.is_vague and both.high is None:
        # "Several people" is no number.
        return False
    if measured.counted:
        noun = text[slice(*measured.counted)].rsplit(maxsplit=1)[-1].lower()
        return is_bound or counted.is_counted(noun) or not _is_year(text[at : both.end])
    if both.is_vague:
        return False
    if is_bound or both.is_large or both.high is None or measured.end > both.end:
        return True
    return joints.tally().search(text[max(0, at - _LOOKBACK) : at]) is not None or (
        not _is_year(text[at : both.end]) and joints.aux().match(text, both.end) is not None
    )


def _is_year(written: str) -> bool:
    return written.isdigit() and _FIRST_YEAR <= int(written) < _LAST_YEAR
