"""Paragraphs and sentences with offsets: every sentence is a slice of the text, and nothing is moved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from nupunkt import sent_spans

from services.extractor.domain.reading.datelines import without_dateline
from services.extractor.domain.reading.passage import Span, trimmed

# A sentence of a report has some thirty words; what is longer than this is a list, a table or an attack.
MAX_SENTENCE = 1_200
# Punkt looks at a whole paragraph at a time; a page without line breaks is given to it in pieces.
_MAX_PARAGRAPH = 20_000

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_WEEKDAY_END = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\.$")
_MONTH_START = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\.? \d{1,2}\b"
)
_ABBREVIATION_END = re.compile(
    r"\b(?:Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Cmdr|Gov|Sen|Rep|Pres|Mr|Mrs|Ms|Dr|Prof|St|vs|approx|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec"
    r"|[A-Z])\.$"
)
_LOWER_START = re.compile(r"[a-z,;]")
# A whole word in front of a full stop ends a sentence; Punkt takes some for abbreviations, such as the name of a month.
_FULL_STOP = re.compile(
    r"(?<=[a-z]{4}\.) (?=[A-Z“][^\W_]+ )(?<!\bassoc\. )(?<!\bAssoc\. )(?<!\bCalif\. )(?<!\bThurs\. )(?<!\bMessrs\. )"
    r"(?<!\bapprox\. )"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


def paragraphs(text: str) -> list[Span]:
    """The lines of a text; a line that goes on in lower case belongs to the line before it."""
    spans: list[Span] = []
    for match in _LINE.finditer(text):
        span = trimmed(text, match.start(), match.end())
        if span is None:
            continue
        if spans and _goes_on(text, spans[-1], span):
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
    return spans


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Whether a hard-wrapped line continues: one line break, no full stop before it, lower case behind it."""
    between = text[before[1] : after[0]]
    return between.count("\n") == 1 and text[before[1] - 1] not in '.!?:”"' and text[after[0]].islower()


def sentences(text: str, lines: list[Span]) -> list[Sentence]:
    """The sentences of the paragraphs `lines`, in order, without the datelines of reports."""
    found: list[Sentence] = []
    for number, line in enumerate(lines):
        start, end = without_dateline(text, line)
        for piece_start in range(start, end, _MAX_PARAGRAPH):
            piece_end = min(end, piece_start + _MAX_PARAGRAPH)
            found += [Sentence(s, e, number) for s, e in _split(text, piece_start, piece_end)]
    return found


def _split(text: str, start: int, end: int) -> list[Span]:
    spans = [
        trimmed(text, *part) for s, e in sent_spans(text[start:end]) for part in _parted(text, start + s, start + e)
    ]
    return [part for span in _merged(text, [s for s in spans if s]) for part in _bounded(text, span)]


def _parted(text: str, start: int, end: int) -> list[Span]:
    cuts = [match.start() for match in _FULL_STOP.finditer(text, start, end)]
    return list(pairwise([start, *cuts, end]))


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """Join what was cut behind an abbreviation or between a weekday and its date."""
    merged: list[Span] = []
    for span in spans:
        if merged and _belongs(text, merged[-1], span):
            merged[-1] = (merged[-1][0], span[1])
        else:
            merged.append(span)
    return merged


def _belongs(text: str, before: Span, after: Span) -> bool:
    tail = text[max(before[0], before[1] - 12) : before[1]]
    head = text[after[0] : after[0] + 16]
    if _WEEKDAY_END.search(tail):
        return _MONTH_START.match(head) is not None
    return _ABBREVIATION_END.search(tail) is not None or _LOWER_START.match(head) is not None


def _bounded(text: str, span: Span) -> list[Span]:
    """The span, cut at spaces where it is longer than any sentence."""
    start, end = span
    parts: list[Span] = []
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        part = trimmed(text, start, cut)
        parts += [part] if part else []
        start = cut
    rest = trimmed(text, start, end)
    return [*parts, rest] if rest else parts
