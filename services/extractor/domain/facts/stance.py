"""What a source does with what is claimed: asserts, admits, denies, declines to say, or passes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.facts.falsity import called_false, says_false
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.reading.passage import Span

# What neither confirms nor denies supports nothing.
_NEUTRAL = worded(
    r"\b(?:neither (?:confirm|den)\w* (?:n?or) (?:confirm|den)\w+"
    r"|(?:could|can|would|will)(?: ?not|n[’'`]t) (?:yet )?(?:confirm|deny|verify|say whether|say if)"
    r"(?: or (?:deny|confirm))?"
    r"|(?:refus|declin)\w+ to (?:confirm|deny|comment|say)"
    r"|(?:has|have|had) (?:not|yet to|n[’'`]t) (?:confirm|den|comment|verif)\w*)\b"
)
_NEITHER = worded(r"\bneither (?:confirm\w*|den(?:y|ies|ied)) n?or (?:confirm\w*|den(?:y|ies|ied))\b")
_NEGATED = re.compile(
    r"(?:\b(?:not|cannot|never|yet to|without|neither|nor)|n[’'`]t)\b(?:,? \w+,?){0,1}\s*$", re.IGNORECASE
)
_WITHIN_CUE = re.compile(r"(?:\b(?:not|cannot|never|yet to|neither)|n[’'`]t)\b", re.IGNORECASE)
_BELIEVING = frozenset(
    {"believe", "think", "expect", "accept", "recognise", "recognize", "agree", "want", "see", "consider"}
)
_RULED_OUT = ("rule out", "exclude")
# A cue of refusal, which may reach into the content: "declined to say whether".
_REFUSES = worded(
    r"\b(?:(?:refus|declin)\w+(?: to (?:say|comment|confirm|deny|tell|reveal|disclose|discuss|identify|answer))"
    r"|neither confirm\w* nor den\w+|neither den\w+ nor confirm\w*|(?:would|will|could|did) not (?:say|confirm)\b)"
)
# "A soldier had told him that the depot was gone", whoever the soldier is; who speaks of himself passes on nothing.
_ANOTHER = r"\W*(?:that )?(?!(?:he|she|they|it|we|i|you|nobody|no one|no)\b)(?:[\w’'-]+,? ){1,7}?"
_TOLD = worded(
    rf"{_ANOTHER}(?:(?:has|have|had) (?:\w+ly )?)?"
    r"(?:told|informed|assured|warned|texted|messaged|wrote to|phoned)"
    r" (?:him|her|them|it|us|me|his|their|the|a|one)\b"
    rf"|{_ANOTHER}(?:(?:has|have|had) )?"
    r"(?:said|reported|claimed|insisted|complained|believed?s?|says|reports|claims)"
    r" (?:that|the|they|he|she|it|there)\b"
)
_LEAD_IN = 24
_LEAD_ON = 16


def stance_of(text: str, attribution: Attribution, content: tuple[Span, ...]) -> str:
    """The stance that cue and content show; `admits` and `relays` may be seen by others."""
    start, end = attribution.cue
    if _REFUSES.search(text, start, end + _LEAD_ON) or _NEITHER.search(text, max(0, start - _LEAD_IN), end + _LEAD_ON):
        return "declines"
    if is_negated(text, attribution.cue):
        return _of_negated(attribution)
    if attribution.stance == "asserts":
        if any(_NEUTRAL.search(text, *span) for span in content):
            return "declines"
        if says_false(text, content) or called_false(text, attribution.lemma, content):
            return "denies"
    return attribution.stance


def act_of(text: str, attribution: Attribution, stance: str) -> str:
    """What kind of speaking it is: who refuses or does not rule out only says so, who does not deny admits."""
    if stance == "declines" or (attribution.lemma.endswith(_RULED_OUT) and is_negated(text, attribution.cue)):
        return "say"
    return "admit" if attribution.act == "deny" and stance == "admits" else attribution.act


def is_negated(text: str, cue: Span) -> bool:
    """Whether a cue is denied, within it or before it."""
    before = text[max(0, cue[0] - _LEAD_IN) : cue[0]]
    return bool(_NEGATED.search(before) or _WITHIN_CUE.search(text, *cue))


def _of_negated(attribution: Attribution) -> str:
    """Who did not confirm or comment says nothing; who does not believe it, does not rule it out or deny it, does."""
    words = set(attribution.lemma.split())
    if attribution.lemma.endswith(_RULED_OUT):
        return "asserts"
    if attribution.stance == "denies":
        return "admits"
    return "denies" if words & _BELIEVING else "declines"


def passes_on(text: str, content: tuple[Span, ...]) -> bool:
    """Whether a content begins with another's saying."""
    return _TOLD.match(text, *content[0]) is not None
