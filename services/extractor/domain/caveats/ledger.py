"""The claims of an article by number, the paragraphs they stand in, and the caveats that were found for each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.likeness import stems
from services.extractor.domain.caveats.titles import titles_of, told_below
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.extractor.domain.draft import Caveat, DraftClaim
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.reading.sentences import Sentence

# "His claims" reach over the article, yet not over everything that a list of a thousand claims holds.
REACH = 60
RELATIVE = frozenset({"which", "who", "that", "whose"})
UNTRUE = frozenset({"threaten", "demand", "promise"})
# More than these tell a reader nothing new.
_MAX_CAVEATS = 8


class Ledger:
    """Claims in the order of their cues, with their caveats so far.

    Attributes:
        no_claims: those that are found to be caveats themselves; they become more on the way.
    """

    def __init__(self, claims: list[DraftClaim], text: str, paragraphs: Sequence[Sequence[Sentence]]) -> None:
        """Begin without caveats."""
        self.claims, self.text = claims, text
        self.caveats: list[list[Caveat]] = [[] for _ in claims]
        self.no_claims: set[int] = set()
        titles = titles_of(text, paragraphs)
        self._cues = [claim.cue.spans[0][0] for claim in claims]
        self.titles = frozenset(titles)
        self._told_below = told_below(claims, titles)
        self._paragraph_starts = [paragraph[0].start for paragraph in paragraphs]

    @cached_property
    def stems(self) -> list[frozenset[str]]:
        """What each claim is about."""
        return [stems(claim.content.text) for claim in self.claims]

    def add(self, numbers: list[int], caveat: Caveat) -> None:
        """Note a caveat at some claims, once."""
        for number in numbers:
            known = self.caveats[number]
            if len(known) < _MAX_CAVEATS and not any(_is_one(caveat, other) for other in known):
                known.append(caveat)

    def starts_at(self, number: int) -> int:
        """Where the cue of a claim begins."""
        return self._cues[number]

    def place_of(self, offset: int) -> int:
        """How many claims begin before an offset."""
        return bisect_left(self._cues, offset)

    def paragraph_above(self, offset: int, number: int) -> int:
        """Where the paragraph begins that is so many above the one that holds an offset, or the first one."""
        here = bisect_right(self._paragraph_starts, offset) - 1
        return self._paragraph_starts[max(0, here - number)]

    def within(self, span: Span) -> list[int]:
        """The claims whose cues stand in a part of the text."""
        return list(range(bisect_left(self._cues, span[0]), bisect_right(self._cues, span[1])))

    def above(self, offset: int) -> range:
        """The claims before an offset, as far as a caveat reaches."""
        behind = bisect_left(self._cues, offset)
        return range(max(0, behind - REACH), behind)

    def around(self, offset: int) -> range:
        """The claims before and behind an offset, as far as a caveat reaches."""
        here = bisect_left(self._cues, offset)
        return range(max(0, here - REACH), min(len(self.claims), here + REACH))

    def speaking_at(self, offset: int) -> int | None:
        """The claim whose content holds an offset; None where the article speaks."""
        near = self.around(offset)
        return next((n for n in near if any(s <= offset < e for s, e in self.claims[n].content.spans)), None)

    def last_sentence_before(self, offset: int, is_wanted: Callable[[int], bool] = lambda _: True) -> list[int]:
        """The wanted claims of the nearest sentence above that has any."""
        return self.last_of([n for n in self.above(offset) if is_wanted(n)])

    def last_of(self, numbers: list[int]) -> list[int]:
        """Those of some claims that stand in the sentence of the last one."""
        return [n for n in numbers if self.claims[n].sentence == self.claims[numbers[-1]].sentence]

    def of_speaker(self, speaker: str | None, before: int) -> list[int]:
        """What somebody claims above an offset; threats, demands and promises are no claims that could be true."""
        own = (n for n in self.above(before) if self.speaker(n) == speaker)
        return [n for n in own if self.claims[n].cue.speech_act not in UNTRUE]

    def speaker(self, number: int) -> str | None:
        """Who makes a claim; of a headline, who makes it in the text below."""
        source = self.claims[self._told_below.get(number, number)].source
        return source.name or source.text

    def voice(self, number: int) -> str:
        """Who makes a claim, as worded; a pronoun by the name that it stands for."""
        source = self.claims[number].source
        is_other = source.text is None or source.text.lower() in words_of_class("pronoun") | RELATIVE
        return ((source.name if is_other else source.text) or "unnamed").strip(" ,")


def _is_one(first: Caveat, second: Caveat) -> bool:
    """Whether two caveats say the same by the same words."""
    return first.status == second.status and overlap(first.spans[0], second.spans[0])
