"""What a claim rests on: the imagery, documents and posts that its sentence or its content points to."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.draft import Evidence
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.reading.wordings import Wordings
from services.extractor.domain.reading.words import worded
from services.extractor.domain.tables import alternatives, rows

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

# Not over "to" and "from": "posted to his channel a video" is read from "a".
_PHRASE = r"(?:(?!to |from |by |of |and |that )[\w’'`-]+ ){0,4}?"
_WHOSE = (
    r"(?: (?:from|of|by|seen by|taken by|made by|released by) (?:[\w’'`-]+ ){0,5}?[\w’'`-]+"
    r"(?=[,.;:]| that| show| said|$))?"
)
_SHOWS = (
    r"(?:shows?|showed|showing|depicts?|depicted|proves?|proved|suggests?|suggested|confirms?|confirmed|indicates?|indicated"
    r"|reveals?|revealed|demonstrates?|demonstrated|attests?|attested)"
)
# "... had left, and published a video": it is added to what is said.
_AND = re.compile(r"\band[ \xa0]$")
# Behind these another one may speak.
_JOINED = re.compile(r"\b(?:and|but|while|whereas)\b(?![ \xa0]$)")
_LEAD_IN = 8


class _Patterns(NamedTuple):
    """The words for one kind of evidence: pointed to, added to what is said, and at the head of it."""

    kind: str
    cited: re.Pattern[str]
    added: re.Pattern[str]
    showing: re.Pattern[str]


@cache
def _patterns() -> tuple[_Patterns, ...]:
    """One set of patterns for each kind; `showing` finds "the video showed tanks"."""
    cited, added = (alternatives("evidence", name) for name in ("pointing", "added"))
    return tuple(
        _Patterns(
            row["value"],
            worded(rf"\b(?:{cited}) (?P<what>{_PHRASE}(?:{row['pattern']})\b{_WHOSE})"),
            worded(rf"\b(?:{added}) (?P<what>{_PHRASE}(?:{row['pattern']})\b{_WHOSE})"),
            worded(rf"(?P<what>{_PHRASE}(?:{row['pattern']})\b{_WHOSE})(?: \w+)? {_SHOWS}\b"),
        )
        for row in rows("evidence")
        if row["class"] == "noun"
    )


@cache
def _leads(name: str) -> Wordings:
    """The words of a class, without what they point to: few sentences hold any, and these are found sooner."""
    return Wordings([alternatives("evidence", name)])


def evidence_in(
    text: str, sentence: Span, source: Span | None, content: tuple[Span, ...], source_kind: str
) -> tuple[Evidence, ...]:
    """The first evidence of each kind; what is the source itself is not named twice."""
    found = []
    cited = _cited(text, sentence)
    adds = any(_leads("added").stand_in(text, span) for span in content)
    for each in _patterns():
        if source_kind == each.kind:
            continue
        match = next((m for span in content if (m := each.showing.match(text, *span))), None)
        match = match or _outside(text, cited.get(each.kind, ()), source, content)
        match = match or (_added(text, each.added, content) if adds else None)
        if match:
            found.append(Evidence(match.group("what"), (match.span("what"),), each.kind))
    return tuple(found)


def _outside(
    text: str, cited: tuple[re.Match[str], ...], source: Span | None, content: tuple[Span, ...]
) -> re.Match[str] | None:
    """Where the sentence points to something, outside of who speaks and what is said."""
    for match in cited:
        is_said = any(overlap((match.start(), match.start() + 1), span) for span in content)
        is_another = any(_JOINED.search(text[span[1] : match.start()]) for span in content[-1:])
        if not is_said and not is_another and not (source and overlap(match.span("what"), source)):
            return match
    return None


@lru_cache(maxsize=16)
def _cited(text: str, sentence: Span) -> dict[str, tuple[re.Match[str], ...]]:
    """What a sentence points to, by the kind of evidence; read once for all its claims."""
    if not _leads("pointing").stand_in(text, sentence):
        return {}
    return {each.kind: tuple(each.cited.finditer(text, *sentence)) for each in _patterns()}


def _added(text: str, added: re.Pattern[str], content: tuple[Span, ...]) -> re.Match[str] | None:
    """Where a content goes on with what its source shows."""
    found = (match for span in content for match in added.finditer(text, *span))
    return next((match for match in found if _is_added(text, match.start())), None)


def _is_added(text: str, at: int) -> bool:
    return _AND.search(text[max(0, at - _LEAD_IN) : at]) is not None or text[max(0, at - 2) : at] in {", ", ",\xa0"}
