"""Words and punctuation marks of a sentence, with offsets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?"
    r"|[’'](?:s|d|ll|re|ve|m|t)\b"  # a clitic is a word of its own: "He’s", "Russia’s"
    r"|[^\W\d_]+(?:-\w+)*"
    r"|[^\w\s]|\w"
)

OPENING = "“„«"
CLOSING = "”»"
QUOTE_MARKS = OPENING + CLOSING + '"'
ENDING = ".!?…"
# As a regular expression. No line break: a headline that ends in a number or a month does not go on in the line below.
SPACE = r"(?:[ \xa0\u2009\u202f]{1,2})"


class Word(NamedTuple):
    """One word or punctuation mark."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is more than a punctuation mark."""
        return self.text[0].isalnum() or len(self.text) > 1

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def words_between(text: str, start: int, end: int) -> list[Word]:
    """The words of `text[start:end]`, with offsets into `text`."""
    return [Word(written := m.group(), written.lower(), *m.span()) for m in _WORD.finditer(text, start, end)]


def spaced(pattern: str) -> str:
    """The regular expression with each space outside of brackets standing for a space of any kind."""
    inside, out = False, []
    for at, mark in enumerate(pattern):
        if mark in "[]" and pattern[at - 1 : at] != "\\":
            inside = mark == "["
        out.append("[ \xa0\u2009\u202f]" if mark == " " and not inside else mark)
    return "".join(out)


def worded(pattern: str) -> re.Pattern[str]:
    """The regular expression in any case, each of its spaces standing for a space of any kind."""
    return re.compile(spaced(pattern), re.IGNORECASE)


def any_of(written: Iterable[str]) -> str:
    """Alternatives as a regular expression, the longest first; a space stands for a space of any kind."""
    longest_first = sorted(written, key=len, reverse=True)
    return "|".join(re.escape(each).replace(r"\ ", SPACE) for each in longest_first)
