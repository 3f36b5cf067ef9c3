"""Whether what is said happened, goes on, is to come, may be, or hangs on something: by the verb of its clause."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_WORD = re.compile(r"[^\W\d_]+(?:[’'`-][^\W\d_]+)*")
_CONDITION = worded(r"\b(?:if|unless|provided that|on condition that|only a)\b")
_NO_CONDITION = worded(r"\b(?:as if|even if|whether or if|asked if|see if)\b")
_TO_COME = worded(
    r"(?:is|are|was|were) (?:to|expected|due|set|about|going to|planned|scheduled|ready to)\b"
    r"|intends?\b|plans?\b"
)
# What is called so, wherever the event's words stand: "such talks were planned".
_PREPARED = worded(
    r"(?:is|are|was|were) (?:\w+ )?"
    r"(?:planned|in preparation|being prepared|in the works|imminent|under discussion)\b"
)
_STATE = re.compile(
    spaced(r" (?:a|an|the|no|any|its|his|her|their|our|enough|only|fewer|more|less|several|few|some)\b")
)
_OPENING = '“"‘'
_POSSIBLE = frozenset({"may", "might", "could", "can", "possibly", "perhaps", "cannot", "should", "must", "ought"})
_FUTURE = frozenset({"will", "shall", "would", "won’t", "won't"})
_PERFECT = frozenset({"has", "have", "’ve", "'ve", "having"})
_BEING = frozenset({"is", "are", "am", "’s", "’re", "'s", "'re", "isn’t", "aren’t", "isn't", "aren't", "being", "be"})
_SHORT_BEING = frozenset({f"{who}{mark}s" for who in ("it", "that", "there", "he", "she") for mark in "’'"})
_MONTH = "May"
# A verb of the past behind one of these describes a noun: "the captured town".
_BEFORE_NOUNS = ("determiner", "possessive", "preposition")
_TO = re.compile(spaced(r" to\b"))
_GOING_ON = re.compile(spaced(r" (?:only |still |now |also )?\w+ing\b"))
_LOOK_ON = 24
_CONDITION_REACH = 160
# What such cues say is still to come, or only wanted.
_PROMISING = frozenset(
    {
        "expect",
        "predict",
        "forecast",
        "anticipate",
        "promise",
        "vow",
        "pledge",
        "threaten",
        "plan",
        "intend",
        "rule out",
    }
)


def modality_of(text: str, clause: Span, at: Span, within: Span, lemma: str) -> str | None:
    """How a clause puts what it tells; None if no word of it shows.

    Args:
        at: the words of the event, or the clause where it has none.
        within: where a condition may stand.
        lemma: of the cue.
    """
    condition = _CONDITION.search(text, _sentence_start(text, clause[0], within[0]), within[1])
    if condition and not _NO_CONDITION.search(text, max(clause[0], condition.start() - 12), within[1]):
        return "conditional"
    shown = _by_verb(text, clause, at)
    if shown in {None, "bare"} and lemma in _PROMISING:
        return "planned"
    return "planned" if shown == "bare" else shown


# What is asked of a clause is asked again for its event and its actors.
@lru_cache(maxsize=64)
def verb_at(text: str, clause: Span) -> Span | None:
    """Where the first finite verb of a clause stands; None if there is none."""
    previous = ""
    for match in _WORD.finditer(text, *clause):
        if match.group() != _MONTH and _of_word(match.group().lower(), previous) not in {None, "bare"}:
            return match.span()
        previous = match.group().lower() if text[match.end() : match.end() + 1].isspace() else ""
    return None


def _by_verb(text: str, clause: Span, at: Span) -> str | None:
    """By the first finite verb of the clause; an infinitive alone is bare."""
    if _TO_COME.search(text, clause[0], max(at[1], clause[0])) or _PREPARED.search(text, *clause):
        return "planned"
    previous, last = "", clause[0]
    for match in _WORD.finditer(text, *clause):
        word, after = match.group().lower(), text[match.end() : match.end() + _LOOK_ON]
        previous = previous if match.start() == last + 1 else ""
        shown = None if match.group() == _MONTH else _of_word(word, previous)
        if (shown == "perfect" and _TO.match(after)) or (word in {"was", "were"} and _GOING_ON.match(after)):
            return "ongoing"
        if shown == "perfect" and _STATE.match(after):
            # "Has no fuel" is a state, "has left" an event.
            return "ongoing"
        if word == "would" and text[clause[0] : clause[0] + 1] in _OPENING:
            # Whoever is quoted says "will" of what is to come.
            return "conditional"
        if shown:
            return "happened" if shown == "perfect" else shown
        previous, last = word, match.end()
    return None


def _sentence_start(text: str, before: int, floor: int) -> int:
    """Where the sentence begins that goes on at an offset, as far as a condition may stand before."""
    start = max(floor, before - _CONDITION_REACH)
    return start + max(text[start:before].rfind(mark) + 1 for mark in ".!?”")


def _of_word(word: str, previous: str) -> str | None:  # noqa: PLR0911 - a row of signs
    if word in _POSSIBLE:
        return "possible"
    if word in _FUTURE or word.endswith(("’ll", "'ll")):
        return "planned"
    if word in _PERFECT or word.endswith(("’ve", "'ve")):
        return "perfect"
    if word in _BEING or word.endswith(("’re", "'re")) or word in _SHORT_BEING:
        return "ongoing"
    if _is_past(word, previous):
        return "happened"
    if previous == "to" and not word.endswith("ed") and not _is_small(word):
        return "bare"
    return "ongoing" if word in words_of_class("present") and not _describes(previous) else None


def _is_small(word: str) -> bool:
    """Whether a word behind "to" opens a phrase and is no verb."""
    return any(word in words_of_class(name) for name in ("determiner", "possessive", "preposition", "pronoun", "time"))


def _is_past(word: str, previous: str) -> bool:
    is_past = word in words_of_class("past") or (word.endswith("ed") and len(word) > len("need"))
    return is_past and not _describes(previous)


def _describes(previous: str) -> bool:
    return any(previous in words_of_class(name) for name in _BEFORE_NOUNS)
