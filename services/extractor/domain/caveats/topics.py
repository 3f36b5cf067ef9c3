"""What a caveat speaks of, by its words: the claims of a thing, of an event, of pictures, or the last ones above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.caveats.likeness import are_alike, are_of_one_kind, stems
from services.extractor.domain.caveats.sorts import events_named, rests_on_imagery
from services.extractor.domain.caveats.wording import (
    CLAUSE_START,
    DEFINITE,
    GIVEN_UP,
    IMAGERY,
    MANY,
    NUMBER,
    SEVERAL,
    TESTIMONY,
)

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.caveats.remark import Remark

# A caveat without an owner speaks of what stands shortly above it.
REACH_PARAGRAPHS = 3
# How far behind a caveat the cue of its object begins: "did not confirm recent reports that ...".
_OBJECT_CUE = 30
_THINGS = frozenset({"document", "unknown"})
_WITNESSES = frozenset({"witness", "civilian", "soldier"})


def asked(remark: Remark, own: list[int]) -> list[int]:
    """The claim that is the caveat's object, with those above that say the same: "did not confirm reports that"."""
    ledger, end = remark.ledger, remark.match.end()
    cued = [n for n in own if end <= ledger.claims[n].cue.spans[-1][1] - 1 <= end + _OBJECT_CUE]
    if not cued or CLAUSE_START.search(ledger.text, end, max(end, ledger.starts_at(cued[0]))):
        return []
    about = ledger.stems[cued[0]]
    return [n for n in remark.above if are_alike(ledger.stems[n], about)] + cued[:1]


def of_imagery(remark: Remark) -> list[int]:
    """The claims that rest on pictures, where the sentence speaks of some."""
    if not IMAGERY.search(remark.whole):
        return []
    claims = remark.ledger.claims
    above = remark.ledger.above(remark.match.start())
    return [n for n in above if rests_on_imagery(claims[n]) and claims[n].stance != "denies"]


def about(remark: Remark, what: str) -> list[int]:
    """The claims of a thing that is named, else the nearest that is like it."""
    own = stems(what)
    things = _things(remark, own)
    return things or [n for n in remark.above if are_alike(remark.ledger.stems[n], own) and not remark.is_by(n)][-1:]


def of_things(remark: Remark) -> list[int]:
    """The claims of what the subject of the caveat names: "the ledger", "the testimonies", "that figure"."""
    if NUMBER.search(remark.object):
        return remark.ledger.last_sentence_before(
            remark.sentence.start, lambda n: bool(remark.ledger.claims[n].quantities) and not remark.is_by(n)
        )
    clause = f"{remark.subject} {remark.match.group()} {remark.object}"
    told = _witnesses(remark.ledger, remark.above) if TESTIMONY.search(clause) else []
    return sorted({*_things(remark, stems(clause)), *told})


def _things(remark: Remark, named: frozenset[str]) -> list[int]:
    """The claims above of papers and of things whose names some words hold."""
    things = [n for n in remark.above if remark.ledger.claims[n].source.kind in _THINGS]
    return [n for n in things if named & stems(remark.ledger.speaker(n) or "")]


def _witnesses(ledger: Ledger, above: range) -> list[int]:
    """What witnesses tell, and persons whom the article only quotes."""
    claims = ledger.claims
    quoted = {ledger.speaker(n) for n in above if claims[n].source.kind == "unknown" and claims[n].quote == "direct"}
    return [n for n in above if claims[n].source.kind in _WITNESSES or ledger.speaker(n) in quoted]


def alike(remark: Remark) -> list[int]:
    """The nearest claims above that speak of what stands behind the caveat, before it, or in its sentence."""
    for part in (remark.object, remark.subject, remark.match.group(), remark.whole):
        own = stems(part)
        found = [n for n in remark.above if _is_like(remark, n, own)]
        same = _of_event(remark, part) if part and part != remark.whole else []
        if found:
            return sorted({*found[-1:], *(n for n in same if len(own) == 1)})
        if same:
            return same
    return []


def _is_like(remark: Remark, number: int, own: frozenset[str]) -> bool:
    """Whether another claim speaks of what some words do; no denial can come true."""
    is_denial = remark.status == "conditional" and remark.ledger.claims[number].stance == "denies"
    return are_alike(remark.ledger.stems[number], own) and not is_denial and not remark.is_by(number)


def _of_event(remark: Remark, part: str) -> list[int]:
    """The claims above of the event that a definite phrase names: "the loss of the village" after its capture."""
    if DEFINITE.match(part) is None:
        return []
    kinds = events_named(part)
    kinds += ["withdrawal"] if GIVEN_UP.search(part) else []
    return [n for n in remark.above if _tells_of(remark.ledger, n, kinds) and not remark.is_by(n)]


def _tells_of(ledger: Ledger, number: int, kinds: list[str]) -> bool:
    """Whether a claim says that an event of some kinds happened."""
    main = next(iter(ledger.claims[number].events), None)
    return main is not None and main.polarity == "positive" and any(are_of_one_kind(main.type, k) for k in kinds)


def last(remark: Remark) -> list[int]:
    """What was said last, and with a plural all that those said shortly above who said it."""
    ledger, floor = remark.ledger, remark.floor(REACH_PARAGRAPHS)
    nearest = ledger.last_sentence_before(remark.sentence.start, lambda n: _may_be_meant(remark, n))
    found = [n for n in nearest if ledger.starts_at(n) >= floor]
    if not found or not MANY.search(remark.whole):
        return found
    speakers = {ledger.speaker(n) for n in found}
    above = [n for n in remark.above if ledger.starts_at(n) >= floor]
    if SEVERAL.search(remark.whole):
        speakers |= {ledger.speaker(n) for n in above if ledger.starts_at(n) >= remark.floor()}
    return [n for n in above if ledger.speaker(n) in speakers]


def _may_be_meant(remark: Remark, number: int) -> bool:
    """Whether a claim is another's, and no denial unless it is taken back."""
    claim = remark.ledger.claims[number]
    is_denial = claim.stance == "denies" and claim.cue.speech_act == "deny"
    is_answer = (is_denial or claim.stance == "declines") and remark.status != "retracted"
    return not is_answer and remark.is_of_another(number)
