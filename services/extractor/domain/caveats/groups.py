"""Claims that a caveat means together: an owner’s, both sides’, a paragraph’s, and those that somebody takes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.ledger import RELATIVE
from services.extractor.domain.caveats.likeness import are_alike, stems
from services.extractor.domain.caveats.owners import called_by, owned
from services.extractor.domain.caveats.sorts import is_of_a_side, is_stated
from services.extractor.domain.caveats.topics import LONGEST_OBJECT, OWN, Topics
from services.extractor.domain.caveats.voices import is_pronoun
from services.extractor.domain.caveats.wording import ALL_OF, CLAIMS, NUMBER, SIDES, SIDES_THEMSELVES, TWO, WHOLE
from services.extractor.domain.reading.passage import overlap

if TYPE_CHECKING:
    from services.extractor.domain.caveats.topics import Words

_REST = re.compile(r"\s*\Z")


class Groups(Topics):
    """Finds the claims of an owner, of both sides, of a paragraph, and what somebody takes back."""

    def _of_all(self, words: Words) -> list[int]:
        """What stands above in the paragraph, else in the one before: "none of this could be checked"."""
        ledger, start = self._ledger, words.sentence.start
        if WHOLE.search(self._sentence(words)):
            return list(ledger.above(start))
        if not ALL_OF.search(self._sentence(words)):
            return []
        here = [n for n in ledger.above(start) if ledger.starts_at(n) >= self._paragraph_starts[-1]]
        is_last = _REST.match(self._text, words.sentence.end)
        floor = 0 if is_last else self._floor(1)
        return here or [n for n in ledger.above(start) if ledger.starts_at(n) >= floor]

    def _of_several(self, words: Words) -> list[int]:
        """The claims of both sides, or of the last two who spoke: "neither account could be verified"."""
        # Who is silent is no owner: "the two sides have not commented".
        silent = words.match.start() - words.sentence.start if words.status == "no_comment" else 0
        sentence = self._sentence(words)[max(0, silent) :]
        is_two = TWO.search(sentence)
        sides_named = SIDES_THEMSELVES if words.reach == OWN else SIDES
        if not is_two and not sides_named.search(sentence):
            return []
        claims = self._ledger.claims
        above = [n for n in self._ledger.above(words.match.start()) if is_of_a_side(claims[n]) and is_stated(claims[n])]
        if is_two and NUMBER.search(is_two.group()):
            counted = [n for n in self._ledger.above(words.match.start()) if claims[n].quantities]
            above = counted or above
        sides = {claims[n].source.side for n in above} - {None}
        if is_two:
            here = [n for n in above if self._ledger.starts_at(n) >= self._paragraph_starts[-1]]
            is_here = len({self._ledger.speaker(n) for n in here}) > 1
            above = [n for n in above if (claims[n].source.text or "").lower() not in RELATIVE]
            speakers = list(dict.fromkeys(self._ledger.speaker(n) for n in reversed(above)))[:2]
            is_of_two = len(sides) > 1 and not is_here
            return [
                n
                for n in above
                if (is_of_two and claims[n].source.side in sides) or self._ledger.speaker(n) in speakers
            ]
        return above

    def _owned(self, words: Words) -> list[int]:
        sentence = self._sentence(words)
        end = words.match.end() - words.sentence.start + LONGEST_OBJECT
        return owned(self._ledger, sentence, words.sentence.start, end, words.subject)

    def _told_of_subject(self, words: Words, own: list[int]) -> list[int]:
        """What the subject of a caveat is said to say beside it: "a channel that reported the raid has deleted it"."""
        return [n for n in self._before(own, words) if self._ledger.claims[n].cue.text in words.subject]

    def _retracted(self, words: Words, own: list[int]) -> list[int]:
        """What somebody takes back: what is said before in the sentence, or by its subject above, the last or alike."""
        beside = self._asked(words, own) or self._told_of_subject(words, own)
        if beside:
            return beside
        before = self._before(own, words)
        if before and (not words.subject or is_pronoun(words.subject) or words.reach == OWN):
            return before[-1:]
        if own and words.reach == OWN:
            return own
        above = self._ledger.above(words.sentence.start)
        if CLAIMS.search(words.subject) or not above:
            return self._owned(words) or self._last(words)
        if not words.subject or is_pronoun(words.subject):
            named = self._ledger.speaker(above[-1])
        else:
            named = called_by(self._ledger, words.subject, words.sentence.start)
        said = [n for n in above if named is not None and self._ledger.speaker(n) == named]
        if NUMBER.search(words.match.group()):
            said = [n for n in said if self._ledger.claims[n].quantities] or said
        alike = [n for n in said if are_alike(self._ledger.stems[n], stems(self._object(words)))]
        if alike or said:
            return alike[-1:] or self._ledger.last_of(said)
        return self._with_layers(before[-1:]) or self._last(words)

    def _with_layers(self, numbers: list[int]) -> list[int]:
        """Some claims with those that relay them."""
        claims = self._ledger.claims
        cues = [claims[n].cue.spans[0] for n in numbers]
        near = {n - 1 for n in numbers if n} | set(numbers)
        return sorted(
            n
            for n in near
            if n in numbers or any(overlap(span, cue) for span in claims[n].content.spans for cue in cues)
        )
