"""Nouns that stand for who spoke before: "the group", "the US-based think tank", "the Ukrainian president"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.kinds import governments, kind_of, states
from services.extractor.domain.speakers.spoken import INSTITUTIONS

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

# By noun, the kinds of those for whom it may stand.
_MEANT = {
    "group": frozenset({"armed_group", "ngo"}),
    "movement": frozenset({"armed_group"}),
    "militia": frozenset({"armed_group"}),
    "charity": frozenset({"ngo"}),
    "organisation": frozenset({"ngo", "international_organisation"}),
    "organization": frozenset({"ngo", "international_organisation"}),
    "channel": frozenset({"social_media_user", "blogger"}),
    "outlet": frozenset({"media"}),
    "newspaper": frozenset({"media"}),
    "think tank": frozenset({"research_institute"}),
}
_NOUN = "|".join(_MEANT)
_PHRASE = re.compile(spaced(rf"(?:[a-z]+-(?:based|backed|led|run) )?(?P<noun>{_NOUN})$"))
_OF_BODY = worded(rf"\bthe (?P<noun>{_NOUN})[’'`]s\b|\b(?:of|for) the (?P<of>{_NOUN})[ ,]*$")
_HEAD_OF_STATE = re.compile(
    spaced(r"(?:[Tt]he )?(?:(?P<state>[A-Z][\w.-]{1,20}) )?(?i:president|leader|prime minister|premier)$")
)
_SENTENCE = re.compile(
    spaced(r"(?:^|[.!?…][”\"]? |\n\s{0,4})(?:[Tt]he )?(?P<name>(?:[A-Z][\w.’'-]{0,24} ){1,5}[a-z][\w-]{1,20} )")
)
_REACH = 400


def kinds_meant(phrase: str) -> frozenset[str]:
    """The kinds of those for whom a definite phrase in lower case may stand, without its article; none for others."""
    match = _PHRASE.match(phrase)
    return _MEANT[match.group("noun")] if match else frozenset()


def body_meant(words: str) -> str | None:
    """The noun by which a phrase for a person names the body: "the group’s spokesman"."""
    match = _OF_BODY.search(words)
    return (match.group("noun") or match.group("of")).lower() if match else None


def is_head_of_state(words: str) -> bool:
    """Whether words are for who leads a state, with its adjective or without: "the Ukrainian president"."""
    match = _HEAD_OF_STATE.match(words.strip(" ,"))
    return match is not None and (match.group("state") is None or match.group("state") in states())


def body_told_of(text: str, offset: int) -> Span | None:
    """The state or body with which the sentence begins that goes on at an offset."""
    begun = list(_SENTENCE.finditer(text, max(0, offset - _REACH), offset))
    if not begun or re.search(r"[.!?\n][ \xa0”\"]", text[begun[-1].end() : offset]):
        return None
    start, end = begun[-1].span("name")
    words = text[start:end].split()
    named = [word for word in words if word[:1].isupper()]
    for n in range(len(named), 0, -1):
        phrase = " ".join(named[:n])
        is_owner = phrase.endswith(("’s", "'s", "’", "'"))
        if not is_owner and (phrase in governments() or kind_of(phrase) in INSTITUTIONS):
            return start, start + len(phrase)
    return None
