"""Whether two passages speak of the same: the words that carry meaning, cut to their beginnings."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from services.extractor.domain.speakers.kinds import states
from services.extractor.domain.tables import words_of_class

_WORD = re.compile(r"[^\W\d_]{3,}")
_PLURAL = re.compile(r"(?<=\w\w)ies$")
_ENDING = re.compile(r"(?<=\w\w\w)(?:ings?|ed|es|s|e)$")
_STEM = 5
_LEAST_SHARE = 0.6
_KINDS = (
    frozenset({"attack", "shelling", "air_strike", "clash"}),
    frozenset({"withdrawal", "advance", "capture", "hold"}),
    frozenset({"destruction", "air_strike", "shelling", "attack"}),
)
_CLOSED = ("be", "have", "do", "modal", "pronoun", "possessive", "determiner", "subordinator", "preposition", "adverb")


def stems(words: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning, without their endings: fire, fired and firing are one."""
    return frozenset(filter(None, map(_stem, _WORD.findall(words))))


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """The beginning of one; empty if it carries no meaning. Texts repeat their words."""
    lower = word.lower()
    return "" if lower in _small_words() or word in states() else _ENDING.sub("", _PLURAL.sub("y", lower))[:_STEM]


def are_alike(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether the shorter passage shares most of its words with the other, two at least where it has so many."""
    shared, least = len(first & second), min(len(first), len(second))
    return shared >= min(2, least) and shared >= least * _LEAST_SHARE and shared > 0


@cache
def _small_words() -> frozenset[str]:
    about = {
        "claim",
        "claims",
        "allegation",
        "allegations",
        "report",
        "reports",
        "accusation",
        "accusations",
        "that",
        "said",
    }
    return frozenset(about.union(*(words_of_class(name) for name in _CLOSED), words_of_class("negation")))


def are_of_one_kind(first: str, second: str) -> bool:
    """Whether two types of event may be the same event: a shelling and an attack, an advance and a capture."""
    return first == second != "statement" or any(first in kind and second in kind for kind in _KINDS)
