"""Read the times in a text, each as the stretch of time that it stands for."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Time
from services.extractor.domain.facts import numerals
from services.extractor.domain.facts.moments.calendar import Moment, Now, Period, Published, Tense
from services.extractor.domain.facts.times import words
from services.extractor.domain.facts.times.parsing import Parser
from services.extractor.domain.reading.wordings import Wordings
from services.extractor.domain.reading.words import SPACE, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.reading.passage import Span

# What else a time begins with, and what such a beginning needs behind it.
_FIRST_WORDS = frozenset({
    "earlier", "later", "so", "few", "several", "many", "some", "recent", "recently", "soon", "within", "overnight",
    "between", "from",
})  # fmt: skip
_ARTICLES = frozenset({"the", "that", "this", "these", "same", "a", "an"})
_SECOND_WORDS = frozenset({"same", "previous", "preceding", "following", "very", "couple"})
# The line of the triggers at which no time begins.
_NAMES = 0
# Where a verb stands that tells whether a weekday was or is to come.
_LOOKBACK = 96
_CLAUSE_END = re.compile(r"[.;:!?]\s|,\s(?:who|which|and|but)\b")


def times_in(text: str, span: Span, published: Published | None, tense: Tense | None = None) -> Iterator[Time]:
    """The times written in a span, in order.

    Args:
        tense: whether they lie before the publication or behind it; None to tell from the words before each.
    """
    words_of_span = text[slice(*span)]
    for moment, start, end in _parsed(words_of_span):
        told = _tense(words_of_span[max(0, start - _LOOKBACK) : start]) if tense is None else tense
        yield _time(text, (span[0] + start, span[0] + end), moment, Now(published, told))


def spans_of_times(text: str, span: Span) -> Iterator[Span]:
    """Where the times of a span stand."""
    return ((span[0] + start, span[0] + end) for _, start, end in _parsed(text[slice(*span)]))


# The claims of a sentence share it, and their quantities keep out of their times.
@lru_cache(maxsize=32)
def _parsed(text: str) -> tuple[tuple[Moment, int, int], ...]:
    """Every time of a text as understood, with its place."""
    found: list[tuple[Moment, int, int]] = []
    parser, at = Parser(text), 0
    for trigger in _triggers().find(text, (0, len(text))):
        start = trigger.match.start()
        if start < at or trigger.line == _NAMES:
            continue
        parsed = parser.expression(start)
        if parsed:
            at = parsed.end
            found.append((parsed.moment, start, at))
    return tuple(found)


def _time(text: str, span: Span, moment: Moment, now: Now) -> Time:
    period = _period(moment, now)
    is_counted = now.published and period != moment.period(replace(now, published=None))
    anchor = f"published {now.published.edtf}" if now.published and is_counted else None
    return Time(text[slice(*span)], (span,), period.start, period.end, period.edtf, period.granularity, anchor)


def _period(moment: Moment, now: Now) -> Period:
    try:
        return moment.period(now)
    except (ValueError, OverflowError):
        # "Nine thousand years ago" is before the calendar.
        return Period(moment.period(replace(now, published=None)).granularity)


def _tense(before: str) -> Tense:
    """What the last verb before a time says of it."""
    cuts = list(_CLAUSE_END.finditer(before))
    clause = before[cuts[-1].end() :] if cuts else before
    ends = {tense: [m.end() for m in words.phrase(tense).finditer(clause)] for tense in ("future", "past")}
    ahead, behind = ends["future"][-1:], ends["past"][-1:]
    if ahead > behind:
        return "future"
    return "past" if behind else ""


@cache
def _triggers() -> Wordings:
    """Where a time may begin: names, which are taken out of the way, and every first word of a rule, and figures."""
    kinds = ("part", "hour", "which", "near_day", "season", "stage", "bound", "holiday", "nth")
    first = {word.split()[0] for kind in kinds for word in words.values(kind)} | set(numerals.values())
    first |= {f"{word}s" for word in words.values("unit")} | _FIRST_WORDS
    behind = first | words.values("unit").keys() | _SECOND_WORDS
    written = [*map(words.capitals, ("weekday", "month", "month_short")), [f"Q{number}" for number in range(1, 5)]]
    goes_on = rf"(?={SPACE}(?:(?:{any_of(behind)})(?!\w)|\d|mid-|(?-i:[A-Z])))"
    names = [rf"(?-i:{any_of([name])})" for name in words.values("name")]
    begin = [*first, "mid-", *(f"{article}{goes_on}" for article in _ARTICLES)]
    begin += [rf"(?-i:{each})\w*" for each in chain.from_iterable(written)]
    lines = ("|".join(f"(?<!-){wording}" for wording in some) for some in (names, begin))
    return Wordings([*lines, r"(?<![.,/:$€£-])\d\w*"])
