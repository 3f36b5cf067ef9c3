"""What speaks for and against a candidate being a place: the name itself and the words around it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.places.candidates import LISTED, UNLISTED
from services.extractor.domain.places.standing import Standing
from services.extractor.domain.places.words import FUNCTION, flags_by_word
from services.extractor.domain.tables import listed, rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.places.candidates import Candidate
    from services.extractor.domain.places.words import Word

_BEFORE = re.compile(r"([A-Za-z’'-]+|[^\w\s])?\s*$")
_AFTER = re.compile(r"(-|, ?| ?\(|\s)?([a-z]+)?")
_KIND_OF = re.compile(
    r"\b(?:cit(?:y|ies)|towns?|villages?|settlements?|hamlets?|suburbs?|districts?|ports?|islands?|farms?) of $"
)
# How villages between the Dniester and the Don end, and few other names.
_VILLAGE = re.compile(r"(?:[ieo]vka|sk(?:e|oye)|[oe]v[eo]|[iy]n[eo]|hrad|pil|pole|ivtsi|[iy]chi)\Z")
_LOOK = 18
# Ten times the decimal logarithm of the people: a million, a hundred thousand, fifteen thousand, three thousand.
_SIZES = ((60, "of a million"), (50, "of a city"), (42, "of a town"), (35, "of a small town"))
_KINDS = {
    gazetteer.COUNTRY: "of a country",
    gazetteer.UNION: "of a country",
    gazetteer.REGION: "of a region",
    gazetteer.DISTRICT: "of a district",
    gazetteer.NATURE: "of nature",
    gazetteer.BUILDING: "of a building",
}
_OWN = {flag: f"is {flag}" for flag in ("first_name", "common", "role", "compass", "institution", "title")}
_CLASSES = ("title", "first_name", "compass", "institution", "role", "street", "area", "nature")
_JOINED = {flag: f"joined to {flag}" for flag in (*_CLASSES, "initial", "name", FUNCTION)}
_AHEAD = {flag: f"before {flag}" for flag in (*_CLASSES, "initial", "name", FUNCTION)}
_PREPOSITIONS = ("of", "from", "to", "at", "for")
# Of two classes of a word before or behind a name, the first counts.
_BEFORE_CLASSES = ("near", "toward", "person", "title", "role", "compass")
_AFTER_CLASSES = ("kind", "area", "speech", "role", "institution")
_MARKS = {",": "behind comma", ".": "behind end", "?": "behind end", "!": "behind end", "&": "behind and"}


def local(text: str, run: list[Word], candidate: Candidate) -> list[str]:
    """Name what is seen at the candidate itself."""
    seen = [candidate.how]
    if candidate.places and candidate.how == LISTED:
        seen.append(_size_of(candidate))
        if any(place.country == "UA" for place in candidate.places):
            seen.append("in Ukraine")
    first = run[candidate.first]
    if candidate.type:
        seen.append(f"with {candidate.type}")
    elif candidate.last - candidate.first == 1:
        seen.append("one word")
        seen.extend(_OWN[flag] for flag in first.flags if flag in _OWN)
        if first.text.isupper():
            seen.append("in capitals")
    if candidate.standing is Standing.SURE:
        seen.append("stands as place")
    if candidate.how == UNLISTED and _VILLAGE.search(text[candidate.start : candidate.end]):
        seen.append("like a village")
    _see_before(text, run, candidate, seen)
    seen.append(_behind(text, run, candidate))
    return seen


def _size_of(candidate: Candidate) -> str:
    """The class of the biggest place that a candidate may be."""
    biggest = max(candidate.places, key=lambda place: (place.kind in "CU", place.kind == "A", place.size))
    if biggest.kind == gazetteer.SETTLEMENT:
        return next((name for least, name in _SIZES if biggest.size >= least), "of a village")
    return _KINDS[biggest.kind]


def _see_before(text: str, run: list[Word], candidate: Candidate, seen: list[str]) -> None:
    first = run[candidate.first]
    if candidate.first and first.link is not None:
        before = run[candidate.first - 1]
        if first.follows:
            seen.append("behind near" if "near" in before.flags else _JOINED[_class_of(before)])
            return
        if first.link == "-":
            seen.append("behind hyphen")
            return
        if "institution" in before.flags or "role" in before.flags:
            seen.append("linked to institution")
    match = _BEFORE.search(text, max(0, first.start - _LOOK), first.start)
    word = match.group(1) if match else None
    seen.append(_before(word) if word else "behind nothing")
    if word == "of" and _KIND_OF.search(text, max(0, first.start - _LOOK), first.start):
        seen.append("behind kind of")


def _before(word: str) -> str:
    if word[-1].isalnum():
        return _labels_before().get(word.lower(), "behind word")
    return _MARKS.get(word, "behind mark")


@cache
def _labels_before() -> dict[str, str]:
    """What each word before a name is called in the table of observations."""
    actions = {word for row in rows("place_roles") for word in listed(row["words"])}
    labels = dict.fromkeys(actions, "behind action") | {"and": "behind and", "or": "behind and"}
    labels |= dict.fromkeys(("the", "a", "an"), "behind article")
    labels |= _labelled(_BEFORE_CLASSES, "behind {}")
    return labels | {word: f"behind {word}" for word in _PREPOSITIONS}


def _class_of(word: Word) -> str:
    if word.flags:
        if FUNCTION in word.flags or "lead" in word.flags:
            return FUNCTION
        for flag in _CLASSES:
            if flag in word.flags:
                return flag
    return "initial" if len(word.lower) == 1 else "name"


def _behind(text: str, run: list[Word], candidate: Candidate) -> str:
    if run[candidate.last - 1].is_possessive:
        return "possessive"
    if candidate.last < len(run):
        after = run[candidate.last]
        if after.follows:
            return _AHEAD[_class_of(after)]
        if after.link == "-":
            return "hyphen after"
    match = _AFTER.match(text, candidate.end)
    mark, word = match.groups() if match else (None, None)
    if mark is None:
        return "end after"
    if not mark.isspace():
        return {"-": "suffix", ",": "comma after"}.get(mark.strip(), "bracket after")
    return _labels_after().get(word, "word after") if word else "mark after"


@cache
def _labels_after() -> dict[str, str]:
    """What each word behind a name is called in the table of observations."""
    verbs = words_of_class("be") | words_of_class("have") | words_of_class("do") | words_of_class("modal")
    labels = dict.fromkeys(verbs, "before verb") | {word: f"before {word}" for word in ("and", "in", "of", "on")}
    return labels | _labelled(_AFTER_CLASSES, "before {} in small")


def _labelled(classes: tuple[str, ...], label: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, flags in flags_by_word().items():
        first = next((name for name in classes if name in flags), None)
        if first:
            found[word] = label.format(first)
    return found
