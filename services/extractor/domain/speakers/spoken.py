"""Who spoke before, and whom a pronoun or a short form may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.extractor.domain.speakers.gender import gender_of
from services.extractor.domain.speakers.kinds import governments, is_personal, states
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.draft import Source

# Whom "it" may mean.
INSTITUTIONS = frozenset(
    {"authority", "military", "armed_group", "media", "research_institute", "document", "international_organisation"}
)
# Who has a spokesman or a director.
_BODIES = (INSTITUTIONS | {"ngo"}) - {"document"}

_STATE_AND_HEAD = 2


@dataclass(frozen=True)
class Spoken:
    """Who spoke before, and where."""

    at: int
    source: Source
    is_person: bool


def is_a_body(source: Source) -> bool:
    """Whether a source is a body that has members, and no state, person or paper."""
    is_state = source.name in governments() or not source.name
    return source.kind in _BODIES and source.role is None and not is_state


def may_be(source: Source, gender: str) -> bool:
    """Whether a pronoun of a gender may stand for a source."""
    return gender_of(source.name or "", source.role or "") in {gender, None}


def is_called(source: Source, phrase: str, words: str) -> bool:
    """Whether a phrase like "prime minister" is how a source was called before, by its name or by its role."""
    name = (source.name or "").lower()
    if name == words.lower():
        return False
    if name.endswith(phrase):
        return name == phrase or name.endswith(" " + phrase)
    return bool(source.role) and is_personal(phrase) and phrase in _phrases_of(source.role or "")


def is_short_for(phrase: str, name: str) -> bool:
    """Whether all words of a phrase in lower case are a name's, and the last ones of both the same.

    "The foreign ministry" is the "Russian Foreign Ministry", but "the Sudanese Armed Forces" are no "Rapid Support
    Forces".
    """
    words, said = name.lower().replace("defence", "defense").split(), phrase.replace("defence", "defense").split()
    if len(said) == _STATE_AND_HEAD and said[-1] in words_of_class("body") and said[0].capitalize() in states():
        # "The Azerbaijani ministry" is the one that was named.
        said = said[1:]
    return len(words) > 1 and words[-1] == said[-1] and set(said) <= set(words)


def _phrases_of(role: str) -> str:
    return " ".join(word for word in role.lower().split() if word not in words_of_class("determiner"))
