"""Which claims a caveat of the article means: an owner's, both sides', those of its sentence, alike or last above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.caveats.groups import of_all, of_owner, of_several
from services.extractor.domain.caveats.owners import said_by
from services.extractor.domain.caveats.remark import CUE, OWN
from services.extractor.domain.caveats.retractions import retracted
from services.extractor.domain.caveats.silences import unanswered
from services.extractor.domain.caveats.sorts import is_stated
from services.extractor.domain.caveats.topics import alike, asked, last, of_imagery, of_things
from services.extractor.domain.caveats.voices import is_pronoun
from services.extractor.domain.caveats.wording import CLAUSE, FINITE, NEWS, PASSIVE, REFERS, SIDES, TWO
from services.extractor.domain.reading.passage import overlap

if TYPE_CHECKING:
    from services.extractor.domain.caveats.remark import Remark

_NEAR = 3
# What is only asked for or threatened can be nothing but these.
_OF_ANYTHING = frozenset({"retracted", "disputed"})


def meant(remark: Remark) -> list[int]:
    """The claims that a caveat means, without those that only are caveats, and without denials beside others."""
    claims, found = remark.ledger.claims, _meant(remark)
    if remark.status not in _OF_ANYTHING:
        found = [n for n in found if is_stated(claims[n])]
    if TWO.search(remark.whole):
        return found
    if SIDES.search(remark.whole):
        return [n for n in found if claims[n].stance != "declines"]
    return [n for n in found if claims[n].stance != "denies"] or found


def _meant(remark: Remark) -> list[int]:
    ledger, sentence, match = remark.ledger, remark.sentence, remark.match
    own = ledger.within((sentence.start, sentence.end))
    if remark.reach == CUE:
        near = (match.start() - _NEAR, match.end() + _NEAR)
        return [n for n in own if any(overlap(span, near) for span in ledger.claims[n].cue.spans)]
    own = [n for n in own if n not in ledger.no_claims]
    if remark.status == "retracted":
        return retracted(remark, own)
    if remark.reach == OWN:
        return _of_own(remark, own)
    if remark.status == "no_comment":
        if REFERS.match(ledger.text, match.end(), sentence.end):
            return [n for n in _of_any(remark, own) if not remark.is_by(n)]
        return unanswered(remark, own)
    return [n for n in _of_any(remark, own) if n != remark.spoken]


def _of_own(remark: Remark, own: list[int]) -> list[int]:
    """What is said in the sentence without proof, before it or around; else what its subject said before."""
    several = of_several(remark) if not own or TWO.search(remark.match.group()) else []
    if several:
        return several
    if remark.subject and remark.status == "unverified" and FINITE.match(remark.match.group()):
        said = _all_said(remark, own)
        if said:
            return said
    said = said_by(remark.ledger, remark.subject, remark.sentence.start) if remark.subject else []
    return own or said or last(remark)


def _all_said(remark: Remark, own: list[int]) -> list[int]:
    """All that the subject of a caveat said before it; "it" is who speaks in the same sentence, if anybody does."""
    ledger, start = remark.ledger, remark.sentence.start
    before = [n for n in own if ledger.starts_at(n) < remark.match.start()]
    if before and is_pronoun(remark.subject):
        speaker = ledger.speaker(before[-1])
        above = ledger.of_speaker(speaker, start) if speaker else []
        return sorted({*above, *(n for n in before if n == before[-1] or ledger.speaker(n) == speaker)})
    return sorted({*said_by(ledger, remark.subject, start), *(n for n in before if remark.is_by(n))})


def _of_any(remark: Remark, own: list[int]) -> list[int]:
    found = asked(remark, own) or of_all(remark) or of_several(remark) or of_owner(remark) or _whose_source(remark, own)
    if found:
        return found
    others = [n for n in remark.before(own) if not remark.is_by(n)]
    spoken_before = [n for n in others if remark.ledger.claims[n].stance != "denies"]
    if spoken_before and (remark.status != "conditional" or not remark.subject):
        return spoken_before
    behind = remark.match.end(), remark.sentence.end
    is_new = CLAUSE.match(remark.ledger.text, *behind) or NEWS.match(remark.subject)
    return of_imagery(remark) or of_things(remark) or alike(remark) or ([] if is_new else last(remark))


def _whose_source(remark: Remark, own: list[int]) -> list[int]:
    """The claims of the sentence that the subject of a caveat makes: "the footage, which is unverified, shows"."""
    if not PASSIVE.search(remark.match.group()):
        return []
    return [n for n in own if remark.ledger.starts_at(n) >= remark.match.end() and remark.is_by(n)]
