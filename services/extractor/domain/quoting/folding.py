"""A text as a careless copyist sees it: one kind of quotation mark, dash and space, no accents, no capitals.

Quoted words are looked for in the folded text, and what is kept are the offsets of the text itself.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.reading.passage import Span

_SAME: Final = (
    dict.fromkeys("‘’‚‛′ʼ`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-")  # noqa: RUF001 - the marks themselves
)
# What a copyist puts around quoted words, or leaves out.
_EDGE: Final = " '\".,:;!?-"
# An occurrence within another word is none; who looks for one letter finds it in every second word.
_MOST_TRIES: Final = 200


class Folded:
    """A folded text that knows where each of its characters comes from.

    Attributes:
        source: the text as it was.
    """

    def __init__(self, text: str) -> None:
        """Fold every character; a run of spaces becomes one."""
        self.source = text
        characters: list[str] = []
        self._spans: list[Span] = []
        for offset, character in enumerate(text):
            parts = _folded(character)
            if not parts and self._spans and unicodedata.combining(character):
                # An accent that is written apart goes with its letter.
                self._spans[-1] = (self._spans[-1][0], offset + 1)
            for part in parts:
                if part == " " and characters and characters[-1] == " ":
                    continue
                characters.append(part)
                self._spans.append((offset, offset + 1))
        self.text = "".join(characters)

    def occurrences(self, words: str, within: Span, most: int) -> Iterator[Span]:
        """Where words stand as whole words, as spans of the unfolded text; the first `most` of them.

        Args:
            words: folded, not empty.
            within: a span of the unfolded text.
        """
        start = bisect_left(self._spans, within[0], key=lambda span: span[0])
        end = bisect_left(self._spans, within[1], key=lambda span: span[0])
        for _ in range(_MOST_TRIES):
            place = self.text.find(words, start, end)
            if place < 0 or most == 0:
                return
            if not self._cuts_word(place) and not self._cuts_word(place + len(words)):
                yield self._spans[place][0], self._spans[place + len(words) - 1][1]
                most -= 1
            start = place + 1

    def _cuts_word(self, place: int) -> bool:
        if not 0 < place < len(self.text):
            return False
        # "…" is three characters here and one in the text.
        is_within = self._spans[place - 1] == self._spans[place]
        return is_within or (self.text[place - 1].isalnum() and self.text[place].isalnum())


def folded(words: str) -> str:
    """Quoted words as they are looked for, without marks at their ends; what is nothing but marks keeps them."""
    whole = Folded(words).text.strip()
    return whole.strip(_EDGE) or whole


@lru_cache(4096)
def _folded(character: str) -> str:
    if character.isspace():
        return " "
    if character in _SAME:
        return _SAME[character]
    plain = unicodedata.normalize("NFKD", character).casefold()
    # Accents, soft hyphens and marks of no width: copies lose them.
    kept = (part for part in plain if unicodedata.category(part) not in {"Mn", "Cf"})
    return "".join(_SAME.get(part, " " if part.isspace() else part) for part in kept)
