"""Expressions for what is answered and what it is called, put together from the tables, once."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.caveats.wording import TOLD
from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.tables import alternatives, rows

# What is answered: "the report", "such accounts", "Koval’s version of it".
_DETERMINED = r"(?:the|this|that|these|those|such|all|any|both|his|her|its|their|our|a|an|[\w-]+[’'`]s?) "
_ADJECTIVES = r"(?:(?!(?:the|an?|this|that|these|those|his|her|its|their|said|says|is|are|was|were)\b)[\w’'-]+ ){0,3}?"
_NOUN = rf"(?:{_DETERMINED})?{_ADJECTIVES}{TOLD}\b"
# Alone it must be all that is answered: "denied that" goes on with what is denied.
_ALONE = r"(?:it|this|that)(?=[.,;:”\"]|$| (?:as|and|but|on|in|at|saying|calling|outright|too|again|later)\b)"
_BESIDE = r"(?: (?:of|about|on|by|from|that) [^.;“”\"]{1,60}?)?"
_WHAT = rf"(?P<what>\b{_DETERMINED}{_ADJECTIVES}{TOLD}{_BESIDE})"
# Between a claim and what it is called: "was a very old ...".
_BEFORE = (
    r"[ “\"‘]{0,2}(?:(?!(?:with|by|in|on|from|to|for|after|about|and|but|that|who|which|when|not)\b)"
    r"[\w’'-]+[ “\"‘]{1,2}){0,3}?"
)


@cache
def verdict() -> re.Pattern[str]:
    """What something is called that is no claim to believe; a group for each status."""
    named = ((row["value"], row["pattern"]) for row in rows("answers") if row["class"] == "verdict")
    groups = "|".join(rf"(?P<{value}>{spaced(pattern)})" for value, pattern in named)
    return re.compile(rf"{spaced(_BEFORE)}(?:{groups})\b", re.IGNORECASE)


@cache
def praise() -> re.Pattern[str]:
    """What is called good, and is no answer."""
    return worded(rf"\W*(?:{alternatives('answers', 'praise')})\b")


@cache
def answered() -> re.Pattern[str]:
    """What a verb of answering answers."""
    return worded(rf"[”\"]? (?P<what>{_NOUN}|{_ALONE})")


@cache
def named() -> re.Pattern[str]:
    """What a verb of naming names."""
    return worded(rf"[”\"]? (?P<what>(?P<told>{_NOUN})|(?:it|this|that|them|these|those)\b)")


@cache
def suffering() -> re.Pattern[str]:
    """What is answered in the passive: "the claim was ..."."""
    return worded(
        rf"(?P<what>\b(?:{_DETERMINED}{_ADJECTIVES}{TOLD}|it|this|that){_BESIDE})(?: (?:has|have|had))?"
        r" (?:been|was|were|is|are)(?: (?:\w+ly|later|since|also))* $"
    )


@cache
def called_in_quotes() -> re.Pattern[str]:
    """What something is called in quotation marks."""
    return worded(
        rf"{_BESIDE},? (?:as )?(?:an? |the |merely |just |simply |pure ){{0,2}}[“\"‘](?P<words>[^”\"’\n]{{2,60}})"
    )


@cache
def called_plainly() -> re.Pattern[str]:
    """What something is called without them."""
    return worded(rf"{_BESIDE} (?:as |to be )?(?P<words>(?:[\w’'-]+ ){{0,4}}[\w’'-]+)")


@cache
def called_as() -> re.Pattern[str]:
    """What a denied claim is called: "as a fairy tale"."""
    return worded(r"\bas (?:an? |the |\w+ ){0,2}?(?P<quote>[“\"‘])?(?P<words>(?:[\w’'-]+ ){0,4}[\w’'-]+)")


@cache
def said_not_to_be() -> re.Pattern[str]:
    """Such as "the report does not correspond to reality"."""
    return worded(rf"{_WHAT} (?P<be>{alternatives('answers', 'refuted')})\b")


@cache
def said_to_be() -> re.Pattern[str]:
    """Such as "the clips were staged"."""
    return worded(
        rf"{_WHAT}"
        r" (?P<be>(?:is|are|was|were|had been|has been|have been))(?! not\b)"
        r"(?P<words> [“\"‘]?(?:[\w’'-]+ ){0,5}[\w’'-]+)"
    )
