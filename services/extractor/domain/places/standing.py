"""Whether a name that no gazetteer has stands where only names of places do, or where they stand most often."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache

from services.extractor.domain.places.definite import belonging
from services.extractor.domain.places.words import flags_by_word, flags_of
from services.extractor.domain.tables import listed, rows, words_of_class

# How far before a name is looked.
_LOOK = 56
_BEARING = r"(?:north|south)?-?(?:north|south|east|west)(?:ern)?"
_DISTANCE = r"\b(?:k(?:ilo)?m(?:et(?:re|er)s?)?|miles?)"
_EVENT = (
    r"\b(?:seizure|capture|recapture|fall|loss|liberation|occupation|defen[cs]e|storming|siege|encirclement|shelling"
    r"|bombing|bombardment|evacuation|residents|inhabitants|people|mayor|direction|control|out|(?:east|west|north|south)ern)"
)
# Of a person or a group there is no part, edge or street.
_PART = r"\b(?:part|half|edge|quarter|sector|outskirts?|suburb|street|centre|center|approach|fork|ford|port|district)(?:e?s)?"
_STRIKE = (
    r"\b(?:assaults?|advances?|offensives?|attacks?|raids?|strikes?|push|drive|march|shelling|bombing"
    r"|(?:mov|advanc|march|clos)(?:e|es|ed|ing)(?: in)?)"
)
_DEPARTURE = (
    r"\b(?:withdr[ae]w(?:n|ing|al)?|retreat(?:ed|ing)?|expelled|evacuated|driven|abducted|pull(?:ed|ing)? (?:out|back))"
)
_DESTINATION = r"\b(?:bound|head(?:ed|ing|s)?|left|leav(?:e|es|ing)|set(?:ting)? (?:out|off)|sail(?:ed|ing)|depart(?:ed|ing)?)"
_BETWEEN = r"between (?:the )?[\w’'-]+(?: [\w’'-]+){0,2}"
# "Talks between X and Y" are between those who talk.
_NO_TALK = (
    r"\b(?!(?:talks?|meetings?|agreements?|deals?|wars?|conflicts?|disputes?|relations|cooperation|calls?|clash(?:es)?|fighting"
    r"|battles?|exchanges?|link(?:s|ed)?|rivalry|tensions|divisions?|contacts?|differences?|negotiations)\b)[\w’'-]+"
)
_LEFT = r"\b(?:left|leav(?:e|es|ing)|quit|departed)"
_FROM = r"from (?:the )?[\w’'-]+(?: [\w’'-]+){0,2}"
# "A researcher at X", "works at X", "looks at X" tell nothing of where something happens.
_NOT_AT = re.compile(r"\b(?:work|stud|teach|taught|look|laugh|shout|point|aim|anger|direct)\w* at $")
# "X, a gum-trading village"; "the village of X" and "X village" are seen elsewhere.
_KIND_BEHIND = re.compile(
    r",? (?:an?|another|the last|the next) (?:[\w’'-]{1,20} ){0,3}"
    r"(?:villages?|hamlets?|towns?|cit(?:y|ies)|settlements?|suburbs?|neighbou?rhoods?|outposts?|oas[ei]s|islands?)\b"
)
_REGION_BEHIND = re.compile(r",? in (?:the )?(?:far )?(?:north|south|east|west|centr)\w*\b")
# "X was shelled", "X is under siege", "X had fallen"
_FATE_BEHIND = re.compile(
    r" (?:(?:is|are|was|were|ha[sd] been|have been|be|been) (?:\w+ly |fully |now |also )?(?:(?:re)?captured by|retaken|recaptured|shelled|bombed"
    r"|liberated|cleared|stormed|besieged|flooded|occupied|cut off|encircled|under (?:[\w’'-]+ ){0,2}(?:control|fire|attack|siege))"
    r"|(?:ha(?:s|d|ve)|will|would|could|may|might) (?:now |already )?fallen?|fell (?:to|after)|remains? (?:contested|under|in the hands)"
    r"|came under|comes under)\b"
)
# "Shells" may be called so at the beginning of a sentence only.
_FIRST = re.compile(r"(?:\A|[.!?:\n][”\"’]?[ \n]?[“\"‘]?)\Z")
# "In McBeth's case": who owns something is mostly a person.
_POSSESSIVE = re.compile(r"[’']s\b")
# "Tanks entered X. The village is empty."
_KIND_NEXT = re.compile(r"\. (?:The|This) (?:small |tiny )?(?:village|hamlet|town|city|settlement|suburb|island)\b")
_WHERE_BEHIND = re.compile(r", where\b")
# "X works" may be somebody who does.
_VERBS = frozenset({"works", "plants", "mines", "markets", "fields", "stations", "ports", "bridges"})


class Standing(IntEnum):
    """How much the words beside a name tell: nothing, that it may be a place, or that it is one."""

    NOWHERE = 0
    LIKELY = 1
    SURE = 2


def standing_of(text: str, start: int, end: int) -> Standing:
    """How much the words before and behind a name speak for a place."""
    if _KIND_BEHIND.match(text, end):
        return Standing.SURE
    is_first = " " not in text[start:end] and _FIRST.search(text, max(0, start - 3), start)
    is_likely = _KIND_NEXT.match(text, end) or (not is_first and _FATE_BEHIND.match(text, end))
    before = text[max(0, start - _LOOK) : start]
    behind = _standing_behind(text, before, end)
    if behind is Standing.SURE and not text[start:end].isupper():
        return behind
    led = _standing_before(before)
    if text[start:end].isupper():
        # An acronym is a body, wherever it stands.
        return led if led is Standing.SURE and _is_event(before) else Standing.NOWHERE
    if led is not Standing.NOWHERE and _POSSESSIVE.match(text, end):
        led = Standing(led - 1)
    if led is Standing.LIKELY and before.endswith(("at ", "in ", "from ")) and _REGION_BEHIND.match(text, end):
        return Standing.SURE
    return max(led, behind, Standing.LIKELY if is_likely else Standing.NOWHERE)


def _standing_behind(text: str, before: str, end: int) -> Standing:
    """What "X road", "the X checkpoint" and "X, where ..." tell."""
    noun = belonging(text, end)[1]
    if noun and noun not in _VERBS:
        is_named = before.lower().endswith("the ") or "way" in flags_of(noun)
        return Standing.SURE if is_named else Standing.LIKELY
    return Standing.LIKELY if _WHERE_BEHIND.match(text, end) else Standing.NOWHERE


def _standing_before(before: str) -> Standing:
    lower = before.lower()
    words = lower.rsplit(maxsplit=1)
    if not words or not before[-1].isspace():
        return Standing.NOWHERE
    word = words[-1]
    if word in _SURE_VERBS or word in _NEAR:
        return Standing.SURE
    if word in _likely_words():
        return Standing.LIKELY
    sure, likely = _patterns().get(word, _NO_PATTERNS)
    if sure and sure.search(lower):
        return Standing.SURE
    if word == "at":
        return Standing.NOWHERE if _NOT_AT.search(lower) or _is_of_person(words[0]) else Standing.LIKELY
    return Standing.LIKELY if likely and likely.search(lower) else Standing.NOWHERE


def _is_of_person(before: str) -> bool:
    """Whether "at" follows who is at a body: "a researcher at X"."""
    last = before.rsplit(maxsplit=1)[-1:]
    return bool(last) and "role" in flags_of(last[0].strip(",."))


def _is_event(before: str) -> bool:
    sure, _ = _patterns().get(before.lower().rsplit(maxsplit=1)[-1], _NO_PATTERNS)
    return sure is not None and sure.search(before.lower()) is not None


_Pair = tuple[re.Pattern[str] | None, re.Pattern[str] | None]
_NO_PATTERNS: _Pair = (None, None)
_NEAR = frozenset({"near", "outside", "around"})
_SURE_VERBS = frozenset({"entered", "reached", "retook", "liberated", "recaptured", "stormed", "shelled", "bombed", "fled"})
_NO_VERBS = frozenset({"of", "on", "over", "behind", "under", "against", "through", "via", "from", "to", "at", "along", "up", "down", "between"})


@cache
def _likely_words() -> frozenset[str]:
    """The verbs and prepositions behind which a place stands most often: "in", "off", "entered"."""
    roles = (word for row in rows("place_roles") if row["role"] != "mentioned" for word in listed(row["words"]))
    return frozenset(roles) - _NO_VERBS


@cache
def _patterns() -> dict[str, _Pair]:
    """For the word before a name, what before it makes the name surely a place, and what makes it likely one."""
    ways, sites = _nouns("way"), _nouns("way", "site", "belonging", "kind", "passed")
    motion = rf"\b(?:{'|'.join(sorted(words_of_class('motion')))})(?: [\w’'-]+){{0,4}}"
    way, site = rf"\b(?:{ways})s?", rf"\b(?:{sites})s?"
    return {
        "of": _pair(rf"(?:{_EVENT}|{_PART}|\b{_BEARING}(?: side)?|{_DISTANCE}|\b(?:{_nouns('kind')})s?) of $"),
        "on": _pair(rf"{_STRIKE} on $"),
        "for": _pair(rf"(?:\b(?:battles?|fight|fighting|struggle)|{_DESTINATION}) for $", rf"{_LEFT} (?:[\w’'-]+ ){{1,4}}for $"),
        "from": _pair(rf"(?:{_DEPARTURE}|{_DISTANCE}|{way}) from $", rf"{motion} from $"),
        "to": _pair(rf"(?:{way}(?: {_FROM})?|{_DESTINATION}|\bapproach(?:es)?|\bclos(?:e|er)) to $", rf"(?:{motion}|\b{_FROM}) to $"),
        "through": _pair(rf"{way} through $", rf"{motion} through $"),
        "at": _pair(rf"{site} at $"),
        "between": _pair(rf"{site} between $", rf"{_NO_TALK} between $"),
        "and": _pair(rf"{site} {_BETWEEN} and $", rf"{_NO_TALK} {_BETWEEN} and $"),
        "–": _pair(rf"\b(?:{_nouns('kind')})s? [–—:-] $"),
    }


def _pair(sure: str, likely: str = "") -> _Pair:
    return re.compile(sure), re.compile(likely) if likely else None


def _nouns(*classes: str) -> str:
    wanted = frozenset(classes)
    return "|".join(sorted(word for word, flags in flags_by_word().items() if flags & wanted and len(word) > 2))


def acting(text: str, names: set[str]) -> set[str]:
    """Which of the names speak, act or are led by somebody anywhere in a text: persons, groups and bodies do."""
    if not names:
        return set()
    alternatives = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    pattern = re.compile(rf"(?:\b([\w’'-]+)[.,]? )?\b({alternatives})\b(?!-)(?:, (?:an?|the) ([\w-]+)|[’']s? ([\w-]+)| ([\w-]+))?")
    return {match.group(2) for match in pattern.finditer(text) if _acts(*match.group(1, 3, 4, 5))}


def _acts(before: str | None, apposed: str | None, owned: str | None, behind: str | None) -> bool:
    is_titled = before is not None and bool(flags_of(before.lower()) & {"title", "role", "first_name"})
    is_person = apposed is not None and "role" in flags_of(apposed)
    has_people = owned is not None and bool(flags_of(owned) & {"role"})
    speaks = behind is not None and bool(flags_of(behind) & {"speech", "institution", "role"})
    return is_titled or is_person or has_people or speaks or before in {"by", "By", "with", "With", "told"}
