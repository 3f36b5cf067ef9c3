"""Attribution by a noun: "Kyiv's claim that ...", "made the announcement that ...", "there are suspicions that ..."."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.attribution import contents, subjects
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.tables import Row, rows

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.reading.passage import Span

_LIGHT_VERBS = frozenset(
    {"made", "make", "makes", "issued", "issue", "issues", "gave", "repeated", "released", "rejected"}
)
_REACH = 8


@cache
def cue_nouns() -> dict[str, Row]:
    """Singular and plural of every line of `cue_nouns.tsv`."""
    found: dict[str, Row] = {}
    for row in rows("cue_nouns"):
        found[row["noun"]] = row
        found[row["noun"] + "s"] = row
    return found


def noun_attributions(line: Line, earlier: list[Attribution]) -> list[Attribution]:
    """Attributions whose cue is a noun; a noun that another cue uses already is left alone."""
    taken = [span for a in earlier for span in (a.cue, a.source) if span]
    found: list[Attribution] = []
    for index, word in enumerate(line.words):
        row = cue_nouns().get(word.lower)
        if row is None or any(start <= word.start < end for start, end in taken):
            continue
        attribution = _at(line, index, row)
        found += [attribution] if attribution else []
    return found


def _at(line: Line, index: int, row: Row) -> Attribution | None:
    that = contents.behind_adverbials(line, index + 1)
    if line.lower(that) != "that" or that - index > _REACH or _is_relative(line, that):
        return None
    content = contents.clause_after(line, that, index + 1)
    if content is None:
        return None
    cue, source = _holder(line, index)
    return Attribution(line.number, cue, row["noun"], row["act"], row["stance"], source, (content,))


def _is_relative(line: Line, that: int) -> bool:
    """Tell "the claim that was made" from what it claims: a verb directly behind "that"."""
    return any(line.is_(that + 1, name) for name in ("be", "have", "modal", "do")) or line.lower(that + 1).endswith(
        "ed"
    )


def _holder(line: Line, index: int) -> tuple[Span, Span | None]:
    """Cue and source: the possessor of the noun, or the subject of the light verb before it."""
    noun = line.span(index, index + 1)
    for back in range(index - 1, max(-1, index - 5), -1):
        if line.lower(back) in {"’s", "'s"}:
            owner = subjects.subject_before(line, back)
            return noun, line.span(*owner) if owner else None
        if line.lower(back) in {"his", "her", "their", "its"}:
            return noun, line.span(back, back + 1)
        if line.lower(back) in _LIGHT_VERBS:
            subject = subjects.subject_before(line, subjects.auxiliaries_before(line, back))
            return line.span(back, index + 1), line.span(*subject) if subject else None
    return noun, None
