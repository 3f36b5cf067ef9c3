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
# "X was shelled", "X is under siege", "X had fallen to the rebels"
_FATE_BEHIND = re.compile(
    r" (?:(?:is|are|was|were|ha[sd] been|have been|be|been) (?:\w+ly |now |also )?(?:retaken"
    r"|recaptured|shelled|bombed|liberated|cleared|stormed|besieged|flooded|occupied|cut off|encircled"
    r"|under (?:[\w’'-]+ ){0,2}(?:control|siege))|(?:ha(?:s|d|ve)|will|would|could|may|might)"
    r" (?:now |already )?fallen? to|(?:is|are|was|were) (?:without (?:power|water|gas)|in ruins|deserted|in flames)"
    r"|ha[sd] no (?:power|water|gas|electricity)|lost power|fell to|remains? (?:contested|under|in the hands))\b"
)
# What befalls persons as well: "X was captured by the enemy", "X came under fire", "X fell after weeks"
_ANY_FATE_BEHIND = re.compile(
    r" (?:(?:is|are|was|were|ha[sd] been|have been|be|been) (?:\w+ly |now |also )?(?:captured by"
    r"|under (?:[\w’'-]+ ){0,2}(?:fire|attack))|(?:ha(?:s|d|ve)|will|would|could|may|might)"
    r" (?:now |already )?fallen?|fell after|came under|comes under)\b"
)
# "Shells" may be called so at the beginning of a sentence only.
_FIRST = re.compile(r"(?:\A|[.!?:\n][”\"’]?[ \n]?[“\"‘]?)\Z")
# "In McBeth's case": who owns something is mostly a person.
_POSSESSIVE = re.compile(r"[’']s\b")
# "Tanks entered X. The village is empty."
_KIND_NEXT = re.compile(r"\. (?:The|This) (?:small |tiny )?(?:village|hamlet|town|city|settlement|suburb|island)\b")
_RESIDENTS = re.compile(r" (?:residents|villagers|inhabitants|locals)\b")
_WHERE_BEHIND = re.compile(r", where\b")
# Jews, Yazidis, Bradleys: a village is hardly ever called by a plural.
_PLURAL = re.compile(r"[^\W_]+(?:[b-df-hj-np-rtv-z]|[ei])s\Z")
# How surnames end, and villages hardly ever.
_SURNAME = re.compile(r"[a-z](?:enko|chuk|[yi]uk|shvili|adze|[oe]vich)\Z")
# "MSC Aries" is a ship, "JSC Uralvagon" a firm.
_ACRONYM = re.compile(r"[A-Z]{2,} ")
# Peoples and arms seldom stand behind these.
_BEFORE_PLURAL = re.compile(
    r"\b(?:(?:in|at|near|outside|inside) |(?:km|kilomet(?:er|re)s?|miles?) (?:of|from) "
    r"|(?:north|south|east|west)[\w-]* of "
    r"|(?:cit(?:y|ies)|towns?|villages?|settlements?|hamlets?|suburbs?|districts?|ports?|islands?"
    r"|residents?|mayor|outskirts|edge|direction) of )\Z",
    re.IGNORECASE,
)
# "We reached X by phone"
_CALLED = re.compile(r" (?:(?:by|over|on) (?:the |a |satellite |mobile )?(?:tele)?phone|for comment)\b")
# "X works" may be somebody who does.
_VERBS = frozenset({"works", "plants", "mines", "markets", "fields", "stations", "ports", "bridges"})
# "{kind}" in a line of the table
_CLASS = re.compile(r"\{([a-z]\w*)\}")


class Standing(IntEnum):
    """What the words beside a name tell: that it is somebody, nothing, little, or that it is likely or surely a place.

    What is hinted at is a place only where something else tells so: its ending, or a place that is listed with it.
    """

    SOMEBODY = -1
    NOWHERE = 0
    HINTED = 1
    LIKELY = 2
    SURE = 3


# Of several classes of what stands before a name, the first counts.
_PHRASES = {
    "person": Standing.SOMEBODY,
    "sure": Standing.SURE,
    "likely": Standing.LIKELY,
    "hinted": Standing.HINTED,
}


def standing_of(text: str, start: int, end: int) -> Standing:
    """How much the words before and behind a name speak for a place."""
    if _KIND_BEHIND.match(text, end):
        return Standing.SURE
    before = text[max(0, start - _LOOK) : start]
    led = _standing_led(text, before, end)
    if led is Standing.SOMEBODY or _CALLED.match(text, end):
        return Standing.SOMEBODY
    if text[start:end].isupper():
        # An acronym is a body, wherever it stands but in "the fall of X".
        is_event = before.endswith(("of ", "for ")) and _standing_before(before) is Standing.SURE
        return Standing.SURE if is_event else Standing.NOWHERE
    standing = max(led, _standing_behind(text, before, start, end))
    return Standing.NOWHERE if is_unlike(text[start:end], before, standing) else standing


def is_unlike(name: str, before: str, standing: Standing) -> bool:
    """Whether a name looks like one of a people, a person, a ship or a firm, and little beside it tells otherwise."""
    if _PLURAL.match(name):
        return _BEFORE_PLURAL.search(before) is None
    looks = _SURNAME.search(name) or _ACRONYM.match(name)
    return looks is not None and standing < Standing.SURE


def _standing_led(text: str, before: str, end: int) -> Standing:
    led = _standing_before(before)
    if led > Standing.NOWHERE and _POSSESSIVE.match(text, end) and is_owner(text[end : end + _LOOK]):
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
    if _KIND_NEXT.match(text, end) or (not is_first and _FATE_BEHIND.match(text, end)):
        return Standing.LIKELY
    is_hinted = _WHERE_BEHIND.match(text, end) or (not is_first and _ANY_FATE_BEHIND.match(text, end))
    return Standing.HINTED if is_hinted else Standing.NOWHERE


def _standing_before(before: str) -> Standing:
    lower = before.lower()
    words = lower.rsplit(maxsplit=1)
    if not words or not before[-1].isspace():
        return Standing.NOWHERE
    word, led = words[-1].lstrip("“\"‘'("), words[0] if len(words) > 1 else ""
    told = next((standing for name, standing in _PHRASES.items() if _stands_behind(name, word, led)), None)
    if told is not None:
        return told
    if word == "at":
        return Standing.NOWHERE if _NOT_AT.search(led) or _is_of_person(led) else Standing.LIKELY
    return Standing.LIKELY if word in _likely_words() else Standing.NOWHERE


def _stands_behind(name: str, word: str, led: str) -> bool:
    """Whether a word, with what stands before it, is a phrase of a class."""
    pattern = _lines(name).get(word)
    return pattern is not None and pattern.search(led) is not None


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
def _lines(name: str) -> dict[str, re.Pattern[str]]:
    """For the word before a name, what before it makes a phrase of a class."""
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
