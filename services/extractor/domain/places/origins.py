"""Whether "from X" tells where something set out, or only where somebody or something is from."""

from __future__ import annotations

import re

from services.extractor.domain.places.candidates import codes_of_people
from services.extractor.domain.places.words import flags_of
from services.extractor.domain.speakers.kinds import nouns
from services.extractor.domain.tables import words_of_class

# "Received bodies from X at Y" tells of Y nothing.
_FROM_ANOTHER = re.compile(
    r"\bfrom (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}(?= (?!(?:to|into|towards?|across)\b)\w)"
)
# "Families from X had fled to Y", "a convoy from X reached Y"
_SETS_OUT = re.compile(
    r"(?: and [A-Z][\w’'-]{1,20})? (?:[a-z]+ ){0,3}"
    r"(?:(?:fled|reach(?:ed|es)?|cross(?:ed|es)|[a-z]{3,} (?:[a-z]+ )?(?:to|into|towards?|across)) (?:the )?[A-Z]"
    r"|arriv(?:ed|es|ing)\b)"
)
# "Moved the last of its heavy guns from X": so many from "moved" to "from".
_MOST_TO_MOTION = 7
_COMING = frozenset({"come", "comes", "came", "coming"})
_PERSONS = (
    words_of_class("man")
    | words_of_class("woman")
    | {"boys", "girls", "mercenary", "traders", "herders"}
    | {"irregulars"}
)
# Kinds of speakers that are no people.
_THINGS = frozenset({"document", "imagery", "unnamed", "public", "media"})


def without_other_origin(before: str) -> str:
    """What stands before a place without "from" and another place."""
    return _FROM_ANOTHER.sub("", before)


def moves_on(after: str) -> bool:
    """Whether what is from a place has moved: "families from X fled to Y"."""
    return _SETS_OUT.match(after) is not None


def is_thrown(noun: str) -> bool:
    """Whether something flies from where it is: "rockets from X"."""
    return "projectile" in flags_of(noun)


def is_origin(noun: str, *, is_government: bool) -> bool:
    """Whether "NOUN from X" only tells who somebody or which vehicle it is: "crews from X", "a convoy from X"."""
    if is_thrown(noun):
        return False
    if noun in nouns():
        return not (is_government and nouns()[noun].kind in _THINGS)
    if noun in words_of_class("be") or noun in _PERSONS or codes_of_people(noun.title()):
        return True
    return noun in words_of_class("actor") and flags_of(noun).isdisjoint({"site", "belonging"})


def has_motion(words: list[str]) -> bool:
    """Whether something moves, or is moved, in the words before "from X" and "to X"."""
    return not words_of_class("motion").isdisjoint(words[-_MOST_TO_MOTION:])


def sets_out(words: list[str]) -> bool:
    """Whether the words before "from a camp in X" tell of who or what came from there."""
    return has_motion(words) or not _COMING.isdisjoint(words[-2:]) or is_thrown(words[-1] if words else "")
