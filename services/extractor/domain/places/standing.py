"""Whether a name that no gazetteer has stands where only names of places do, or where they stand most often."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache

from services.extractor.domain.places.beside import is_owner
from services.extractor.domain.places.definite import belonging
from services.extractor.domain.places.words import flags_by_word, flags_of
from services.extractor.domain.tables import listed, rows, words_of_class

# How far before a name is looked.
_LOOK = 56
# "A researcher at X", "works at X", "looks at X" tell nothing of where something happens.
_NOT_AT = re.compile(r"\b(?:work|stud|teach|taught|look|laugh|shout|point|aim|anger|direct)\w*$")
# "X, a gum-trading village"; "the village of X" and "X village" are seen elsewhere.
_KIND_BEHIND = re.compile(
    r",? (?:an?|another|the last|the next) (?:[\w’'-]{1,20} ){0,3}"
    r"(?:villages?|hamlets?|towns?|cit(?:y|ies)|settlements?|suburbs?|neighbou?rhoods?|outposts?|oas[ei]s|islands?)\b"
)
_REGION_BEHIND = re.compile(r",? in (?:the )?(?:far )?(?:north|south|east|west|centr)\w*\b")
# "X was shelled", "X is under siege", "X had fallen"
_FATE_BEHIND = re.compile(
    r" (?:(?:is|are|was|were|ha[sd] been|have been|be|been) (?:\w+ly |now |also )?(?:(?:re)?captured by|retaken"
    r"|recaptured|shelled|bombed|liberated|cleared|stormed|besieged|flooded|occupied|cut off|encircled"
    r"|under (?:[\w’'-]+ ){0,2}(?:control|fire|attack|siege))|(?:ha(?:s|d|ve)|will|would|could|may|might)"
    r" (?:now |already )?fallen?|(?:is|are|was|were) (?:without (?:power|water|gas)|in ruins|deserted|in flames)"
    r"|ha[sd] no (?:power|water|gas|electricity)|lost power|fell (?:to|after)|remains? (?:contested|under|in the hands)"
    r"|came under|comes under)\b"
)
# "Shells" may be called so at the beginning of a sentence only.
_FIRST = re.compile(r"(?:\A|[.!?:\n][”\"’]?[ \n]?[“\"‘]?)\Z")
# "In McBeth's case": who owns something is mostly a person.
_POSSESSIVE = re.compile(r"[’']s\b")
# "Tanks entered X. The village is empty."
_KIND_NEXT = re.compile(r"\. (?:The|This) (?:small |tiny )?(?:village|hamlet|town|city|settlement|suburb|island)\b")
_RESIDENTS = re.compile(r" (?:residents|villagers|inhabitants|locals)\b")
_WHERE_BEHIND = re.compile(r", where\b")
# "X works" may be somebody who does.
_VERBS = frozenset({"works", "plants", "mines", "markets", "fields", "stations", "ports", "bridges"})


_CLASS = re.compile(r"\{([a-z]\w*)\}")


class Standing(IntEnum):
    """How much the words beside a name tell: nothing, that it may be a place, or that it is one."""

    NOWHERE = 0
    LIKELY = 1
    SURE = 2


def standing_of(text: str, start: int, end: int) -> Standing:
    """How much the words before and behind a name speak for a place."""
    if _KIND_BEHIND.match(text, end):
        return Standing.SURE
    before = text[max(0, start - _LOOK) : start]
    if text[start:end].isupper():
        # An acronym is a body, wherever it stands but in "the fall of X".
        is_event = before.endswith(("of ", "for ")) and _standing_before(before) is Standing.SURE
        return Standing.SURE if is_event else Standing.NOWHERE
    return max(_standing_led(text, before, end), _standing_behind(text, before, start, end))


def _standing_led(text: str, before: str, end: int) -> Standing:
    led = _standing_before(before)
    if led is not Standing.NOWHERE and _POSSESSIVE.match(text, end) and is_owner(text[end : end + _LOOK]):
        return Standing(led - 1)
    in_region = led is Standing.LIKELY and before.endswith(("at ", "in ", "from ")) and _REGION_BEHIND.match(text, end)
    return Standing.SURE if in_region else led


def _standing_behind(text: str, before: str, start: int, end: int) -> Standing:
    """What "X road", "the X checkpoint", "X, where ..." and "X was shelled" tell."""
    if _RESIDENTS.match(text, end):
        return Standing.SURE
    noun = belonging(text, end)[1]
    if noun and noun not in _VERBS:
        is_named = before.lower().endswith("the ") or "way" in flags_of(noun)
        return Standing.SURE if is_named else Standing.LIKELY
    is_first = " " not in text[start:end] and _FIRST.search(text, max(0, start - 3), start)
    has_fate = not is_first and _FATE_BEHIND.match(text, end)
    is_likely = has_fate or _WHERE_BEHIND.match(text, end) or _KIND_NEXT.match(text, end)
    return Standing.LIKELY if is_likely else Standing.NOWHERE


def _standing_before(before: str) -> Standing:
    lower = before.lower()
    words = lower.rsplit(maxsplit=1)
    if not words or not before[-1].isspace():
        return Standing.NOWHERE
    word, led = words[-1].lstrip("“\"‘'("), words[0] if len(words) > 1 else ""
    sure, likely = _patterns().get(word, (None, None))
    if sure and sure.search(led):
        return Standing.SURE
    if word == "at":
        return Standing.NOWHERE if _NOT_AT.search(led) or _is_of_person(led) else Standing.LIKELY
    return Standing.LIKELY if word in _likely_words() or (likely and likely.search(led)) else Standing.NOWHERE


def _is_of_person(before: str) -> bool:
    """Whether "at" follows who is at a body: "a researcher at X"."""
    last = before.rsplit(maxsplit=1)[-1:]
    return bool(last) and "role" in flags_of(last[0].strip(",."))


@cache
def _likely_words() -> frozenset[str]:
    """The verbs and prepositions behind which a place stands most often: "in", "off", "took"."""
    roles = (word for row in rows("place_roles") if row["role"] != "mentioned" for word in listed(row["words"]))
    never = (word for row in rows("place_phrases") if row["class"] == "never" for word in listed(row["words"]))
    return frozenset(roles) - frozenset(never)


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    """For the word before a name, what before it makes the name surely a place, and what makes it likely one."""
    sure, likely = _lines("sure"), _lines("likely")
    return {word: (sure.get(word), likely.get(word)) for word in sure | likely}


def _lines(name: str) -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for row in rows("place_phrases"):
        if row["class"] == name:
            for word in listed(row["words"]):
                found.setdefault(word, []).append(row["pattern"])
    return {word: re.compile(f"(?:{'|'.join(map(_with_classes, lines))})$") for word, lines in found.items()}


def _with_classes(pattern: str) -> str:
    """A pattern with the words of each class that it names."""
    return _CLASS.sub(lambda match: "|".join(sorted(_words_of(match.group(1)))), pattern)


def _words_of(name: str) -> frozenset[str]:
    return words_of_class(name) or frozenset(
        word for word, flags in flags_by_word().items() if name in flags and word.isalpha()
    )
