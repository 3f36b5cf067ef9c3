"""Which claims a caveat of the article means: an owner's, both sides', those of its sentence, alike or last above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.caveats.owners import said_by
from services.extractor.domain.caveats.silences import Silences
from services.extractor.domain.caveats.sorts import is_stated
from services.extractor.domain.caveats.topics import CUE, OWN
from services.extractor.domain.caveats.voices import is_pronoun
from services.extractor.domain.caveats.wording import CLAUSE, FINITE, NEWS, PASSIVE, REFERS, SIDES, TWO
from services.extractor.domain.reading.passage import overlap

if TYPE_CHECKING:
    from services.extractor.domain.caveats.topics import Words

_NEAR = 3
# What is only asked for or threatened can be nothing but these.
_OF_ANYTHING = frozenset({"retracted", "disputed"})


class Reach(Silences):
    """Finds the claims above, and in the sentence, that a caveat means."""

    def meant(self, words: Words) -> list[int]:
        """The claims that a caveat means, without those that only are caveats, and without denials beside others."""
        claims, found = self._ledger.claims, self._meant(words)
        if words.status not in _OF_ANYTHING:
            found = [n for n in found if is_stated(claims[n])]
        sentence = self._sentence(words)
        if TWO.search(sentence):
            return found
        if SIDES.search(sentence):
            return [n for n in found if claims[n].stance != "declines"]
        return [n for n in found if claims[n].stance != "denies"] or found

    def _meant(self, words: Words) -> list[int]:
        sentence, match = words.sentence, words.match
        own = self._ledger.within((sentence.start, sentence.end))
        if words.reach == CUE:
            near = (match.start() - _NEAR, match.end() + _NEAR)
            return [n for n in own if any(overlap(span, near) for span in self._ledger.claims[n].cue.spans)]
        own = [n for n in own if n not in self._no_claims]
        if words.status == "retracted":
            return self._retracted(words, own)
        if words.reach == OWN:
            return self._of_own(words, own)
        if words.status == "no_comment":
            if REFERS.match(self._text, words.match.end(), words.sentence.end):
                return [n for n in self._of_any(words, own) if not self._is_by(n, words)]
            return self._unanswered(words, own)
        return [n for n in self._of_any(words, own) if n != words.spoken]

    def _of_own(self, words: Words, own: list[int]) -> list[int]:
        """What is said in the sentence without proof, before it or around; else what its subject said before."""
        several = self._of_several(words) if not own or TWO.search(words.match.group()) else []
        if several:
            return several
        if words.subject and words.status == "unverified" and FINITE.match(words.match.group()):
            said = self._all_said(words, own)
            if said:
                return said
        said = said_by(self._ledger, words.subject, words.sentence.start) if words.subject else []
        return own or said or self._last(words)

    def _all_said(self, words: Words, own: list[int]) -> list[int]:
        """All that the subject of a caveat said before it; "it" is who speaks in the same sentence, if anybody does."""
        ledger, before = self._ledger, [n for n in own if self._ledger.starts_at(n) < words.match.start()]
        if before and is_pronoun(words.subject):
            speaker = ledger.speaker(before[-1])
            above = ledger.of_speaker(speaker, words.sentence.start) if speaker else []
            return sorted({*above, *(n for n in before if n == before[-1] or ledger.speaker(n) == speaker)})
        by_it = [n for n in before if self._is_by(n, words)]
        return sorted({*said_by(ledger, words.subject, words.sentence.start), *by_it})

    def _of_any(self, words: Words, own: list[int]) -> list[int]:
        found = (
            self._asked(words, own)
            or self._of_all(words)
            or self._of_several(words)
            or self._owned(words)
            or self._whose_source(words, own)
        )
        if found:
            return found
        others = [n for n in self._before(own, words) if not self._is_by(n, words)]
        spoken_before = [n for n in others if self._ledger.claims[n].stance != "denies"]
        if spoken_before and (words.status != "conditional" or not words.subject):
            return spoken_before
        alike = self._of_imagery(words) or self._of_things(words) or self._alike(words)
        is_new = CLAUSE.match(self._text, words.match.end(), words.sentence.end) or NEWS.match(words.subject)
        return alike or ([] if is_new else self._last(words))

    def _whose_source(self, words: Words, own: list[int]) -> list[int]:
        """The claims of the sentence that the subject of a caveat makes: "the footage, which is unverified, shows"."""
        behind = [n for n in own if self._ledger.starts_at(n) >= words.match.end()]
        is_passive = PASSIVE.search(words.match.group()) is not None
        return [n for n in behind if is_passive and self._is_by(n, words)]
