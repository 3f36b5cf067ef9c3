"""What one source says about another's claim: denials, dismissals and confirmations become caveats of that claim."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.answers import Answer, answers
from services.extractor.domain.caveats.ledger import UNTRUE
from services.extractor.domain.caveats.likeness import are_alike, are_of_one_kind, stems
from services.extractor.domain.caveats.owners import called_by, last_of, of_phrase
from services.extractor.domain.caveats.reach import events_named, rests_on_imagery
from services.extractor.domain.caveats.verdicts import called
from services.extractor.domain.caveats.wording import IMAGERY, NUMBER, OWNED_BY, TOLD
from services.extractor.domain.draft import Caveat
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.profiles import side_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.reading.passage import Span

# What refers to a claim made before.
_REFERS = worded(
    r"^\W*(?:(?:the|this|that|these|those|such|any|all|both|his|her|its|their|[\w-]+[’'`]s?) )?(?:[\w’'`-]+ ){0,2}"
    rf"(?P<noun>{TOLD}|it|this|that|them|which)"
    r"(?=\W*$|[,.;:”\"]| (?:as|is|are|was|were|has|have|had|and|but|while|on|from|by|in|made|issued|published"
    r"|outright|[“\"])|[ ]?[“\"])"
)
_OWNER = re.compile(spaced(r"^\W*([A-Z][\w-]{1,40})[’'`]s? (?:\w+ ){0,2}\w+"))
_EACH_OTHER = re.compile(r"\b(?:each|one an)[ \xa0]?other\b|\bone another\b|\bmutual\b", re.IGNORECASE)
# "confirmed the deaths": what was named before, and not only by the one who confirms it.
_NAMED_BEFORE = worded(r"(?:the|this|that|these|those|his|her|its|their) (?:[\w’'-]+ ?){1,4}$")
_SAME_WORDS = 3
_ACCUSING = ("accus", "alleg", "charg")
# What only an accusation can be about.
_CALLING = re.compile(r"(?:call|brand|label|describ|denounc|dismiss|term)[a-z]*ing\b", re.IGNORECASE)
_AS_TOLD = re.compile(
    spaced(r", as (?!(?:if|though|well|it|he|she|they|we|(?:\w+ )?(?:reported|quoted|cited) (?:by|in))\b)")
)
_AS_REACH = 80
_FINDINGS = frozenset({"findings", "finding", "conclusions", "conclusion"})
# Who tells of findings, and else what they stand in.
_FINDERS = (
    frozenset({"ngo", "research_institute", "international_organisation", "media", "analyst"}),
    frozenset({"document", "imagery"}),
)
# A deed and what came of it are confirmed for each other: "the shooting" of a man who died.
_HARM = frozenset({"attack", "shelling", "air_strike", "clash", "casualties", "destruction"})
_GUILT = frozenset({"responsibility", "involvement"})
_GUILTY = "guilt"
# "Sudan" and "Sudanese" name one.
_NAME = 5
_NAME_WORD = re.compile(r"\b[A-Z][\w-]{3,}")
_NEIGHBOUR = 2
_NEAR_EVENTS = 8
_EVENT_SHARE = 0.33
_BACK = worded(r"\W*(?:it|this|that|them|these|those|such)\b")
_SAME_SHARE = 0.6
# How many claims and characters above a denial stands what it may answer in other words.
_NEAR = 4
_NEAR_WORDS = 600
# What is denied of another time or place answers nobody here.
_ELSEWHERE = worded(
    r"\b(?:routinely|usually|in the past|elsewhere|(?:in|at) other (?:\w+)|in (?:19|20)\d\d|before now)\b"
)


def mark_what_others_say(ledger: Ledger, text: str, sentences: list[Span], no_claims: Collection[int]) -> None:
    """Note denials, doubts, confirmations and mutual blame at the claims that they mean.

    Args:
        no_claims: those that the article's caveats already stand for.
    """
    before: Answer | None = None
    targets: list[int] = []
    for answer in answers(ledger, text, sentences, no_claims):
        # "Rejected the claims, calling them lies" speaks of the same twice.
        if answer.is_aside:
            targets = [n for n in _beside(ledger, answer) if n not in no_claims]
        elif not (before and before.sentence == answer.sentence and _CALLING.match(answer.words.text)):
            meant = _confirmed(ledger, answer) if answer.status == "confirmed" else _denied(ledger, answer)
            # What a headline answers is told below it, and not by what stands above.
            own = ledger.within(answer.sentence) if answer.sentence in ledger.titles else meant
            targets = [n for n in meant if n not in no_claims and n in own]
        before = answer
        ledger.add(targets, Caveat(answer.words.text, answer.words.spans, answer.status, answer.voice))
    for number, claim in enumerate(ledger.claims):
        if claim.cue.speech_act == "accuse" and claim.stance != "denies":
            matches = (match for span in claim.content.spans if (match := _EACH_OTHER.search(text, *span)))
            for match in matches:
                ledger.add([number], Caveat(match.group(), (match.span(),), "disputed", ledger.voice(number)))


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
        _referred_to(ledger, answer)
        or _contradicted(ledger, answer)
        or _mocked(ledger, answer)
        or _opposed(ledger, answer)
    )


def _mocked(ledger: Ledger, answer: Answer) -> list[int]:
    """What is called a lie or a fake: who or what is named, else what was said last: “Rubbish,” said the captain."""
    is_called = answer.status == "dismissed" and called(answer.behind, 0, len(answer.behind))
    if not answer.is_verdict and not is_called:
        return []
    start = answer.sentence[0]
    others = (n for n in _others(ledger, answer) if answer.at - ledger.starts_at(n) <= _NEAR_WORDS)
    near = [n for n in others if ledger.claims[n].cue.speech_act not in UNTRUE]
    own = stems(answer.about)
    named = [n for n in near if own & (stems(ledger.speaker(n) or "") | ledger.stems[n])]
    is_back = answer.is_verdict or _BACK.match(answer.about)
    return named[-1:] or (last_of(ledger, [n for n in near if ledger.starts_at(n) < start]) if is_back and near else [])


def _opposed(ledger: Ledger, answer: Answer) -> list[int]:
    """The claim just above that may tell of what is denied: whoever denies answers somebody, often in other words."""
    if answer.number is None or ledger.claims[answer.number].cue.speech_act != "deny" or answer.status != "denied":
        return []
    if answer.is_in_passing or _ELSEWHERE.search(answer.behind):
        return []
    near = [
        n
        for n in _others(ledger, answer)
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


def _contradicted(ledger: Ledger, answer: Answer) -> list[int]:
    """What somebody said last who is contradicted: "the council contradicted the captain"."""
    is_contradiction = answer.words.text.lower().startswith("contradict")
    speaker = called_by(ledger, answer.about.strip(" .,;\xa0"), answer.sentence[0]) if is_contradiction else None
    return last_of(ledger, ledger.of_speaker(speaker, answer.sentence[0])) if speaker else []


def _referred_to(ledger: Ledger, answer: Answer) -> list[int]:
    """What "the report", "it" or "Koval's account" stands for."""
    refers = _REFERS.match(answer.about)
    # Who is mocked without a claim of it may be people.
    if refers is None or (answer.number is None and refers.group("noun").lower() == "them"):
        return []
    start = answer.sentence[0]
    owner = _OWNER.match(answer.about)
    if owner:
        owned = [n for n in ledger.above(start) if owner.group(1) in (ledger.speaker(n) or "")]
        said = [n for n in owned if _is_asserted(ledger, answer, n)]
        counted = [n for n in said if ledger.claims[n].quantities] if NUMBER.match(refers.group("noun")) else []
        return counted or said
    said = _of_owner(ledger, answer)
    return said or _of_noun(ledger, answer, refers.group("noun").lower(), side_of(refers.group()))


def _of_noun(ledger: Ledger, answer: Answer, noun: str, side: str | None) -> list[int]:
    """What a noun stands for that nobody owns: pictures, findings, figures, accusations, or what was said last."""
    start, end = answer.sentence
    if IMAGERY.search(noun):
        return [n for n in ledger.above(start) if rests_on_imagery(ledger.claims[n]) and _is_another(ledger, answer, n)]
    if noun in _FINDINGS:
        told = [n for n in ledger.above(start) if _is_asserted(ledger, answer, n)]
        by_kind = ([n for n in told if ledger.claims[n].source.kind in kinds] for kinds in _FINDERS)
        found = next(filter(None, by_kind), [])
        return [n for n in found if ledger.speaker(n) == ledger.speaker(found[-1])]
    act = "accuse" if noun.startswith(_ACCUSING) else None
    for wanted in dict.fromkeys((act, None)):
        fits = partial(_is_meant, ledger, answer, side, _GUILTY if noun in _GUILT else wanted)
        is_number = NUMBER.match(noun) is not None
        counted = [n for n in ledger.above(start) if ledger.claims[n].quantities and fits(n)] if is_number else []
        others = [n for n in ledger.within((start, end)) if ledger.starts_at(n) < answer.at and fits(n)]
        found = others or counted[-1:] or ledger.last_sentence_before(start, fits)
        if found:
            return found
    return []


def _of_owner(ledger: Ledger, answer: Answer) -> list[int]:
    """What somebody said whose account it is, where no name says so: "the captain’s account"."""
    owned = OWNED_BY.match(answer.about)
    said = of_phrase(ledger, owned.group(1), answer.sentence[0]) if owned else []
    return [n for n in said if _is_asserted(ledger, answer, n)]


def _is_of_guilt(ledger: Ledger, answer: Answer, number: int) -> bool:
    """Whether a claim accuses who denies: by its verb, or since it names him."""
    claim = ledger.claims[number]
    side = side_of(answer.voice)
    names = {name[:_NAME] for name in _NAME_WORD.findall(answer.voice)}
    is_named = any(name[:_NAME] in names for name in _NAME_WORD.findall(claim.content.text))
    return claim.cue.speech_act == "accuse" or is_named or bool(side and side == side_of(claim.content.text))


def _is_meant(ledger: Ledger, answer: Answer, side: str | None, act: str | None, other: int) -> bool:
    """Whether another asserts it, of the side and by the kind of speaking that is named: "the Ukrainian version"."""
    claim = ledger.claims[other]
    is_named = side in {None, claim.source.side} and act in {None, _GUILTY, claim.cue.speech_act}
    is_meant = act != _GUILTY or _is_of_guilt(ledger, answer, other)
    return is_named and is_meant and _is_asserted(ledger, answer, other)


def _within(ledger: Ledger, answer: Answer) -> list[int]:
    inner = [n for span in answer.spans for n in ledger.within(span)]
    return [n for n in inner if n != answer.number and _is_another(ledger, answer, n)]


def _as_told(ledger: Ledger, answer: Answer) -> list[int]:
    """Who says what is denied: "denied that it had left, as the agency reported"."""
    told = _AS_TOLD.search(answer.behind)
    if told is None:
        return []
    start = answer.at + told.end()
    return [n for n in ledger.within((start, start + _AS_REACH)) if _is_another(ledger, answer, n)]


def _alike(ledger: Ledger, answer: Answer) -> list[int]:
    """The claims of others around that speak of what is denied."""
    return [n for n in _others(ledger, answer) if _speak_of_one(ledger, answer, n)]


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


def _confirmed(ledger: Ledger, answer: Answer) -> list[int]:
    """The claims of others before that say nearly all of what is confirmed, or the event that it names."""
    own, before = answer.stems, [n for n in _others(ledger, answer) if ledger.starts_at(n) < answer.at]
    referred = _referred_to(ledger, answer)
    if referred:
        return referred
    kind = _kind(ledger, answer)
    if kind and _NAMED_BEFORE.match(answer.about):
        same = [n for n in before if ledger.claims[n].events[0].type == kind and own & ledger.stems[n]]
        last = ledger.place_of(answer.at) - 1
        kinds = _HARM if kind in _HARM else {kind} - {"statement"}
        here = [last] if last in before and ledger.claims[last].events[0].type in kinds else []
        return ledger.last_sentence_before(answer.at, lambda n: n in (same or here))
    return [n for n in before if len(own & ledger.stems[n]) >= max(_SAME_WORDS, len(own) * _SAME_SHARE)]


def _kind(ledger: Ledger, answer: Answer) -> str | None:
    """The kind of event that is confirmed, of the claim or of the words."""
    if answer.number is not None:
        return ledger.claims[answer.number].events[0].type
    return next(iter(events_named(answer.about)), None)


def _others(ledger: Ledger, answer: Answer) -> list[int]:
    """What others assert around an answer, and do not only pass on as its own."""
    cue = answer.words.spans[0]
    return [
        n
        for n in ledger.above(answer.at)
        if n != answer.number
        and _is_asserted(ledger, answer, n)
        and not any(overlap(span, cue) for span in ledger.claims[n].content.spans)
    ]


def _is_asserted(ledger: Ledger, answer: Answer, other: int) -> bool:
    """Whether another says that something is so, and does not only ask for it or pass it on."""
    claim = ledger.claims[other]
    is_demand = bool(claim.events) and claim.events[0].type == "demand"
    return claim.stance in {"asserts", "admits"} and not is_demand and _is_another(ledger, answer, other)


def _is_another(ledger: Ledger, answer: Answer, other: int) -> bool:
    """Whether another speaks; nobody denies what he passes on himself."""
    speaker = ledger.speaker(other)
    return speaker is None or speaker not in {answer.speaker, answer.voice}
