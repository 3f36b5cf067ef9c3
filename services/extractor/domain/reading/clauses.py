"""The clauses of a content, as far as punctuation and conjunctions show them: what a "not" or a "may" reaches."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from services.extractor.domain.reading.passage import Span, trimmed
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

_EDGE = worded(
    r"[;:!?—–\n]|\.(?=\s|$|[”\"’])|\s-\s"
    r"|, (?=(?:and|or|so|yet|not|with|without|as|to|despite|including|nor|even|especially"
    r"|he|she|it|they|we|i|this|there|[a-z]{3,20}ing)\b)"
    r"|\b(?:because|although|though|while|whereas|if|unless|until|when|where|which|who|whose|that|so that|but|after"
    r"|before|since|as long as|even if|in order to"
    r"|and (?=(?:that|will|would|has|have|is|are|was|were|they|he|she|it|we|i|the)\b))\b"
)
_SENTENCE_END = re.compile(r"[.!?](?=[\s”\"]|$)")
_SUBORDINATE = worded(
    r"\s*(?:because|although|though|while|whereas|if|unless|until|when|where|which|who|whose|after|before|since|as)\b"
)
# "In truth," and "First of all," are no clauses.
_CLAUSE_WORDS = 3
# More is no sentence, and what stands far off says nothing of an event.
_MAX_REACH = 400
# Between a content and its cue stand a speaker and some punctuation.
_BESIDE = 80
# All that is read out of a claim asks for the same clauses.
_RECENT = 64


@lru_cache(maxsize=_RECENT)
def clause_at(text: str, at: Span, within: Span) -> Span:
    """The clause that holds some words, in a part of the text."""
    start, end = max(within[0], at[0] - _MAX_REACH), min(within[1], at[1] + _MAX_REACH)
    before = [edge.end() for edge in _EDGE.finditer(text, start, at[0])]
    after = _EDGE.search(text, at[1], end)
    return (before[-1] if before else start), (after.start() if after else end)


@lru_cache(maxsize=_RECENT)
def main_clause(text: str, within: Span) -> Span:
    """The first clause that is a whole one and depends on no other."""
    start, end = within[0], min(within[1], within[0] + _MAX_REACH)
    if _SUBORDINATE.match(text, start, end):
        comma = text.find(",", start, end)
        start = comma + 1 if comma >= 0 else start
    pieces = list(_pieces(text, (start, end)))
    whole = (p for p in pieces if len(text[slice(*p)].split()) >= _CLAUSE_WORDS)
    return next((p for p in whole if not _SUBORDINATE.match(text, *p)), pieces[0] if pieces else within)


@lru_cache(maxsize=_RECENT)
def nearest_sentence(text: str, spans: tuple[Span, ...], cue: Span) -> Span:
    """The sentence of a content that stands beside the cue."""
    beside = [span for span in spans if min(abs(span[0] - cue[1]), abs(span[1] - cue[0])) <= _BESIDE] or spans[:1]
    near = max(beside, key=lambda span: span[1] - span[0])
    return _last_sentence(text, near) if near[0] < cue[0] else _first_sentence(text, near)


def _first_sentence(text: str, within: Span) -> Span:
    """The first sentence of a part of the text."""
    end = _SENTENCE_END.search(text, within[0], within[1])
    return within[0], end.end() if end else within[1]


def _last_sentence(text: str, within: Span) -> Span:
    """The last sentence of a part of the text."""
    start = max(within[0], within[1] - _MAX_REACH)
    ends = [end.end() for end in _SENTENCE_END.finditer(text, start, within[1])]
    begins = [end for end in ends if (rest := trimmed(text, end, within[1], ' \n”"’,')) and rest[1] - rest[0] > 1]
    return trimmed(text, begins[-1] if begins else start, within[1]) or within


def _pieces(text: str, within: Span) -> Iterator[Span]:
    start = within[0]
    for edge in _EDGE.finditer(text, *within):
        if edge.start() > start:
            yield start, edge.start()
        # A conjunction belongs to the clause that it opens.
        start = edge.start() if edge.group()[:1].isalpha() else edge.end()
    if start < within[1]:
        yield start, within[1]
