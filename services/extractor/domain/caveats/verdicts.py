"""Words by which a voice answers what another claims: verbs of denial and doubt, and what a claim is called."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.caveats import verdict_patterns as patterns
from services.extractor.domain.caveats.wording import NUMBER, TOLD
from services.extractor.domain.reading.wordings import Wordings
from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.reading.passage import Span

_NAMING = "any"
_NEGATED = re.compile(
    r"(?:\b(?:not|cannot|never|nor|neither|nobody|no one|none|without|if|would|could|should|might|may|will|must|can)"
    r"|n[’'`]t|(?<!on )(?<!quick )(?<!rushed )(?<!hastened )(?<!moved )(?<!sought )(?<!tried )"
    r"(?<!appear )(?<!appears )(?<!appeared )(?<!seem )(?<!seems )(?<!seemed )\bto)"
    r"[ \xa0](?:\w+[ \xa0])?[“\"]?$"
    r"|\bno[ \xa0]\w+[ \xa0](?:(?:has|have|had|could|can|would|will)[ \xa0])?(?:\w+ly[ \xa0])?$",
    re.IGNORECASE,
)
# Behind these stands a noun, or who suffers it: "the question of", "was questioned by".
_NOUN_BEFORE = re.compile(
    r"\b(?:the|an?|this|no|any|some|its|his|her|their|our|in|of|under|beyond|without|is|are|was|were|be|been|being|get|got)"
    r"[ \xa0](?:\w+ly[ \xa0])?$",
    re.IGNORECASE,
)
# What is as often a noun needs an object: "raised doubts".
_OFTEN_NOUNS = re.compile(r"(?:question|doubt|challenge|contest|dispute|objects?)s?\b", re.IGNORECASE)
_LEAD_IN = 28
_LONGEST_NOUN = 10
_REACH = 160


# Who does it, in the passive.
BY = re.compile(
    spaced(r" by (?P<who>[\w’'-]+(?: [\w’'.-]+){0,6}?)(?= ?[.,;:)–—]|$| (?:and|but|who|which|as|on|in|at)\b)")
)
# "Consider it unlikely that", and not "consider it a lie".
_EXPECTED = worded(r" (?:that|to|for)\b")
# Where a clause ends, and with it what is answered.
_EDGE = re.compile(r"[,;:.”]|\b(?:and|but|while|whereas)\b")


Verb = tuple["Span", "str | None"]


class Verdict(NamedTuple):
    """Words of an answer.

    Attributes:
        span: of the words.
        status: what the claim becomes that is answered.
        about: where stands what is answered; empty behind a verb without an object.
        voice: who answers, where that stands behind: "was denied by Moscow".
    """

    span: Span
    status: str
    about: Span
    voice: str | None = None


def verdicts_in(text: str, sentence: Span, verbs: list[Verb]) -> Iterator[Verdict]:
    """The answers within a sentence: "dismissed the report", "called it a lie", "the figures were invented".

    Args:
        verbs: those of answering in the sentence, in order.
    """
    for verb, status in verbs:
        if not _NOUN_BEFORE.search(text, max(sentence[0], verb[0] - _LEAD_IN), verb[0]):
            yield from _of_verb(text, sentence, verb, status)
        elif status is not None:
            yield from _suffered(text, sentence, verb, status)
    if not _told().stand_in(text, sentence):
        return
    for said in patterns.said_not_to_be().finditer(text, *sentence):
        yield Verdict((said.start("be"), said.end("be")), "denied", said.span("what"))
    for said in patterns.said_to_be().finditer(text, *sentence):
        judged = status_of(said.group("words"))
        if judged:
            yield Verdict((said.start("be"), said.end("words")), judged, said.span("what"))


def answering(text: str, sentence: Span) -> list[Verb]:
    """The verbs of answering that are not denied themselves, with their status; none for a verb of naming."""
    found: list[Verb] = []
    wordings, statuses = _verbs()
    for hit in wordings.find(text, sentence):
        verb = hit.match.span()
        if not _NEGATED.search(text, max(sentence[0], verb[0] - _LEAD_IN), verb[0]):
            found.append((verb, None if statuses[hit.line] == _NAMING else statuses[hit.line]))
    return found


def _of_verb(text: str, sentence: Span, verb: Span, status: str | None) -> Iterator[Verdict]:
    """What a verb of answering says of what stands behind it; a verb of naming, only with a verdict."""
    pattern = patterns.named() if status is None else patterns.answered()
    about = pattern.match(text, verb[1], min(sentence[1], verb[1] + _REACH))
    if about and status is None:
        named = _named(text, about.end("what"), sentence[1], is_told=about.group("told") is not None)
        if named and not _EXPECTED.match(text, named[1]):
            yield Verdict((verb[0], named[1]), named[0], about.span("what"))
    elif status is not None and (about or not _OFTEN_NOUNS.fullmatch(text, *verb)):
        start = about.start("what") if about else verb[1] + 1
        edge = _EDGE.search(text, about.end("what") if about else start, sentence[1])
        end = max(start, edge.start() if edge else sentence[1])
        yield Verdict(verb, called(text, start, sentence[1]) or status, (start, end))


def _suffered(text: str, sentence: Span, verb: Span, status: str) -> Iterator[Verdict]:
    """What a verb in the passive says of its subject, where somebody does it: "the claim was denied by Moscow"."""
    by = BY.match(text, verb[1], sentence[1])
    about = patterns.suffering().search(text, max(sentence[0], verb[0] - _REACH), verb[0]) if by else None
    if by and about:
        judged = called(text, by.end(), sentence[1]) or status
        yield Verdict(verb, judged, about.span("what"), by.group("who").rstrip("."))


def called(text: str, start: int, end: int) -> str | None:
    """The status by what a denied claim is called behind it: "rejected the report as a fairy tale"."""
    found = patterns.called_as().search(text, start, min(end, start + _REACH))
    if found is None:
        return None
    status = status_of(found.group("words"))
    is_quoted = found.group("quote") is not None and not patterns.praise().match(found.group("words"))
    return status or ("dismissed" if is_quoted else None)


def quoted_status(text: str, start: int, end: int) -> str | None:
    """The status that the words behind a verb of naming make: a verdict, or words in quotation marks."""
    named = _named(text, start, end, is_told=True)
    return named[0] if named else None


def status_of(words: str) -> str | None:
    """The status that a verdict at the head of some words makes; None if there is none."""
    found = patterns.verdict().match(words)
    return str(found.lastgroup) if found else None


def _named(text: str, start: int, end: int, *, is_told: bool) -> tuple[str, int] | None:
    """What something is called right behind its name, and where that ends: a verdict, or words in quotation marks.

    Args:
        is_told: whether it is a claim for sure; "them" may be people.
    """
    quoted = patterns.called_in_quotes().match(text, start, min(end, start + _REACH))
    words = quoted or patterns.called_plainly().match(text, start, min(end, start + _REACH))
    if words is None:
        return None
    status = status_of(words.group("words"))
    if status is None and is_told and quoted and not patterns.praise().match(words.group("words")):
        status = "disputed" if NUMBER.search(text, start - _LONGEST_NOUN, start) else "dismissed"
    return (status, words.end("words")) if status else None


@cache
def _verbs() -> tuple[Wordings, tuple[str, ...]]:
    lines = [row for row in rows("answers") if row["class"] in {"verb", "naming"}]
    return Wordings([row["pattern"] for row in lines]), tuple(row["value"] for row in lines)


@cache
def _told() -> Wordings:
    """What can be answered, by itself: few sentences speak of any."""
    return Wordings([TOLD])
