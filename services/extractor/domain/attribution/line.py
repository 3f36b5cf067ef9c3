"""A sentence as the attribution rules see it: words, and which quotation each stands in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from services.extractor.domain.attribution.cues import CueHit, cue_hits
from services.extractor.domain.reading.passage import Span
from services.extractor.domain.reading.quotations import Quotation
from services.extractor.domain.reading.sentences import Sentence
from services.extractor.domain.reading.words import CLOSING, ENDING, OPENING, QUOTE_MARKS, Word, words_between
from services.extractor.domain.tables import words_of_class

NO_QUOTATION = -1


@dataclass(frozen=True)
class Line:
    """One sentence.

    Attributes:
        number: its position in the article.
        quotes: the quotations of the whole article.
    """

    text: str
    number: int
    sentence: Sentence
    quotes: list[Quotation]
    quote_starts: list[int]

    @cached_property
    def words(self) -> list[Word]:
        """Its words, with offsets into the article."""
        return words_between(self.text, self.sentence.start, self.sentence.end)

    @cached_property
    def hits(self) -> list[CueHit]:
        """Where forms of cues stand."""
        return cue_hits(self.words)

    @cached_property
    def depth(self) -> list[int]:
        """Per word the index of the quotation it stands in, or `NO_QUOTATION`."""
        return [self.quotation_at(word.start) for word in self.words]

    def quotation_at(self, offset: int) -> int:
        """The index of the quotation that covers an offset, or `NO_QUOTATION`."""
        index = bisect_right(self.quote_starts, offset) - 1
        return index if index >= 0 and offset < self.quotes[index].end else NO_QUOTATION

    def lower(self, index: int) -> str:
        """The word at an index in lower case; empty outside the sentence."""
        words = self.words
        return words[index].lower if 0 <= index < len(words) else ""

    def is_(self, index: int, name: str) -> bool:
        """Whether the word at an index belongs to a class of `grammar.tsv`."""
        return self.lower(index) in words_of_class(name)

    def is_end(self, index: int) -> bool:
        """Whether the sentence is over here: only closing marks are left."""
        return all(word.text in ENDING or word.text in QUOTE_MARKS for word in self.words[index : index + 3])

    def opens_quotation(self, index: int) -> bool:
        """Whether a quotation begins at this word."""
        if not 0 <= index < len(self.words) or self.words[index].text not in OPENING + '"':
            return False
        quotation = self.depth[index]
        return quotation != NO_QUOTATION and self.quotes[quotation].start == self.words[index].start

    def closes_quotation(self, index: int) -> bool:
        """Whether a quotation ends with this word."""
        if not 0 <= index < len(self.words) or self.words[index].text not in CLOSING + '"':
            return False
        return not self.opens_quotation(index)

    def span(self, first: int, last: int) -> Span:
        """The offsets of `words[first:last]`, which must not be empty."""
        return self.words[first].start, self.words[last - 1].end
