"""Whether a content says that something is, or that it is not, as worded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.clauses import clause_at, main_clause
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_NEGATION = worded(
    r"\b(?:not|never|cannot|neither|nor|nobody|none|nothing|nowhere|unlikely|impossible|hardly|barely|scarcely"
    r"|out of the question|no longer|(?:is|are|was|were) lacking|far from"
    r"|no (?!doubt|matter|less|more|later|sooner|fewer|other choice|choice|alternative))\b"
    r"|n[’'`]t\b|^\W*no[,.]"
)
# Words with a "not" in them that say yes, or leave it open.
_AFFIRMED = worded(
    r"^(?:, )?not\b|\b(?:not (?:only|to mention|rule out|ruled? out|exclude|least|surprising\w*|until|lost on"
    r"|without|stop)"
    r"|not (?:just|merely|simply)\b.{1,80}\bbut|no(?:thing)? (?:other )?(?:choice )?but"
    r"|(?<=\w )(?<!\bis )(?<!\bwas )(?<!\bwere )(?:to not|not to)"
    r"|(?:could|can|did|do|does|will|would) and (?:could|can|did|do|does|wo|would)(?:not| not|n[’'`]t)"
    r"|(?:did )?n[’'`]t rule out|why not"
    r"|(?:and|but|those|people|anyone|states) not|(?:or|and) no longer"
    r"|whether or not|or not)\b|(?:\bnot|n[’'`]t) (?:know|sure|certain|clear)\b"
)
# Directly before what does not happen: "failed to take the town".
_NOT_DONE = worded(
    r"\b(?:fail(?:s|ed)?|refus(?:e|es|ed)|unable|unwilling|yet|declin(?:e|es|ed)) to (?:[\w-]+ )?$"
    r"|\black(?:s|ed|ing)? (?:of )?(?:[\w-]+ )?$"
)
# Who does not think that something is, thinks that it is not.
_NOT_BELIEVED = worded(
    r"(?:\bnot|n[’'`]t|\bnever) (?:think|believe|expect|imagine|have (?:the|a) (?:feeling|impression))(?: that)? ?$"
)
_LEAD_IN = 40
# What does not happen under a condition is not denied.
_CONDITION = re.compile(r"\b(?:if|unless|until|in case) ?$", re.IGNORECASE)


def is_negative_at(text: str, at: Span, within: Span) -> bool:
    """Whether the clause around the words of an event denies it."""
    clause = clause_at(text, at, within)
    if _CONDITION.search(text, max(within[0], clause[0] - _LEAD_IN), clause[0]):
        return False
    undone = _NOT_DONE.search(text, max(within[0], at[0] - _LEAD_IN), at[0])
    unbelieved = _NOT_BELIEVED.search(text, max(within[0], clause[0] - _LEAD_IN), clause[0])
    return (_is_negated(text, clause) + bool(undone) + bool(unbelieved)) % 2 == 1


def is_negative(text: str, sentence: Span) -> bool:
    """Whether the main clause of a sentence is a negative one."""
    return _is_negated(text, main_clause(text, sentence))


def _is_negated(text: str, clause: Span) -> bool:
    # "Not just the army, but ..." shows behind the clause what it is.
    words = text[clause[0] : clause[1] + _LEAD_IN]
    negations = [match.start() for match in _NEGATION.finditer(words[: clause[1] - clause[0]])]
    affirmed = [match.span() for match in _AFFIRMED.finditer(words)] if negations else []
    return any(not any(start <= at < end for start, end in affirmed) for at in negations)
