"""What stands directly beside the name of a place: a part of it, the next of a list, a body that is named after it."""

from __future__ import annotations

import re

from services.extractor.domain.places.words import flags_of

# How far around a place is looked.
LOOK = 72
_ADJECTIVE = (
    r"(?:(?:north|south|east|west)\w{0,6}-?(?:north|south|east|west)?\w{0,6}ern|central|opposite|left|right|far)"
)
_SECTION = (
    r"(?:(?:part|half|side|suburb|edge|quarter|sector|bank|flank|approach|district)(?:e?s)?"
    r"|outskirts|centre|center)"
)
# Alone, "left" is a verb.
_ALONE = rf"(?!left|right|opposite|far){_ADJECTIVE}"
_PART = re.compile(
    rf"\b((?:{_ADJECTIVE} )?{_SECTION}(?= of)|{_ALONE})(?: of)?(?: the)?(?: (?:city|town|village) of)? $",
    re.IGNORECASE,
)
_PART_BEHIND = re.compile(
    rf"(?:[’']s? ((?:{_ADJECTIVE} )?{_SECTION}|{_ADJECTIVE})| (centre|center|outskirts))\b", re.IGNORECASE
)
# "X, Y, and Z": a name between two places that no table has belongs to the list.
_UNKNOWN = r"(?:, [A-Z][\w’'-]{2,30}){0,3}"
_JOINED = rf"(?:(?:[’']s)?(?:{_UNKNOWN},? (?:and then|and|or|as well as|then)|,)(?: in| near| at)?|,? in)"
_LISTED = re.compile(
    rf"[–-]|(?: (?:village|town|city|settlement|hamlet))?{_JOINED}(?: (?:parts|most|much|all) of)?(?: the)?"
    r"(?: (?:town|city|village) of)? "
)
# Brackets and emoji that stand before a name: "hit (X)", "hit 🔥 X".
_OPENING, _CLOSING = "([{", ")]}"
_EMOJI = re.compile("[\u200d\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]+ ?")
# "In Kyiv's counteroffensive"
_OWNED = re.compile(r"[’']s?\b")
# "The Mariupol city council"
_BODY = re.compile(r" (?:(?:city|town|village|regional|district|provincial|military|civil|oblast) ){0,2}([a-z]+)\b")


def part_of(before: str, after: str) -> str | None:
    """The part of a place that is meant, as written: "southern part", "outskirts"; None if it is the whole."""
    match = _PART.search(before[-LOOK:]) or _PART_BEHIND.match(after)
    return next((part for part in match.groups() if part), None) if match else None


def has_part(after: str) -> bool:
    """Whether a part of the place stands behind it: "X's outskirts"."""
    return _PART_BEHIND.match(after) is not None


def is_owner(after: str) -> bool:
    """Whether something is said to be the place's that is no part of it: "Kyiv's offer", not "the village's school"."""
    owned = _OWNED.match(after)
    if owned is None or has_part(after):
        return False
    words = after[owned.end() :].split(maxsplit=2)[:2]
    return not any(flags_of(word.strip(",.;:").lower()) & {"site", "institution", "belonging"} for word in words)


def without_signs(before: str) -> str:
    """What stands before a name without the brackets and emoji that part it from its preposition or verb."""
    return _EMOJI.sub("", before).rstrip(_OPENING)


def unwrapped(between: str) -> str:
    """What stands between a name in brackets and the next: "(X) and [Y]" is read as "X and Y"."""
    return without_signs(between.lstrip(_CLOSING))


def continues_list(between: str) -> bool:
    """Whether two places with this between them share a role: "Bakhmut, Soledar and Avdiivka", "Soledar in Donbas"."""
    return _LISTED.fullmatch(between) is not None


def lies_on(between: str) -> bool:
    """Whether a river or a sea with this before it only tells which place before it is meant: "X on the Volga"."""
    return between == " on the "


def is_of_body(after: str) -> bool:
    """Whether a name is a part of the name of a body: "the Mariupol city council"."""
    match = _BODY.match(after)
    return match is not None and "body" in flags_of(match.group(1))
