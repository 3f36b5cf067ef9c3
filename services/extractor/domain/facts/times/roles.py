"""Which time is when it happened and which is when it was said: the second modifies the cue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.facts.times import words
from services.extractor.domain.facts.times.reading import times_in
from services.extractor.domain.reading.passage import overlap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.extractor.domain.draft import Time
    from services.extractor.domain.facts.moments.calendar import Published, Tense
    from services.extractor.domain.reading.passage import Span

_LEAD = r"(?:(?:on|in|at|over|during|late|early|from)\s){0,2}(?:the\s)?"
# Nothing but a preposition or an adverb stands between a time and what it modifies.
_BESIDE = re.compile(
    rf"[\s,(–—\"”“]*(?:(?:later|earlier|also|again|just|only|then|first)\s){{0,2}}{_LEAD}", re.IGNORECASE
)
_ASIDE = re.compile(
    r"[\s,)–—]*(?:(?:also|again|then|however|meanwhile|\w{1,20}ly),?\s|(?:in|at|on|to|with|by|during|from)\s[^,;—]{1,60},\s?)?"
)
# "Said the minister during a debate on Monday".
_INVERTED = re.compile(r"\s(?:in|at|on|to|during)\s[^,;—]{1,60}", re.IGNORECASE)
# What is said of a statement stands near the time: "a video posted on Monday".
_NEAR = 60
_POSSESSIVE = ("’s", "'s")
_JOINED = re.compile(r"\b(?:and|but)\b", re.IGNORECASE)
# "Since Monday" and its like bound what happened.
_BOUNDS = re.compile(r"(?:since|until|till|by|before|after|between|from)\b", re.IGNORECASE)
_DISTANCE = re.compile(r"(?!the\b).*\b(?:earlier|later|before|after|afterwards?|previously)$", re.IGNORECASE)
# "KYIV, Nov. 9 (Agency) - ", where the report was written.
_PLACE_OF_WRITING = re.compile(r"[A-Z][\w’'./-]*(?:[ ,/]{1,2}[A-Z][\w’'./-]*){0,4}, ")
_AGENCY = re.compile(r" ?(?:\([^()]{1,40}\))? ?[-–—]")
_QUOTE_MARKS = "”\"’'"
_LOOKBACK = 16


@dataclass(frozen=True)
class Parts:
    """The parts of an attribution, as offsets; `sentence` holds the cue."""

    sentence: Span
    source: Span | None
    cue: Span
    content: tuple[Span, ...]


@dataclass(frozen=True)
class When:
    """The times of a claim: of what is said, and of saying it."""

    time: Time | None
    said_at: Time | None


def when(text: str, parts: Parts, published: Published | None) -> When:
    """The first time of the content, and the first of the sentence that modifies the cue; others are neither."""
    inside = (
        time
        for span in parts.content
        for time in times_in(text, span, published)
        if not _is_dateline(text, time, parts)
    )
    tense: Tense = "future" if _is_to_be_said(text, parts.cue) else "past"
    around = (
        time
        for time in times_in(text, parts.sentence, published, tense)
        if not any(overlap(time.spans[0], span) for span in parts.content) and _modifies_cue(text, time.spans[0], parts)
    )
    return When(_best(inside), _best(around))


def _best(times: Iterable[Time]) -> Time | None:
    """The first that can be placed, else the first; "two hours later" is a distance."""
    first = None
    for time in times:
        if time.edtf:
            return time
        if first is None and not _DISTANCE.match(time.text):
            first = time
    return first


def _is_dateline(text: str, time: Time, parts: Parts) -> bool:
    start, end = time.spans[0]
    return bool(_PLACE_OF_WRITING.fullmatch(text, parts.sentence[0], start) and _AGENCY.match(text, end))


def _is_to_be_said(text: str, cue: Span) -> bool:
    before = text[max(0, cue[0] - _LOOKBACK) : cue[0]].lower()
    return before.rstrip().endswith(("will", "would", "is to", "are to", "was to", "were to"))


@dataclass(frozen=True)
class _Place:
    """Where a time stands: the words up to the part before it and up to the part behind it, and which these are."""

    previous: str
    before: str
    after: str
    following: str


def _place(text: str, time: Span, parts: Parts) -> _Place:
    named = [("cue", parts.cue), *(("content", span) for span in parts.content)]
    named += [("source", parts.source)] if parts.source else []
    start, previous = max(((s[1], name) for name, s in named if s[1] <= time[0]), default=(parts.sentence[0], ""))
    end, following = min(((s[0], name) for name, s in named if s[0] >= time[1]), default=(parts.sentence[1], ""))
    if previous == "content" and text[start - 1] in _QUOTE_MARKS:
        previous = "quotation"
    return _Place(previous, text[max(start, parts.sentence[0]) : time[0]], text[time[1] : end], following)


def _modifies_cue(text: str, time: Span, parts: Parts) -> bool:
    if _BOUNDS.match(text, *time):
        return False
    if overlap(time, parts.cue):
        return True
    if parts.source and overlap(time, parts.source):
        return _is_of_saying(text[parts.source[0] : time[0]], text[time[1] : parts.source[1]])
    at = _place(text, time, parts)
    if words.phrase("barrier").search(at.before) or (at.following == "content" and at.previous != "cue"):
        return False
    return _is_in_statement(at) or _is_beside(at)


def _is_in_statement(at: _Place) -> bool:
    """Whether a time belongs to a statement that the cue is about: "in an interview on Monday, he said"."""
    spoken = _spoken_behind().match(at.after)
    rest = at.after[spoken.end() :] if spoken else at.after
    reaches = not at.following or at.previous == "cue" or _ASIDE.fullmatch(rest) is not None
    return reaches and _is_of_saying(at.before, at.after)


def _is_beside(at: _Place) -> bool:
    """Whether nothing stands between a time and the cue or its source that the time could belong to."""
    if at.after.startswith(_POSSESSIVE):
        return False
    # "The bridge burned on Monday, he said": the content goes on.
    if at.previous == "content" and at.following and not at.before.lstrip().startswith((",", "–", "—")):
        return False
    if at.previous == "cue":
        return bool(at.following) or not _JOINED.search(at.before)
    if at.previous == "source" and not at.following and _INVERTED.fullmatch(at.before):
        return True
    return bool(_BESIDE.fullmatch(at.before)) and (not at.following or bool(_ASIDE.fullmatch(at.after)))


def _is_of_saying(before: str, after: str) -> bool:
    """Whether a time belongs to a statement: "in an interview on Monday", "Monday's report", "published on Monday"."""
    if words.phrase("barrier").search(before):
        return False
    if _spoken_behind().match(after):
        return True
    near = re.split("[;—–]", before[-_NEAR:])[-1]
    return not after.startswith(_POSSESSIVE) and any(
        words.phrase(kind).search(near) for kind in ("speech", "published")
    )


@cache
def _spoken_behind() -> re.Pattern[str]:
    return re.compile(rf"(?:[’']s)?\s(?:\w{{1,20}}\s)?{words.phrase('speech').pattern}", re.IGNORECASE)
