"""What somebody takes back: "a channel that reported the raid has deleted it"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.caveats.groups import of_owner
from services.extractor.domain.caveats.likeness import are_alike, stems
from services.extractor.domain.caveats.owners import called_by
from services.extractor.domain.caveats.remark import OWN
from services.extractor.domain.caveats.topics import asked, last
from services.extractor.domain.caveats.voices import is_pronoun
from services.extractor.domain.caveats.wording import CLAIMS, NUMBER
from services.extractor.domain.reading.passage import overlap

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.caveats.remark import Remark


def retracted(remark: Remark, own: list[int]) -> list[int]:
    """What is taken back: what is said before in the sentence, or by its subject above, the last or alike."""
    before = remark.before(own)
    told = [n for n in before if remark.ledger.claims[n].cue.text in remark.subject]
    beside = asked(remark, own) or told
    if beside:
        return beside
    is_it = not remark.subject or is_pronoun(remark.subject)
    if before and (is_it or remark.reach == OWN):
        return before[-1:]
    if own and remark.reach == OWN:
        return own
    if CLAIMS.search(remark.subject) or not remark.above:
        return of_owner(remark) or last(remark)
    return _of_speaker(remark, is_it=is_it) or _with_layers(remark.ledger, before[-1:]) or last(remark)


def _of_speaker(remark: Remark, *, is_it: bool) -> list[int]:
    """What the subject said above, the last or alike; a pronoun, or nobody, is who spoke last."""
    ledger, above = remark.ledger, remark.above
    named = ledger.speaker(above[-1]) if is_it else called_by(ledger, remark.subject, remark.sentence.start)
    said = [n for n in above if named is not None and ledger.speaker(n) == named]
    if NUMBER.search(remark.match.group()):
        said = [n for n in said if ledger.claims[n].quantities] or said
    alike = [n for n in said if are_alike(ledger.stems[n], stems(remark.object))]
    return alike[-1:] or ledger.last_of(said)


def _with_layers(ledger: Ledger, numbers: list[int]) -> list[int]:
    """Some claims with those that relay them."""
    cues = [ledger.claims[n].cue.spans[0] for n in numbers]
    near = {n - 1 for n in numbers if n} | set(numbers)
    return sorted(
        n
        for n in near
        if n in numbers or any(overlap(span, cue) for span in ledger.claims[n].content.spans for cue in cues)
    )
