"""The words of a caveat where they stand: in which sentence, of what, by whom, and what claims are above them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.voices import is_called
from services.extractor.domain.caveats.wording import CLAUSE_START

if TYPE_CHECKING:
    import re

    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.reading.sentences import Sentence

OWN, CUE = "own", "cue"
LONGEST_OBJECT = 80
_PERSONS = frozenset({"he", "she", "they"})


@dataclass(frozen=True)
class Remark:
    """The words of a caveat.

    Attributes:
        reach: `own` for those of its own sentence, `cue` for those of the cue beside it, empty for all.
        subject: of its clause; empty if it has none.
        spoken: the claim whose content they are part of; None where the article speaks.
    """

    ledger: Ledger
    sentence: Sentence
    match: re.Match[str]
    status: str
    reach: str
    subject: str
    spoken: int | None

    @cached_property
    def whole(self) -> str:
        """The sentence that holds it."""
        return self.ledger.text[self.sentence.start : self.sentence.end]

    @cached_property
    def object(self) -> str:
        """What stands behind it in its clause: "... could not confirm [the loss of the village]"."""
        start, end = self.match.end(), self.sentence.end
        return CLAUSE_START.split(self.ledger.text[start : min(end, start + LONGEST_OBJECT)])[0]

    @cached_property
    def above(self) -> range:
        """The claims before its sentence."""
        return self.ledger.above(self.sentence.start)

    def floor(self, paragraphs: int = 0) -> int:
        """Where the paragraph begins that is so many above its own."""
        return self.ledger.paragraph_above(self.sentence.start, paragraphs)

    def before(self, own: list[int]) -> list[int]:
        """Those of some claims whose cues stand before it, and whose content does not hold it."""
        return [n for n in own if self.ledger.starts_at(n) < self.match.start() and n != self.spoken]

    def is_by(self, number: int) -> bool:
        """Whether a claim is of the one who answers, doubts or is silent."""
        speaker = self.ledger.speaker(number)
        if self.spoken is not None:
            return speaker == self.ledger.speaker(self.spoken)
        if self.subject.lower() in _PERSONS:
            return bool(self.above) and speaker == self.ledger.speaker(self.above[-1])
        return bool(self.subject) and is_called(speaker or "", self.subject)

    def is_of_another(self, number: int) -> bool:
        """Whether another says it, and it is no caveat itself."""
        return number not in self.ledger.no_claims and not self.is_by(number)
