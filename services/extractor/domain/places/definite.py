"""What belongs to a name ("Donetsk region", "Soledar salt works"), and what "the region" or "the works" mean later."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.places.words import flags_by_word, flags_of

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_SETTLEMENTS = ("village", "town", "city", "settlement", "hamlet")
_REGIONS = ("region", "oblast", "province")
_DISTRICTS = ("district", "raion", "township", "territory", "county", "governorate", "municipality")
# Ten times the decimal logarithm of the people: thirty thousand are no village, a million no town.
_MOST_PEOPLE = {"village": 45, "hamlet": 45, "settlement": 50, "town": 60}
# "Zaporizhzhia nuclear power plant"
_KIND_OF_SITE = (
    "(?:nuclear|power|salt|coal|steel|chemical|coking|railway|train|ferry|border|air|naval|oil|gas|grain|"
    "thermal|hydroelectric|international|central|ammunition|fuel|water|pumping|bus|weapons|arms|cement|iron|metal|tank|"
    "maternity|regional|city|aircraft|machine|pontoon|gold|copper|cobalt|diamond|rail|road|cargo|refugee|displacement|training|"
    "provincial|district|military|main|children[’']s)"
)
# "The next village" is another one, "the village where he was born" any.
_OTHER = (
    "next|nearest|neighbou?ring|other|first|second|third|last|nearby|adjacent|opposite|same|only|biggest|largest|wrong"
    "|right"
)
_NOT_BEFORE = "(?:of|near|in|at|from|to|between|outside) [A-Z]|(?:of|where|that|whose|he|she|they|around)\\b"
# What a council does, not a place.
_DECIDES = frozenset(
    {"promised", "promises", "wants", "wanted", "hopes", "asked", "asks", "agreed", "decided"}
    | {"plans", "paid", "pays", "owes", "refuses", "refused", "council", "hall"}
)
# "The northern edge", "the eastern streets": of the town that is spoken of.
_PART_ALONE = re.compile(
    r"\b[Tt]he ((?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?|central) "
    r"(?:part|half|side|edge|outskirts?|streets?|suburbs?|quarter|district|neighbou?rhood)s?\b(?! of\b)"
)
_OF_DIRECTION = re.compile(r"[Tt]h(?:e|is) (?:(?:north|south)?(?:east|west)?ern|coastal|border|frontline|front-line) ")
# "The southern front": no town's, but a place.
_FRONT = re.compile(r"\b(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)? (?:front(?: ?line)?|axis)\b")
# "The village centre"
_CENTRE = re.compile(r" (?:centre|center|outskirts|edge)\b")
# "A flour mill at X", "the mill in the village of X"
_AT = r"s?\b[^.!?;]{0,12} (?:at|in|near|outside|of)(?: the)?(?: (?:village|town|city) of)? $"
_LOOK = 40

PART = "part"


class Definite(NamedTuple):
    """A phrase such as "the village", and its noun; for "the northern edge" that is PART.

    Attributes:
        is_of_direction: it tells where in the country the place lies: "the eastern city".
    """

    span: Span
    noun: str
    is_of_direction: bool = False


@cache
def _nouns() -> str:
    sites = (word for word, flags in flags_by_word().items() if "site" in flags)
    return "|".join(sorted({*sites, *_SETTLEMENTS, *_REGIONS, *_DISTRICTS, "area", "peninsula", "river"}))


@cache
def _definite() -> re.Pattern[str]:
    lead = rf"\b[Tt](?:he|his) (?:(?!(?:the|that|{_OTHER})\b)[a-z-]{{1,20}} )?"
    follows = rf"\b(?! (?:{_NOT_BEFORE}))(?: ([a-z]{{1,20}})\b)?"
    return re.compile(f"{lead}({_nouns()}){follows}")


@cache
def _belonging() -> re.Pattern[str]:
    sites = "|".join(sorted(word for word, flags in flags_by_word().items() if flags & {"site", "belonging"}))
    kinds = "|".join((*_REGIONS, *_DISTRICTS))
    return re.compile(rf" (?:({kinds})s?|(?:{_KIND_OF_SITE} ){{0,3}}({sites}))\b")


def definites_in(text: str, start: int, end: int) -> list[Definite]:
    """The definite phrases of a span that can stand for a place named before."""
    parts = [Definite(match.span(), PART) for match in _PART_ALONE.finditer(text, start, end)]
    found = [
        Definite((match.start(), match.end(1)), match.group(1), _OF_DIRECTION.match(match.group()) is not None)
        for match in _definite().finditer(text, start, end)
        # "The town council" is no town, "the town centre" is in one.
        if _is_itself(match.group(2) or "") or _CENTRE.match(text, match.end(1))
    ]
    taken = {part.span[1] for part in parts}
    return sorted((*parts, *(each for each in found if each.span[1] not in taken)))


def _is_itself(following: str) -> bool:
    """Whether a word behind "the town" leaves it the town, and a place."""
    return following not in _DECIDES and flags_of(following).isdisjoint({"institution", "role", "speech"})


def fronts_in(text: str, start: int, end: int) -> list[Span]:
    """Where a span names a front by its direction: "the southern front"."""
    return [match.span() for match in _FRONT.finditer(text, start, end)]


def is_site_at(text: str, noun: str, place: int) -> bool:
    """Whether "a NOUN at" stands directly before a place: what "the NOUN" means later."""
    before = text[max(0, place - _LOOK) : place]
    return noun in before and re.search(rf"\b{noun}{_AT}", before) is not None


def is_called(text: str, noun: str, place: Span) -> bool:
    """Whether a place is called by a noun where it is named: "the town of X", "X, a small town"."""
    if noun not in _SETTLEMENTS or not text.find(noun, max(0, place[0] - _LOOK), place[1] + _LOOK) + 1:
        return False
    before = text[max(0, place[0] - _LOOK) : place[0]]
    return before.endswith((f"{noun} of ", f"{noun} ")) or _apposed(noun).match(text, place[1]) is not None


@cache
def _apposed(noun: str) -> re.Pattern[str]:
    return re.compile(rf", (?:an?|the) (?:[\w’'-]{{1,20}} ){{0,4}}{noun}\b")


def is_site(noun: str) -> bool:
    """Whether a noun is one of a building or a work."""
    return "site" in flags_of(noun)


def belonging(text: str, end: int) -> tuple[int, str]:
    """Where a name ends with all that belongs to it, and the noun of that; the same end and no noun if nothing does."""
    match = _belonging().match(text, end)
    return (match.end(), match.group(1) or match.group(2)) if match else (end, "")


def is_region(noun: str) -> bool:
    """Whether a noun tells a region of the first level."""
    return noun in _REGIONS


def is_district(noun: str) -> bool:
    """Whether a noun tells a district."""
    return noun in _DISTRICTS


def can_mean(noun: str, own_noun: str, place: gazetteer.Place | None) -> bool:
    """Whether "the NOUN" can stand for a place that was named with a noun of its own, or without one.

    Args:
        place: None for one that the gazetteer lacks, which is a small one.
    """
    if noun in {*_SETTLEMENTS, PART}:
        is_settlement = place is None or place.kind == gazetteer.SETTLEMENT
        is_too_big = place is not None and place.size > _MOST_PEOPLE.get(noun, place.size)
        return is_settlement and not is_too_big and not own_noun
    if noun == "area":
        return place is None or place.kind == gazetteer.SETTLEMENT
    if noun == "river":
        return place is not None and place.kind == gazetteer.NATURE
    if noun in {*_REGIONS, "peninsula"}:
        return place is not None and place.kind == gazetteer.REGION
    return noun == own_noun != ""
