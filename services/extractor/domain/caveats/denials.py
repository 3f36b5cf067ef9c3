"""What one source says about another's claim: denials, dismissals and confirmations become caveats of that claim."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.likeness import are_alike, are_of_one_kind, stems
from services.extractor.domain.caveats.wording import IMAGERY
from services.extractor.domain.draft import Caveat
from services.extractor.domain.facts.falsity import CALLED_FALSE
from services.extractor.domain.reading.passage import JOIN, overlap
from services.extractor.domain.reading.words import spaced
from services.extractor.domain.speakers.profiles import side_of

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.draft import DraftClaim

# What refers to a claim made before.
_REFERS = re.compile(
    spaced(
        r"^\W*(?:(?:the|this|that|these|those|such|any|all|both|his|her|its|their|\w+[’'`]s) )?(?:[\w-]+ ){0,2}"
        r"(?P<noun>claims?|allegations?|accounts?|reports?|accusations?|statements?|charges?|assertions?|suggestions?"
        r"|rumou?rs|it|this|that|them|which|comments|involvement|responsibility|figures?|numbers?|findings?|stor(?:y|ies)"
        r"|versions?|clips?|videos?|footage|updates?|maps?|lists?|posts?|announcements?)"
        r"(?=\W*$|[,.;:”\"]| (?:as|is|are|was|were|has|have|had|[“\"])|[ ]?[“\"])"
    ),
    re.IGNORECASE,
)
_OWNER = re.compile(spaced(r"^\W*([A-Z][\w-]{1,40})[’'`]s? (?:\w+ ){0,2}\w+"))
_EACH_OTHER = re.compile(r"\b(?:each|one an)[ \xa0]?other\b|\bone another\b|\bmutual\b", re.IGNORECASE)
# "confirmed the deaths": what was named before, and not only by the one who confirms it.
_NAMED_BEFORE = re.compile(
    spaced(r"(?:the|this|that|these|those|his|her|its|their) (?:[\w’'-]+ ?){1,4}$"), re.IGNORECASE
)
_NOBODY = re.compile(r"(?:hardly|nobody|no[ \xa0]one|few|none)\b", re.IGNORECASE)
_SAME_WORDS = 3
_ACCUSING = ("accus", "alleg", "charg")
_AS_NONSENSE = re.compile(
    spaced(
        r"\bas (?:[\w’'“\"-]+ ){0,3}?[“\"]?"
        r"(?:lies|nonsense|fakes?|fantas\w+|propaganda|disinformation|absurd|speculation)\b"
    ),
    re.IGNORECASE,
)
_NEIGHBOUR = 2
_NEAR_EVENTS = 8
_EVENT_SHARE = 0.33
_SAME_SHARE = 0.6
_STATUS = (
    ("dismissed", ("dismiss", "brush", "shrug", "scoff", "ridicul", "mock")),
    ("disputed", ("disput", "question", "doubt", "contest")),
)


def mark_what_others_say(ledger: Ledger, text: str, no_claims: set[int]) -> None:
    """Note denials, doubts, confirmations and mutual blame at the claims that they mean.

    Args:
        no_claims: those that the article's caveats already stand for.
    """
    for number, claim in enumerate(ledger.claims):
        if number in no_claims or _NOBODY.match(claim.source.text or ""):
            continue
        if claim.stance == "denies":
            ledger.add(_denied(ledger, number), _caveat(ledger, number, _status(claim)))
        elif claim.cue.text.lower().startswith("doubt"):
            ledger.add(_denied(ledger, number), _caveat(ledger, number, "disputed"))
        elif claim.cue.speech_act == "confirm" and claim.stance == "asserts":
            ledger.add(_same(ledger, number), _caveat(ledger, number, "confirmed"))
        elif claim.cue.speech_act == "accuse":
            matches = (match for span in claim.content.spans if (match := _EACH_OTHER.search(text, *span)))
            for match in matches:
                ledger.add([number], Caveat(match.group(), (match.span(),), "disputed", ledger.voice(number)))


def _denied(ledger: Ledger, number: int) -> list[int]:
    """The claims that a denial means: those within it or like it, else its owner's, or the nearest ones above."""
    found = {*_within(ledger, number), *_alike(ledger, number)}
    return sorted(found) if found else _referred_to(ledger, number)


def _referred_to(ledger: Ledger, number: int) -> list[int]:
    """What "the report", "it" or "Koval's account" stands for."""
    claim = ledger.claims[number]
    refers = _REFERS.match(_first_part(claim))
    if refers is None:
        return []
    start, end = claim.sentence.spans[0]
    owner = _OWNER.match(claim.content.text)
    if owner:
        owned = [n for n in ledger.above(start) if owner.group(1) in (ledger.speaker(n) or "")]
        return [n for n in owned if _is_asserted(ledger, number, n)]
    noun = refers.group("noun").lower()
    if IMAGERY.search(noun):
        return [n for n in ledger.above(start) if _rests_on_imagery(ledger, n) and _is_another(ledger, number, n)]
    side, act = side_of(refers.group()), "accuse" if noun.startswith(_ACCUSING) else None
    for wanted in dict.fromkeys((act, None)):
        fits = partial(_is_meant, ledger, number, side, wanted)
        others = [n for n in ledger.within((start, end)) if n < number and fits(n)]
        found = others or ledger.last_sentence_before(start, fits)
        if found:
            return found
    return []


