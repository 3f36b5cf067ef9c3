"""Which place a name means: the bigger, the one in a country that the article names, the one near its other places."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import exp, log1p
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.places.candidates import codes_of_people
from services.extractor.domain.places.toponyms import holds

if TYPE_CHECKING:
    from services.extractor.domain.gazetteer.table import Place
    from services.extractor.domain.places.toponyms import Toponym

# In logits. A country is meant before a town of its name, a region before a district.
_KIND = {gazetteer.COUNTRY: 2.0, gazetteer.UNION: 2.0, gazetteer.REGION: 0.5, gazetteer.DISTRICT: -1.0}
_A_DIGIT_MORE = 1.0
_REGION_BEHIND = 8.0
_OWN_REGION, _OWN_COUNTRY = 1.6, 1.2
_NEAR, _SAME_REGION = 1.5, 0.5
# A place in it speaks for a region more than for another place in it.
_INSIDE = 1.5
_MOST_CONTEXT = 3.0
# What a country's own name tells of it being named.
_OWN_NAME = 1.5
_SETTLED = 0.8
# About a hundred kilometres: what is in the same square of the map or in one beside it is near.
_SQUARE = 1.0
# An article has few places that matter for another; a list of all towns must not be compared pair by pair.
_MOST_NEIGHBOURS = 2


class Meaning(NamedTuple):
    """A place that a name may mean, and how likely it is."""

    place: Place
    score: float


class _Context:
    """What an article names: how often each code, and which squares of the map and regions."""

    def __init__(self) -> None:
        self.codes: Counter[str] = Counter()
        self.names_near: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
        self.names_in_region: defaultdict[str, set[str]] = defaultdict(set)

    def settle(self, name: str, place: Place) -> None:
        """Take a name as settled."""
        if place.kind == gazetteer.SETTLEMENT:
            row, column = _square(place)
            for north in (-1, 0, 1):
                for east in (-1, 0, 1):
                    self.names_near[row + north, column + east].add(name)
            for region in place.regions:
                self.names_in_region[region].add(name)

    def score(self, name: str, place: Place) -> float:
        """How much the article speaks for a place: 0 if it says nothing of it."""
        named = 0.0
        if place.kind == gazetteer.COUNTRY:
            named = _OWN_NAME
        elif place.regions:
            # A region's own name says nothing of which region it is.
            is_region = place.kind == gazetteer.REGION
            region = 0 if is_region else max(self.codes[code] for code in place.regions)
            named = _OWN_REGION * log1p(region) + _OWN_COUNTRY * log1p(self.codes[place.country]) + is_region
        near = _others(self.names_near.get(_square(place)), name)
        beside = max((_others(self.names_in_region.get(code), name) for code in place.regions), default=0)
        if place.kind in "CA":
            return min(named, _MOST_CONTEXT) + _INSIDE * beside
        return min(named, _MOST_CONTEXT) + _NEAR * near + _SAME_REGION * beside


def _others(names: set[str] | None, name: str) -> int:
    """How many other names there are, as far as more of them tell more."""
    return min(len(names) - (name in names), _MOST_NEIGHBOURS) if names else 0


def meanings(text: str, toponyms: list[Toponym]) -> dict[str, tuple[Meaning, ...]]:
    """For each name in a text the places that it may mean, likeliest first; a name means one place in an article."""
    context = _Context()
    named = _named(text, toponyms, context)
    settled = {name for name, toponym in named.items() if len(toponym.places) == 1 or toponym.region}
    for name in sorted(settled):
        context.settle(name, _ranked(name, named[name], context)[0].place)
    # Those settled by the context settle others.
    for name in sorted(named.keys() - settled):
        best = _ranked(name, named[name], context)[0]
        if best.score >= _SETTLED:
            context.settle(name, best.place)
    return {name: _ranked(name, toponym, context) for name, toponym in named.items()}


def _named(text: str, toponyms: list[Toponym], context: _Context) -> dict[str, Toponym]:
    """One toponym for each listed name, the one with its region behind it if there is one; and the codes of all."""
    named: dict[str, Toponym] = {}
    for toponym in toponyms:
        name = text[toponym.start : toponym.end]
        if toponym.is_people:
            context.codes.update(codes_of_people(name))
        elif toponym.places:
            _note_codes(toponym, context)
            if name not in named or (toponym.region and not named[name].region):
                named[name] = toponym
    return named


def _note_codes(toponym: Toponym, context: _Context) -> None:
    codes = {code for place in toponym.places if place.kind in "CA" for code in place.regions}
    # "Georgia" is a country and a state: it speaks for both, half as loud as one that is only one.
    for code in codes:
        context.codes[code] += 1
        if len(code) > 2 and len(codes) == 1:  # noqa: PLR2004 - a country's code has two letters
            context.codes[code[:2]] += 1


def _ranked(name: str, toponym: Toponym, context: _Context) -> tuple[Meaning, ...]:
    if len(toponym.places) == 1:
        return (Meaning(toponym.places[0], 1.0),)
    scores = [(_prior(place, toponym) + context.score(name, place), place) for place in toponym.places]
    best = max(score for score, _ in scores)
    weights = [(exp(score - best), place) for score, place in scores]
    total = sum(weight for weight, _ in weights)
    return tuple(Meaning(place, weight / total) for weight, place in sorted(weights, key=lambda each: -each[0]))


def _prior(place: Place, toponym: Toponym) -> float:
    behind = _REGION_BEHIND if toponym.region and holds(toponym.region, place) else 0.0
    return _A_DIGIT_MORE * place.size / 10 + _KIND.get(place.kind, 0.0) + behind


def _square(place: Place) -> tuple[int, int]:
    return round(place.latitude / _SQUARE), round(place.longitude / _SQUARE / 1.5)
