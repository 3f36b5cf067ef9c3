"""How sure a content is put, and by which words: hedges reach no further than their clause."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Hedge
from services.extractor.domain.facts import patterns
from services.extractor.domain.reading.clauses import clause_at, main_clause, nearest_sentence
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from services.extractor.domain.facts.events import Found, Speaking
    from services.extractor.domain.reading.passage import Span

# Inside reported words these are the reporter's.
_REPORTERS = frozenset({"reportedly", "allegedly", "apparently", "supposedly", "purportedly", "what looks to be"})
# As a cue these are the source's own doubt or refusal, and not the reporter's.
_SOURCES = re.compile(r"\b(?:doubt|not|neither|refus|declin|yet to)|n[’'`]t\b", re.IGNORECASE)
# What a picture or a nameless report "suggests" is possible; what a person suggests is said.
_SUGGESTING = re.compile(r"(?<!was )(?<!were )(?<!been )\bsuggest\w*", re.IGNORECASE)
# In the words of a law or an order, "may" is a permission.
_PERMITS = "may"
# "The list allegedly drawn up by the militia was forged" doubts the list, not that it was forged.
_PARTICIPLE = worded(
    r" \w+(?:ed|en|wn|ade|ght|ilt)(?: (?:up|out|down|off))? (?:by|in|at|from|on|as|with|near|during)\b"
)
_FINITE = worded(r"\b(?:has|have|had|was|were|is|are|will|would|did|does)\b")
_AUXILIARY = worded(r"\b(?:has|have|had|was|were|is|are|be|been|being|and|or|but|then|who|which|that)$")
_NAMELESS = frozenset({"imagery", "document", "unnamed"})
_LEAD_IN = 24
_LEAD_ON = 20


def certainty_of(text: str, content: tuple[Span, ...], cue: Speaking, main: Found | None) -> tuple[Hedge | None, str]:
    """The hedge of the cue, else of the content's main clause or main event."""
    match = _in_cue(text, content, cue.span)
    if match:
        by = "source" if _SOURCES.search(match.group()) else "article"
        return Hedge(match.group(), (match.span(),), by), str(match.lastgroup)
    suggested = _SUGGESTING.search(text, *cue.span) if cue.kind in _NAMELESS else None
    if suggested:
        return Hedge(suggested.group(), (suggested.span(),), "article"), "possible"
    match = _in_content(text, content, cue, main)
    if match is None:
        return None, "asserted"
    words = match.group().rstrip()
    if words.lower() == _PERMITS and cue.kind == "document":
        return None, "asserted"
    by = "article" if words.lower() in _REPORTERS else "source"
    return Hedge(words, ((match.start(), match.start() + len(words)),), by), str(match.lastgroup)


def _in_content(text: str, content: tuple[Span, ...], cue: Speaking, main: Found | None) -> re.Match[str] | None:
    sentence = nearest_sentence(text, content, cue.span)
    match = patterns.phrases("hedged_sentence").search(text, *sentence)
    clauses = [main_clause(text, sentence), *([clause_at(text, main.at, main.within)] if main else [])]
    hedges = ((c, m) for c in clauses for m in patterns.phrases("hedge").finditer(text, *c))
    return match or next((m for c, m in hedges if not _describes_a_noun(text, m, c)), None)


def _describes_a_noun(text: str, hedge: re.Match[str], clause: Span) -> bool:
    """Whether a reporter's word belongs to what a subject is told to be, and not to what is said of it."""
    before = text[clause[0] : hedge.start()].rstrip()
    described = _PARTICIPLE.match(text, hedge.end(), clause[1])
    if hedge.group().lower() not in _REPORTERS or not before or described is None or _AUXILIARY.search(before):
        return False
    return _FINITE.search(text, described.end(), clause[1]) is not None


def _in_cue(text: str, content: tuple[Span, ...], cue: Span) -> re.Match[str] | None:
    """The hedge that is the cue, stands directly before it, or leads from it into the content."""
    start = max(text.rfind("\n", 0, cue[0]) + 1, cue[0] - _LEAD_IN)
    follows = next((span[0] for span in content if 0 <= span[0] - cue[1] <= 1), None)
    end = cue[1] if follows is None else follows + _LEAD_ON
    match = patterns.phrases("hedged_cue").search(text, start, end)
    if match is None or (
        match.start() > cue[1] and _describes_a_noun(text, match, nearest_sentence(text, content, cue))
    ):
        return None
    is_near = match.end() > cue[0] or text[match.end() : cue[0]].strip() in {"", "to"}
    return match if is_near else None