def _first_part(claim: DraftClaim) -> str:
    return claim.content.text.split(JOIN, 1)[0]


def _is_meant(ledger: Ledger, number: int, side: str | None, act: str | None, other: int) -> bool:
    """Whether another asserts it, of the side and by the kind of speaking that is named: "the Ukrainian version"."""
    claim = ledger.claims[other]
    is_named = side in {None, claim.source.side} and act in {None, claim.cue.speech_act}
    return is_named and _is_asserted(ledger, number, other)


def _rests_on_imagery(ledger: Ledger, number: int) -> bool:
    claim = ledger.claims[number]
    return claim.source.kind == "imagery" or any(each.kind == "imagery" for each in claim.evidence)


def _within(ledger: Ledger, number: int) -> list[int]:
    claim = ledger.claims[number]
    inner = [n for span in claim.content.spans for n in ledger.within(span)]
    return [n for n in inner if n != number and _is_another(ledger, number, n)]


def _alike(ledger: Ledger, number: int) -> list[int]:
    """The claims of others around that speak of what is denied."""
    claim = ledger.claims[number]
    false = CALLED_FALSE.search(claim.content.text)
    own = stems(claim.content.text[: false.start()]) if false else ledger.stems[number]
    return [n for n in _others(ledger, number) if _speak_of_one(ledger, number, n, own)]


def _speak_of_one(ledger: Ledger, number: int, other: int, own: frozenset[str]) -> bool:
    """Whether another claim is about what is denied: by its words, or by fewer and the kind of event."""
    theirs = ledger.stems[other]
    least, shared = min(len(own), len(theirs)), len(own & theirs)
    # One word in common means the same only side by side.
    if are_alike(own, theirs) and (least > 1 or abs(number - other) <= _NEIGHBOUR):
        return True
    events = [ledger.claims[n].events[0].type for n in (number, other) if ledger.claims[n].events]
    is_one_kind = len(events) > 1 and are_of_one_kind(*events)
    is_above = 0 < number - other <= _NEAR_EVENTS
    return is_one_kind and is_above and shared > 0 and shared >= len(own) * _EVENT_SHARE


def _same(ledger: Ledger, number: int) -> list[int]:
    """The claims of others before that say nearly all of what is confirmed, or the event that it names."""
    own, before = ledger.stems[number], [n for n in _others(ledger, number) if n < number]
    referred = _referred_to(ledger, number)
    if referred:
        return referred
    if _NAMED_BEFORE.match(_first_part(ledger.claims[number])):
        kind = ledger.claims[number].events[0].type
        named = [n for n in before if ledger.claims[n].events[0].type == kind and own & ledger.stems[n]]
        return ledger.last_sentence_before(ledger.claims[number].cue.spans[0][0], lambda n: n in named)
    return [n for n in before if len(own & ledger.stems[n]) >= max(_SAME_WORDS, len(own) * _SAME_SHARE)]


def _others(ledger: Ledger, number: int) -> list[int]:
    """What others assert around a claim, and do not only pass on as its own."""
    cue = ledger.claims[number].cue.spans[0]
    return [
        n
        for n in ledger.around(cue[0])
        if n != number
        and _is_asserted(ledger, number, n)
        and not any(overlap(span, cue) for span in ledger.claims[n].content.spans)
    ]


def _is_asserted(ledger: Ledger, number: int, other: int) -> bool:
    """Whether another says that something is so, and does not only ask for it or pass it on."""
    claim = ledger.claims[other]
    is_demand = bool(claim.events) and claim.events[0].type == "demand"
    return claim.stance in {"asserts", "admits"} and not is_demand and _is_another(ledger, number, other)


def _is_another(ledger: Ledger, number: int, other: int) -> bool:
    """Whether another speaks; nobody denies what he passes on himself."""
    return ledger.speaker(number) != ledger.speaker(other) or ledger.speaker(other) is None


def _status(claim: DraftClaim) -> str:
    cue = claim.cue.text.lower()
    named = next((status for status, words in _STATUS if any(word in cue for word in words)), None)
    is_ridiculed = claim.cue.speech_act != "deny" and CALLED_FALSE.search(claim.content.text) is None
    return named or ("dismissed" if is_ridiculed or _AS_NONSENSE.search(claim.content.text) else "denied")


def _caveat(ledger: Ledger, number: int, status: str) -> Caveat:
    cue = ledger.claims[number].cue
    return Caveat(cue.text, cue.spans, status, ledger.voice(number))
