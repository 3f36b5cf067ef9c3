"""Attribution to nobody: "troops reportedly left", "the alleged deaths", "reports of a strike"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from services.extractor.domain.attribution import contents, subjects
from services.extractor.domain.attribution.line import NO_QUOTATION
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.tables import Row, rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.reading.passage import Span

_LONGEST_PHRASE: Final = 14
_VERBS: Final = words_of_class("be") | words_of_class("have") | words_of_class("modal") | words_of_class("do")
_STOPS: Final = frozenset({",", ";", ":", ".", "—", "–", "(", ")", "and", "but", "that", "which", "who"})
# "His report of", "the ministry's alleged": who is named with the word speaks, or is spoken of.
_OWNERS: Final = frozenset({"’s", "'s", "his", "her", "their", "its"})


@cache
def hearsay_words() -> dict[str, list[tuple[tuple[str, ...], Row]]]:
    """The first word of each line of `hearsay.tsv`, with its further words."""
    found: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
    for row in rows("hearsay"):
        first, *others = row["word"].split()
        found.setdefault(first, []).append((tuple(others), row))
    return found


@cache
def is_hearsay(lemma: str) -> bool:
    """Whether an attribution with this lemma is one to nobody."""
    return any(row["word"] == lemma for row in rows("hearsay"))


def hearsay(line: Line, earlier: list[Attribution]) -> list[Attribution]:
    """The words of hearsay that stand outside quotations and outside what another is said to say."""
    found: list[Attribution] = []
    for index, word in enumerate(line.words):
        for others, row in hearsay_words().get(word.lower, ()):
            last = index + 1 + len(others)
            if tuple(w.lower for w in line.words[index + 1 : last]) != others or not _stands_alone(
                line, index, earlier
            ):
                continue
            content = _around(line, index, last) if row["frame"] == "clause" else _phrase(line, last)
            if content:
                cue = line.span(index, last)
                found.append(Attribution(line.number, cue, row["word"], row["act"], "asserts", None, content))
    return found


def _stands_alone(line: Line, index: int, earlier: list[Attribution]) -> bool:
    if line.depth[index] != NO_QUOTATION or line.lower(index - 1) in _OWNERS:
        return False
    cue = line.span(index, index + 1)
    return not any(a.holds(cue) or a.cue[0] <= cue[0] < a.cue[1] for a in earlier)


def _around(line: Line, index: int, last: int) -> tuple[Span, ...]:
    """The subject before an adverb with its auxiliaries, and the rest of the clause behind it."""
    subject = subjects.subject_before(line, subjects.auxiliaries_before(line, index))
    rest = contents.clause_after(line, last, last) if not line.is_end(last) else None
    before = line.span(subject[0], index) if subject else None
    return tuple(span for span in (before, rest) if span)


def _phrase(line: Line, first: int) -> tuple[Span, ...]:
    last = first
    while last < min(len(line.words), first + _LONGEST_PHRASE):
        word = line.lower(last)
        if word in _STOPS or word in _VERBS or line.opens_quotation(last):
            break
        last += 1
    return (line.span(first, last),) if last > first else ()
