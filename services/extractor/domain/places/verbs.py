"""The words of a clause that are verbs, and those that only go with one, as far as lists and endings show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.facts.modality import verb_at
from services.extractor.domain.places.words import FUNCTION, flags_of
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_AUXILIARY = ("be", "have", "do", "modal", "adverb", "negation")
_DOES = re.compile(r"(?:do|does|did)(?:n[’']t)?\b")
_NOT_FINITE = frozenset({"be", "being", "having"})


def begins_verb(text: str, within: Span) -> bool:
    """Whether a part of the text begins with a finite verb."""
    if _DOES.match(text, *within):
        return True
    verb = verb_at(text, within)
    return verb is not None and verb[0] == within[0] and text[slice(*verb)] not in _NOT_FINITE


def is_participle(word: str, previous: str) -> bool:
    """Whether a word behind a noun tells what was done to it or what it does: "ore mined", "men waiting"."""
    if is_function(previous):
        return False
    if word.endswith("ing"):
        # "Heavy shelling" is a noun.
        return previous.endswith("s") or previous in words_of_class("actor")
    return word in words_of_class("participle") or _is_regular(word)


def is_finite(word: str) -> bool:
    """Whether a word may be the verb of a clause."""
    is_lone = tells(word) or word in words_of_class("past") or word in words_of_class("present")
    return is_lone or _is_regular(word) or is_auxiliary(word)


def tells(word: str) -> bool:
    """Whether a clause may follow a verb without "that": "believes the troops in X are"."""
    return word in words_of_class("telling") or "speech" in flags_of(word)


def is_function(word: str) -> bool:
    """Whether a word is no noun and no verb of its own."""
    return FUNCTION in flags_of(word)


def is_auxiliary(word: str) -> bool:
    """Whether a word goes with a verb."""
    return any(word in words_of_class(name) for name in _AUXILIARY)


def _is_regular(word: str) -> bool:
    return word.endswith("ed") and len(word) > len("need")
