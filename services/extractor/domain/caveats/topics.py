"""What a caveat speaks of, by its words: the claims of a thing, of an event, of pictures, or the last ones above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.caveats.likeness import are_alike, are_of_one_kind, stems
from services.extractor.domain.caveats.sorts import events_named, rests_on_imagery
from services.extractor.domain.caveats.voices import is_called
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
    from collections.abc import Collection

    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.reading.sentences import Sentence

OWN, CUE = "own", "cue"
# A caveat without an owner speaks of what stands shortly above it.
REACH_PARAGRAPHS = 3
LONGEST_OBJECT = 80
# How far behind a caveat the cue of its object begins: "did not confirm recent reports that ...".
_OBJECT_CUE = 30
_PERSONS = frozenset({"he", "she", "they"})
_THINGS = frozenset({"document", "unknown"})
_WITNESSES = frozenset({"witness", "civilian", "soldier"})


class Words(NamedTuple):
    """The words of a caveat.

    Attributes:
        reach: `own` for those of its own sentence, `cue` for those of the cue beside it, empty for all.
        subject: of its clause; empty if it has none.
        spoken: the claim whose content they are part of; None where the article speaks.
    """

    sentence: Sentence
    match: re.Match[str]
    status: str
    reach: str
    subject: str
    spoken: int | None


class Topics:
    """Finds the claims above that speak of what a caveat does."""

    def __init__(self, text: str, ledger: Ledger, no_claims: Collection[int]) -> None:
        """Begin at the head of the article.

        Args:
            no_claims: those that are found to be caveats; they become more on the way.
        """
        self._text = text
        self._ledger = ledger
        self._no_claims = no_claims
        self._paragraph_starts: list[int] = []

    def begin(self, paragraph: int) -> None:
        """Go on to the paragraph that begins at an offset."""
        self._paragraph_starts.append(paragraph)

    def _asked(self, words: Words, own: list[int]) -> list[int]:
        """The claim that is the caveat's object, with those above that say the same: "did not confirm reports that"."""
        end = words.match.end()
        cued = [n for n in own if end <= self._ledger.claims[n].cue.spans[-1][1] - 1 <= end + _OBJECT_CUE]
        if not cued or CLAUSE_START.search(self._text, end, max(end, self._ledger.starts_at(cued[0]))):
            return []
        above = self._ledger.above(words.sentence.start)
        about = self._ledger.stems[cued[0]]
        return [n for n in above if are_alike(self._ledger.stems[n], about)] + cued[:1]

    def _before(self, own: list[int], words: Words) -> list[int]:
        """Those of some claims whose cues stand before a caveat, and whose content does not hold it."""
        return [n for n in own if self._ledger.starts_at(n) < words.match.start() and n != words.spoken]

    def _is_by(self, number: int, words: Words) -> bool:
        """Whether a claim is of the one who answers, doubts or is silent."""
        speaker = self._ledger.speaker(number)
        if words.spoken is not None:
            return speaker == self._ledger.speaker(words.spoken)
        if words.subject.lower() in _PERSONS:
            above = self._ledger.above(words.sentence.start)
            return bool(above) and speaker == self._ledger.speaker(above[-1])
        return bool(words.subject) and is_called(speaker or "", words.subject)

    def _of_imagery(self, words: Words) -> list[int]:
        if not IMAGERY.search(self._sentence(words)):
            return []
        claims = self._ledger.claims
        above = self._ledger.above(words.match.start())
        return [n for n in above if rests_on_imagery(claims[n]) and claims[n].stance != "denies"]

    def _about(self, what: str, words: Words) -> list[int]:
        """The claims of a thing that is named, else the nearest that is like it."""
        above, own = self._ledger.above(words.sentence.start), stems(what)
        return (
            self._things(above, own)
            or [n for n in above if are_alike(self._ledger.stems[n], own) and not self._is_by(n, words)][-1:]
        )

    def _of_things(self, words: Words) -> list[int]:
        """The claims of what the subject of the caveat names: "the ledger", "the testimonies", "that figure"."""
        clause = " ".join((words.subject, words.match.group(), self._object(words)))
        above = self._ledger.above(words.sentence.start)
        if NUMBER.search(self._object(words)):
            return self._ledger.last_sentence_before(
                words.sentence.start, lambda n: bool(self._ledger.claims[n].quantities) and not self._is_by(n, words)
            )
        told = self._witnesses(above) if TESTIMONY.search(clause) else []
        return sorted({*self._things(above, stems(clause)), *told})

    def _things(self, above: range, named: frozenset[str]) -> list[int]:
        """The claims of papers and of things whose names some words hold."""
        things = [n for n in above if self._ledger.claims[n].source.kind in _THINGS]
        return [n for n in things if named & stems(self._ledger.speaker(n) or "")]

    def _witnesses(self, above: range) -> list[int]:
        """What witnesses tell, and persons whom the article only quotes."""
        claims = self._ledger.claims
        quoted = {
            self._ledger.speaker(n) for n in above if claims[n].source.kind == "unknown" and claims[n].quote == "direct"
        }
        return [n for n in above if claims[n].source.kind in _WITNESSES or self._ledger.speaker(n) in quoted]

    def _alike(self, words: Words) -> list[int]:
        """The nearest claims above that speak of what stands behind the caveat, before it, or in its sentence."""
        above = self._ledger.above(words.sentence.start)
        for part in (self._object(words), words.subject, words.match.group(), self._sentence(words)):
            own = stems(part)
            alike = [n for n in above if self._is_like(n, own, words)]
            same = self._of_event(part, above, words) if part and part != self._sentence(words) else []
            if alike:
                return sorted({*alike[-1:], *(n for n in same if len(own) == 1)})
            if same:
                return same
        return []

    def _is_like(self, number: int, own: frozenset[str], words: Words) -> bool:
        """Whether another claim speaks of what some words do; no denial can come true."""
        is_denial = words.status == "conditional" and self._ledger.claims[number].stance == "denies"
        return are_alike(self._ledger.stems[number], own) and not is_denial and not self._is_by(number, words)

    def _of_event(self, part: str, above: range, words: Words) -> list[int]:
        """The claims above of the event that a definite phrase names: "the loss of the village" after its capture."""
        if DEFINITE.match(part) is None:
            return []
        kinds = events_named(part)
        kinds += ["withdrawal"] if GIVEN_UP.search(part) else []
        claims = self._ledger.claims
        same = [
            n
            for n in above
            if claims[n].events
            and claims[n].events[0].polarity == "positive"
            and any(are_of_one_kind(claims[n].events[0].type, k) for k in kinds)
        ]
        return [n for n in same if not self._is_by(n, words)]

    def _object(self, words: Words) -> str:
        """What stands behind a caveat in its clause: "... could not confirm [the loss of the village]"."""
        behind = self._text[words.match.end() : min(words.sentence.end, words.match.end() + LONGEST_OBJECT)]
        return CLAUSE_START.split(behind)[0]

    def _last(self, words: Words) -> list[int]:
        """What was said last, and with a plural all that those said shortly above who said it."""
        start, floor = words.sentence.start, self._floor(REACH_PARAGRAPHS)
        nearest = self._ledger.last_sentence_before(start, lambda n: self._may_be_meant(n, words))
        last = [n for n in nearest if self._ledger.starts_at(n) >= floor]
        if not last or not MANY.search(self._sentence(words)):
            return last
        speakers = {self._ledger.speaker(n) for n in last}
        above = [n for n in self._ledger.above(start) if self._ledger.starts_at(n) >= floor]
        if SEVERAL.search(self._sentence(words)):
            here = self._paragraph_starts[-1]
            speakers |= {self._ledger.speaker(n) for n in above if self._ledger.starts_at(n) >= here}
        return [n for n in above if self._ledger.speaker(n) in speakers]

    def _may_be_meant(self, number: int, words: Words) -> bool:
        """Whether a claim is another's, and no denial unless it is taken back."""
        claim = self._ledger.claims[number]
        is_denial = claim.stance == "denies" and claim.cue.speech_act == "deny"
        is_answer = (is_denial or claim.stance == "declines") and words.status != "retracted"
        return not is_answer and number not in self._no_claims and not self._is_by(number, words)

    def _floor(self, paragraphs: int) -> int:
        """Where the paragraph begins that is so many above this one."""
        return self._paragraph_starts[-paragraphs - 1 :][0]

    def _sentence(self, words: Words) -> str:
        return self._text[words.sentence.start : words.sentence.end]
