"""What one source says about another's claim: denials, dismissals and confirmations become caveats of that claim."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.answers import Answer, answers
from services.extractor.domain.caveats.confirmations import confirmed
from services.extractor.domain.caveats.ledger import UNTRUE
from services.extractor.domain.caveats.likeness import are_alike, are_of_one_kind, stems
from services.extractor.domain.caveats.referents import asserted_by_others, contradicted, is_another, referred_to
from services.extractor.domain.caveats.verdicts import called
from services.extractor.domain.draft import Caveat
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.reading.words import spaced, worded

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.reading.passage import Span

_EACH_OTHER = re.compile(r"\b(?:each|one an)[ \xa0]?other\b|\bone another\b|\bmutual\b", re.IGNORECASE)
# What only an accusation can be about.
_CALLING = re.compile(r"(?:call|brand|label|describ|denounc|dismiss|term)[a-z]*ing\b", re.IGNORECASE)
_AS_TOLD = re.compile(
    spaced(r", as (?!(?:if|though|well|it|he|she|they|we|(?:\w+ )?(?:reported|quoted|cited) (?:by|in))\b)")
)
_AS_REACH = 80
_NEIGHBOUR = 2
_NEAR_EVENTS = 8
_EVENT_SHARE = 0.33
_BACK = worded(r"\W*(?:it|this|that|them|these|those|such)\b")
# Between a sentence and the next one, or the next paragraph.
_GAP = 3
_DENIED = worded(r"(?:[\w’'`-]+ ){0,4}(?:den(?:y|ies|ied|ying)|reject\w*|refut\w*)\b")
# How many claims and characters above a denial stands what it may answer in other words.
_NEAR = 4
_NEAR_WORDS = 600
# What is denied of another time or place answers nobody here.
_ELSEWHERE = worded(
    r"\b(?:routinely|usually|in the past|elsewhere|(?:in|at) other (?:\w+)|in (?:19|20)\d\d|before now)\b"
)


def mark_what_others_say(ledger: Ledger, sentences: list[Span]) -> None:
    """Note denials, doubts, confirmations and mutual blame at the claims that they mean."""
    before: Answer | None = None
    targets: list[int] = []
    for answer in answers(ledger, sentences):
        if answer.is_aside:
            targets = [n for n in _beside(ledger, answer) if n not in ledger.no_claims]
        elif not (before and _goes_on(before, answer)):
            meant = confirmed(ledger, answer) if answer.status == "confirmed" else _denied(ledger, answer)
            # What a headline answers is told below it, and not by what stands above.
            own = ledger.within(answer.sentence) if answer.sentence in ledger.titles else meant
            targets = [n for n in meant if n not in ledger.no_claims and n in own]
        before = answer
        ledger.add(targets, Caveat(answer.words.text, answer.words.spans, answer.status, answer.voice))
    for number, claim in enumerate(ledger.claims):
        if claim.cue.speech_act == "accuse" and claim.stance != "denies":
            matches = (match for span in claim.content.spans if (match := _EACH_OTHER.search(ledger.text, *span)))
            for match in matches:
                ledger.add([number], Caveat(match.group(), (match.span(),), "disputed", ledger.voice(number)))


def _goes_on(before: Answer, answer: Answer) -> bool:
    """Whether an answer speaks of the same as the one before: "rejected the claims, calling them lies"."""
    if before.sentence == answer.sentence:
        return _CALLING.match(answer.words.text) is not None
    # "Dismissed the report. “These are lies,” he said."
    is_first = answer.spans[0][0] - answer.sentence[0] <= _GAP
    return answer.is_verdict and is_first and 0 < answer.sentence[0] - before.sentence[1] <= _GAP


def _beside(ledger: Ledger, answer: Answer) -> list[int]:
    """The last claim before in the sentence: "..., a claim Moscow denies"."""
    claims = ledger.claims
    own = [n for n in ledger.within(answer.sentence) if claims[n].content.spans[0][0] < answer.at]
    cue = answer.words.spans[0]
    is_cue = [any(overlap(span, cue) for span in claims[n].cue.spans) for n in own]
    return [n for n, is_its in zip(own, is_cue, strict=True) if not is_its and claims[n].source.text != answer.voice][
        -1:
    ]


def _denied(ledger: Ledger, answer: Answer) -> list[int]:
    """The claims that a denial means: those within it or like it, else its owner's, or the nearest ones above."""
    found = {*_within(ledger, answer), *_as_told(ledger, answer), *_alike(ledger, answer)}
    if found:
        return sorted(found)
    return (
        referred_to(ledger, answer)
        or contradicted(ledger, answer)
        or _mocked(ledger, answer)
        or _opposed(ledger, answer)
    )


