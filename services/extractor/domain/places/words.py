"""The capitalised words of a text, each with what is known of it, and the runs that they make."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.speakers.kinds import nouns
from services.extractor.domain.tables import listed, rows, words_of_class

if TYPE_CHECKING:
    from collections.abc import Iterator

# "U.S.", "W.Va.", "Russia", "Sana’a", "d’Ivoire", "Al-Hasakah"; another hyphen links two words, since either may be a
# place: "Moscow-Kyiv".
_WORD = re.compile(
    r"\b(?:(?:[A-Z]\.){2,8}|[A-Z]\.[A-Z][a-z]{1,3}\.|(?:d[’']|(?:A[dlnrstz]|Ash|E[lsz])-(?=[A-Z]))?"
    r"[A-ZÀ-ÖØ-ÞĀ-Ż][^\W_]{0,40}(?:[’'][^\W_]{1,40}){0,3})"
)
# What may stand between two words of one name.
_LINK = re.compile(
    r"(?:[’']?s?[ \xa0]|-)(?:(?:of|the|on|upon|de|del|la|le|au|sur|el|al|ez|es|da|do|dos|du|and)(?: |-)){0,2}"
)
_ABBREVIATED = frozenset({"st", "ste", "mt", "ft"})
_MAX_LINK = 9

FUNCTION = "function"
_FUNCTION_CLASSES = (
    *("be", "have", "do", "modal", "pronoun", "possessive", "determiner"),
    *("subordinator", "preposition", "adverb", "negation", "time"),
)
_NONE: frozenset[str] = frozenset()


class Word(NamedTuple):
    """A capitalised word without its possessive ending.

    Attributes:
        link: what stands between the word before and this one, if both can be of one name; None at the start of a run.
        follows: whether it stands directly behind the word before, parted by one space.
        flags: the classes it belongs to.
    """

    text: str
    lower: str
    start: int
    end: int
    link: str | None
    follows: bool
    is_possessive: bool
    flags: frozenset[str]


@cache
def flags_by_word() -> dict[str, frozenset[str]]:
    """The classes of each word in lower case that belongs to one."""
    found: dict[str, set[str]] = {}
    for row in rows("place_words"):
        for word in row["words"].split():
            found.setdefault(word, set()).add(row["class"])
    for row in rows("first_names"):
        for word in row["words"].split():
            found.setdefault(word.lower(), set()).add("first_name")
    for name in _FUNCTION_CLASSES:
        for word in words_of_class(name):
            found.setdefault(word, set()).add(FUNCTION)
    for word in nouns():
        found.setdefault(word, set()).add("role")
    return {word: frozenset(flags) for word, flags in found.items()}


def flags_of(lower: str) -> frozenset[str]:
    """The classes of a word in lower case."""
    return flags_by_word().get(lower, _NONE)


@cache
def roles_by_word() -> dict[str, str]:
    """The role that each word, or pair of words, gives a place behind it."""
    return {word: row["role"] for row in rows("place_roles") for word in listed(row["words"])}


def runs_in(text: str) -> Iterator[list[Word]]:
    """The capitalised words of a text, in runs that may be one name or several."""
    flags = flags_by_word()
    run: list[Word] = []
    for match in _WORD.finditer(text):
        written, (start, end) = match.group(), match.span()
        is_possessive = written[-2:] in {"’s", "'s", "’S", "'S"}
        if is_possessive:
            written, end = written[:-2], end - 2
        is_near = run and start - run[-1].end <= _MAX_LINK
        link, follows = _link(text, run[-1], start) if is_near else (None, False)
        if link is None and run:
            if _may_name(run):
                yield run
            run = []
        lower = written.lower()
        run.append(Word(written, lower, start, end, link, follows, is_possessive, flags.get(lower, _NONE)))
    if run and _may_name(run):
        yield run


def _may_name(run: list[Word]) -> bool:
    """Whether a run is more than the first word of a sentence: "The", "He"."""
    return len(run) > 1 or FUNCTION not in run[0].flags


def _link(text: str, before: Word, start: int) -> tuple[str | None, bool]:
    between = text[before.end : start]
    if between in {" ", "\xa0"}:
        return " ", True
    if between == ". " and (before.lower in _ABBREVIATED or len(before.text) == 1):
        return between, True
    return (between, False) if _LINK.fullmatch(between) else (None, False)
