"""Where quoted attributions stand: each of its words in the text, its cue near its content, its source near its cue.

content ─▶ cue: apart from it, at most a sentence away, the nearest ─▶ source: the nearest to the cue in the same way
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from services.extractor.domain.quoting.folding import Folded, folded
from services.extractor.domain.reading.passage import overlap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.quoting.quoted import Quoted, Quotes
    from services.extractor.domain.reading.passage import Span

    _Pair = tuple[tuple[Span, ...], Span]

_MAX_SOURCE: Final = 300
_MAX_CUE: Final = 80
# As long as the longest speech that quotation marks are followed through.
_MAX_CONTENT: Final = 5_000
# Words that stand in more places than these say nothing.
_MOST_PLACES: Final = 20
# From one piece of a content to the next, in characters: a paragraph in between at most.
_MAX_GAP: Final = 1_000
_INITIALS: Final = re.compile(r"\b[A-Z]\.[A-Z]$")


@dataclass(frozen=True)
class Place:
    """Where the words of an attribution stand.

    Attributes:
        line: number of the sentence that holds the cue.
        source: None for a cue without an agent.
    """

    line: int
    cue: Span
    source: Span | None
    content: tuple[Span, ...]


@dataclass(frozen=True)
class Placed:
    """What stands in the text.

    Attributes:
        places: in the order of their cues.
        dropped: how many do not, by reason.
    """

    places: list[Place]
    dropped: Counter[str]


def placed(quotes: Quotes, lines: list[Line]) -> Placed:
    """The attributions of a text; `lines` are all of its sentences."""
    dropped = Counter({"malformed": quotes.n_malformed, "too_many": quotes.n_beyond})
    text = _Searched(lines)
    found: dict[Span, Place] = {}
    for quoted in quotes.quoted:
        place = text.place(quoted, found)
        if isinstance(place, str):
            dropped[place] += 1
        else:
            found[place.cue] = place
    return Placed([place for _, place in sorted(found.items())], +dropped)


class _Searched:
    """A text that can be asked where quoted words stand."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._starts = [line.sentence.start for line in lines]
        self._folded = Folded(lines[0].text if lines else "")
        self._whole = (0, len(self._folded.source))

    def place(self, quoted: Quoted, found: Mapping[Span, Place]) -> Place | str:
        """The best place of an attribution beside those that were found, or why there is none."""
        words = [folded(piece) for piece in quoted.content]
        cue, source = folded(quoted.cue), folded(quoted.source or "")
        if fault := self._fault(words, cue, source):
            return fault
        pairs = [(content, span) for content in self._contents(words) for span in self._cues(cue, content)]
        if not pairs:
            return "cue_not_near_content"
        places = [p for content, span in self._nearest(pairs) if (p := self._place(source, span, content))]
        if not places:
            return "source_not_near_cue"
        return next((p for p in places if _is_new(p, found)), None) or _joined(found.get(places[0].cue), places[0])

    def _nearest(self, pairs: list[_Pair]) -> list[_Pair]:
        """Contents with their cues, the nearest first, without those that are sentences farther apart than it."""
        apart = sorted((self._distance(cue, content), (content, cue)) for content, cue in pairs)
        return [pair for distance, pair in apart[:_MOST_PLACES] if distance[0] == apart[0][0][0]]

    def _fault(self, words: list[str], cue: str, source: str) -> str | None:
        """What is wrong with the words, wherever they stand."""
        if len(source) > _MAX_SOURCE or len(cue) > _MAX_CUE or sum(map(len, words)) > _MAX_CONTENT:
            return "too_long"
        if not all(words) or not any(self._contents(words)):
            return "content_not_in_text"
        if not any(sign.isalnum() for sign in "".join(words)):
            return "content_without_words"
        if not cue or not self._stands(cue):
            return "cue_not_in_text"
        return "source_not_in_text" if source and not self._stands(source) else None

    def _stands(self, words: str) -> bool:
        return next(self._occurrences(words, self._whole, 1), None) is not None

    def _occurrences(self, words: str, within: Span, most: int = _MOST_PLACES) -> Iterator[Span]:
        return self._folded.occurrences(words, within, most)

    def _contents(self, words: list[str]) -> Iterator[tuple[Span, ...]]:
        for first in self._occurrences(words[0], self._whole):
            spans = [first]
            for piece in words[1:]:
                behind = (spans[-1][1], spans[-1][1] + _MAX_GAP + len(piece))
                spans += self._occurrences(piece, behind, 1)
            if len(spans) == len(words):
                yield tuple(spans)

    def _cues(self, words: str, content: tuple[Span, ...]) -> Iterator[Span]:
        for span in self._occurrences(words, self._around(content[0][0], content[-1][1] - 1)):
            if not any(overlap(span, part) for part in content):
                yield span

    def _place(self, source: str, cue: Span, content: tuple[Span, ...]) -> Place | None:
        """The place with the nearest source; None if there is none near."""
        line = self._line_at(cue[0]).number
        if not source:
            return Place(line, cue, None, content)
        near = map(self._with_dot, self._occurrences(source, self._around(cue[0], cue[1] - 1)))
        apart = (span for span in near if not any(overlap(span, part) for part in (cue, *content)))
        nearest = min(apart, key=partial(self._gap, cue), default=None)
        return Place(line, cue, nearest, content) if nearest else None

    def _with_dot(self, span: Span) -> Span:
        """The span with the last dot of an abbreviation such as "U.S.", which is no mark at its end."""
        text, (start, end) = self._folded.source, span
        return (start, end + 1) if text[end : end + 1] == "." and _INITIALS.search(text, start, end) else span

    def _around(self, first: int, last: int) -> Span:
        """The sentences of two offsets and all between, with one more before and behind."""
        before = max(self._line_at(first).number - 1, 0)
        behind = min(self._line_at(last).number + 1, len(self._lines) - 1)
        return self._lines[before].sentence.start, self._lines[behind].sentence.end

    def _line_at(self, offset: int) -> Line:
        """The sentence that an offset stands in or behind."""
        return self._lines[max(bisect_right(self._starts, offset) - 1, 0)]

    def _distance(self, cue: Span, spans: tuple[Span, ...]) -> tuple[int, int]:
        """From a cue to the nearest of some spans, in sentences and then in characters."""
        return min(map(partial(self._gap, cue), spans))

    def _gap(self, one: Span, other: Span) -> tuple[int, int]:
        first, last = sorted((one, other))
        sentences = self._line_at(last[0]).number - self._line_at(first[1] - 1).number
        return max(0, sentences), max(0, last[0] - first[1])


def _is_new(place: Place, found: Mapping[Span, Place]) -> bool:
    """Whether its cue belongs to nobody, and its source has not been found to say the same already."""
    same = ((other.source, other.content) == (place.source, place.content) for other in found.values())
    return not any(same) and not any(overlap(place.cue, cue) for cue in found)


def _joined(own: Place | None, more: Place) -> Place | str:
    """More content for a cue that has some: what one source says with one cue is one claim."""
    if own is None or own.source != more.source:
        return "repeated"
    if any(overlap(part, other) for part in more.content for other in own.content):
        return "repeated"
    return replace(own, content=(*own.content, *more.content))