def _mocked(ledger: Ledger, answer: Answer) -> list[int]:
    """What is called a lie or a fake: who or what is named, else what was said last: “Rubbish,” said the captain."""
    is_called = answer.status == "dismissed" and called(answer.behind, 0, len(answer.behind))
    if not answer.is_verdict and not is_called:
        return []
    start = answer.sentence[0]
    others = (n for n in asserted_by_others(ledger, answer) if answer.at - ledger.starts_at(n) <= _NEAR_WORDS)
    near = [n for n in others if ledger.claims[n].cue.speech_act not in UNTRUE]
    own = stems(answer.about)
    named = [n for n in near if own & (stems(ledger.speaker(n) or "") | ledger.stems[n])]
    is_back = answer.is_verdict or _BACK.match(answer.about)
    return named[-1:] or (ledger.last_of([n for n in near if ledger.starts_at(n) < start]) if is_back else [])


def _opposed(ledger: Ledger, answer: Answer) -> list[int]:
    """The claim just above that may tell of what is denied: whoever denies answers somebody, often in other words."""
    if answer.number is None or answer.status != "denied" or not _DENIED.match(ledger.claims[answer.number].cue.text):
        return []
    if answer.is_in_passing or _ELSEWHERE.search(answer.behind):
        return []
    near = [
        n
        for n in asserted_by_others(ledger, answer)
        if 0 < answer.number - n <= _NEAR
        and answer.at - ledger.starts_at(n) <= _NEAR_WORDS
        and _may_be_one_event(ledger, answer.number, n)
    ]
    return [max(near, key=lambda n: (len(ledger.stems[n] & answer.stems), n))] if near else []


def _may_be_one_event(ledger: Ledger, number: int, other: int) -> bool:
    """Whether somebody but imagery says that such an event happened."""
    claim, told = ledger.claims[number], ledger.claims[other]
    if not claim.events or not told.events or told.events[0].polarity != "positive" or told.source.kind == "imagery":
        return False
    kinds = claim.events[0].type, told.events[0].type
    is_told = "statement" in kinds and bool(ledger.stems[number] & ledger.stems[other])
    return is_told or are_of_one_kind(*kinds)


def _within(ledger: Ledger, answer: Answer) -> list[int]:
    inner = [n for span in answer.spans for n in ledger.within(span)]
    return [n for n in inner if n != answer.number and is_another(ledger, answer, n)]


def _as_told(ledger: Ledger, answer: Answer) -> list[int]:
    """Who says what is denied: "denied that it had left, as the agency reported"."""
    told = _AS_TOLD.search(answer.behind)
    if told is None:
        return []
    start = answer.at + told.end()
    return [n for n in ledger.within((start, start + _AS_REACH)) if is_another(ledger, answer, n)]


def _alike(ledger: Ledger, answer: Answer) -> list[int]:
    """The claims of others around that speak of what is denied."""
    return [n for n in asserted_by_others(ledger, answer) if _speak_of_one(ledger, answer, n)]


def _speak_of_one(ledger: Ledger, answer: Answer, other: int) -> bool:
    """Whether another claim is about what is denied: by its words, or by fewer and the kind of event."""
    own, theirs = answer.stems, ledger.stems[other]
    least, shared = min(len(own), len(theirs)), len(own & theirs)
    here = ledger.place_of(answer.at)
    # One word in common means the same only side by side.
    if are_alike(own, theirs) and (least > 1 or abs(here - other) <= _NEIGHBOUR):
        return True
    if answer.number is None:
        return False
    events = [ledger.claims[n].events[0].type for n in (answer.number, other) if ledger.claims[n].events]
    is_one_kind = len(events) > 1 and are_of_one_kind(*events)
    is_above = 0 < answer.number - other <= _NEAR_EVENTS
    return is_one_kind and is_above and shared > 0 and shared >= len(own) * _EVENT_SHARE
