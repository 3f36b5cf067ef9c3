"""The toponyms of a text: where a name of a place stands, also within another name ("Odesa Fire Department")."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.facts import patterns
from services.extractor.domain.gazetteer.table import REGION
from services.extractor.domain.places import observations
from services.extractor.domain.places.acting import acting, introduced, is_apposed, is_titled
from services.extractor.domain.places.candidates import (
    LISTED,
    PEOPLE,
    SHORT,
    UNLISTED,
    Candidate,
    candidates_in,
    codes_of_people,
)
from services.extractor.domain.places.definite import belonging, is_region
from services.extractor.domain.places.standing import Standing, is_unlike
from services.extractor.domain.places.words import FUNCTION, runs_in
from services.extractor.domain.tables import rows

if TYPE_CHECKING:
    from services.extractor.domain.gazetteer.table import Place
    from services.extractor.domain.places.words import Word

# As sure as 45 %: a place that is missed and one that is invented cost the same, and more are missed.
_LEAST = -0.2
_ALWAYS = "always"
_SOMEBODY = "is somebody"
_WITHIN = frozenset(
    {"before institution", "before name", "linked to institution", "joined to institution", "joined to name"}
    | {"before first_name", "joined to first_name", "joined to title", "joined to initial", "before initial"}
)
# What makes a name a place wherever it stands in the article.
_SURE = frozenset(
    {"stands as place", "behind near", "behind kind of", "before kind in small", "with area", "its region behind"}
)
_TELLING = frozenset({"area", "nature", "before", "street", "number", "site"})
_LED = frozenset(
    {"behind near", "behind at", "behind from", "behind to", "behind toward", "behind action", "behind kind of"}
)
_AND = frozenset({" and ", ", and ", " or "})
_IN = frozenset({" in ", " in the "})
_GOES_ON = re.compile(r" and [A-Z]|, and [A-Z]|, [A-Z]")
_NO_PERSON = frozenset({"institution", "area", "street", "nature", FUNCTION})
_ENDS_PERSON = frozenset({"institution", FUNCTION})
# A person's name is short; a run of capitals without end is none.
_MAX_NAMES = 5
# An article introduces few places that no gazetteer knows.
_MOST_UNLISTED = 40
# Each of them is looked for in all of the article.
_MOST_LIKELY = 100


class Toponym(NamedTuple):
    """A name of a place in a text.

    Attributes:
        places: what it may mean; empty for a place that the gazetteer lacks.
        is_people: it is an adjective or a word for people: "Ukrainian", "Texans".
        is_within: it is a part of a longer name, of an institution or a person.
        is_told: a word beside it tells that it is a place, so that no gazetteer need know it.
        region: the region or country behind it that holds it: "Paris, Texas".
    """

    start: int
    end: int
    places: tuple[Place, ...]
    is_people: bool
    is_within: bool
    is_told: bool
    region: Place | None


@dataclass
class Sighting:
    """A candidate with what was seen, and the region that stands behind it: "Paris, Texas"."""

    run: list[Word]
    candidate: Candidate
    seen: list[str]
    region: Place | None = None


@dataclass
class _Article:
    """What the whole article tells about each name in it."""

    surnames: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    sure: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)


def toponyms_in(text: str) -> list[Toponym]:
    """The toponyms of a text, in order."""
    found = [_toponym(sighting) for sighting in sightings_in(text) if is_place(sighting)]
    return _with_repeated(text, found)


def is_place(sighting: Sighting) -> bool:
    """Whether what was seen speaks for a place."""
    if _SOMEBODY in sighting.seen:
        return False
    is_told = sighting.candidate.how == PEOPLE or "stands as place" in sighting.seen
    return is_told or score(sighting) > _LEAST


def score(sighting: Sighting) -> float:
    """How much all that was seen speaks for a place: a logit."""
    known = weights()
    return known[_ALWAYS] + sum(known.get(seen, 0.0) for seen in sighting.seen)


@cache
def weights() -> dict[str, float]:
    """How much each observation speaks for a place."""
    return {row["seen"]: float(row["weight"]) for row in rows("observations")}


def _toponym(sighting: Sighting) -> Toponym:
    candidate = sighting.candidate
    is_told = candidate.type in _TELLING or (candidate.how == UNLISTED and not _SURE.isdisjoint(sighting.seen))
    return Toponym(
        candidate.start,
        candidate.end,
        candidate.places,
        is_people=candidate.how == PEOPLE,
        is_within=candidate.standing is not Standing.SURE and not _WITHIN.isdisjoint(sighting.seen),
        is_told=is_told,
        region=sighting.region,
    )


def _with_repeated(text: str, found: list[Toponym]) -> list[Toponym]:
    """Add where a place that no gazetteer knows is named again: "the village of X" makes X a place everywhere."""
    told = {text[each.start : each.end] for each in found if each.is_told and not each.places and not each.is_within}
    if not told:
        return found
    names = sorted(told, key=lambda name: (-len(name), name))[:_MOST_UNLISTED]
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    taken = {at for each in found for at in (each.start, each.end)}
    spans = [match.span() for match in pattern.finditer(text)]
    free = [span for span in spans if taken.isdisjoint(span) and not is_titled(text, span[0])]
    again = [Toponym(*span, (), False, False, True, None) for span in free]  # noqa: FBT003
    return sorted((*found, *again), key=lambda toponym: toponym.start)


def sightings_in(text: str) -> list[Sighting]:
    """All candidates of a text with all that is seen at them."""
    article = _Article()
    found: list[Sighting] = []
    for run in runs_in(text):
        if len(run) > 1:
            _note_people(run, article)
        found.extend(Sighting(run, each, observations.local(text, run, each)) for each in candidates_in(text, run))
    _see_regions(text, found)
    for sighting in found:
        _note(text, sighting, article)
    for sighting in found:
        if sighting.candidate.how == LISTED:
            _see_article(text, sighting, article)
    _see_lists(text, found)
    _see_likely(text, found, article)
    return found


def _name(text: str, sighting: Sighting) -> str:
    """The name of a candidate as written."""
    return text[sighting.candidate.start : sighting.candidate.end]


def _see_lists(text: str, found: list[Sighting]) -> None:
    """See which names go on a list of places: "shelled X and Y"."""
    for first, second in pairwise(found):
        is_listed = _is_listed(text, first.candidate, second.candidate)
        if is_listed and _is_open(text, second) and _is_led(first):
            second.candidate = second.candidate._replace(standing=Standing.LIKELY)
        elif first.candidate.standing is Standing.HINTED and _stands_with(text, first, second):
            first.candidate = first.candidate._replace(standing=Standing.LIKELY)


def _stands_with(text: str, first: Sighting, second: Sighting) -> bool:
    """Whether a name is listed with a place behind it, or lies in the region behind it."""
    if not (_is_listed(text, first.candidate, second.candidate) or _is_in(text, first, second)):
        return False
    return second.candidate.standing >= Standing.LIKELY or (second.candidate.how == LISTED and is_place(second))


def _is_in(text: str, first: Sighting, second: Sighting) -> bool:
    """Whether a region behind "in" holds a name: "struck X in North Darfur", "in Donetsk region"."""
    if text[first.candidate.end : second.candidate.start] not in _IN:
        return False
    is_named = is_region(belonging(text, second.candidate.end)[1])
    return is_named or any(place.kind == REGION for place in second.candidate.places)


def _is_open(text: str, sighting: Sighting) -> bool:
    """Whether a list may tell that a name is a place: nothing else does, and it does not look like another one."""
    candidate = sighting.candidate
    if candidate.how != UNLISTED or candidate.standing >= Standing.LIKELY:
        return False
    return not is_unlike(_name(text, sighting), "", candidate.standing)


def _is_listed(text: str, first: Candidate, second: Candidate) -> bool:
    """Whether "X and Y" or "X, Y and"; in "X, Y, said" Y is somebody."""
    between = text[first.end : second.start]
    return between in _AND or (between == ", " and _GOES_ON.match(text, second.end) is not None)


def _is_led(sighting: Sighting) -> bool:
    """Whether words before a place tell that it is one, and so for the rest of its list."""
    standing = sighting.candidate.standing
    return standing >= Standing.LIKELY or (not _LED.isdisjoint(sighting.seen) and is_place(sighting))


def _see_likely(text: str, found: list[Sighting], article: _Article) -> None:
    """See which names that stand where places do are nobody who acts elsewhere in the article."""
    likely = [each for each in found if each.candidate.how == UNLISTED and _may_be_somebody(each)]
    all_names = dict.fromkeys(_name(text, each) for each in likely)
    names = set(islice(all_names, _MOST_LIKELY))
    surnames = {name for name in all_names if _is_surname(name.lower(), article)}
    sure = {_name(text, each) for each in likely if "stands as place" in each.seen}
    # What surely is a place may be said to speak: "residents of X said".
    somebody = surnames | acting(text, names - sure) | introduced(text, names & sure)
    for sighting in likely:
        name = _name(text, sighting)
        if name in somebody:
            sighting.seen.append(_SOMEBODY)
        elif _is_likely(sighting) and name in names and not patterns.side_of(name):
            sighting.seen.append("stands as place")


def _is_likely(sighting: Sighting) -> bool:
    """Whether words beside a name make it a likely place, or hint at one that is called as villages are."""
    standing = sighting.candidate.standing
    return standing is Standing.LIKELY or (standing is Standing.HINTED and "like a village" in sighting.seen)


def _may_be_somebody(sighting: Sighting) -> bool:
    """Whether a name would be taken for a place, and "the village of" is not before it."""
    is_taken = "stands as place" in sighting.seen or _is_likely(sighting) or score(sighting) > _LEAST
    return is_taken and "behind kind of" not in sighting.seen


def _is_surname(lower: str, article: _Article) -> bool:
    return lower in article.surnames or lower in _known_surnames()


@cache
def _known_surnames() -> frozenset[str]:
    """The surnames of the people whom reports name without saying who they are."""
    return frozenset(row["name"].rsplit(" ", 1)[-1].lower() for row in rows("people"))


def _note_people(run: list[Word], article: _Article) -> None:
    """Take down the last words of what a first name or a title makes a person's name."""
    for number in range(len(run) - 1):
        if not run[number + 1].follows or run[number].flags.isdisjoint({"first_name", "title"}):
            continue
        last = number + 1
        limit = min(len(run), number + _MAX_NAMES)
        while last + 1 < limit and run[last + 1].follows and run[last + 1].flags.isdisjoint(_ENDS_PERSON):
            last += 1
        if run[last].flags.isdisjoint(_NO_PERSON):
            article.surnames.add(run[last].lower)


def _see_regions(text: str, found: list[Sighting]) -> None:
    """See where a region stands behind a name and a comma."""
    for first, second in pairwise(found):
        if text[first.candidate.end : second.candidate.start] != ", ":
            continue
        regions = [place for place in second.candidate.places if place.kind in "CA"]
        if regions or second.candidate.how == SHORT:
            first.region = next((r for r in regions if any(holds(r, place) for place in first.candidate.places)), None)
            first.seen.append("its region behind" if first.region else "region behind")
            second.seen.append("place before")


def holds(region: Place, place: Place) -> bool:
    """Whether a place lies in a region or country, and is not it."""
    if region.kind == "C":
        return region.country == place.country != "" and place.kind != "C"
    return place.kind not in "CA" and not set(region.regions).isdisjoint(place.regions)


def _note(text: str, sighting: Sighting, article: _Article) -> None:
    candidate = sighting.candidate
    if candidate.how == PEOPLE:
        article.codes.update(codes_of_people(_name(text, sighting)))
    for place in candidate.places:
        if place.kind in "CA":
            article.codes.update(place.regions)
    if candidate.how == LISTED and is_apposed(text, candidate.start, candidate.end):
        article.persons.add(_name(text, sighting))
    if candidate.how == LISTED and not _SURE.isdisjoint(sighting.seen):
        article.sure.add(_name(text, sighting))


def _see_article(text: str, sighting: Sighting, article: _Article) -> None:
    candidate = sighting.candidate
    if any(code in article.codes for place in candidate.places for code in place.regions):
        sighting.seen.append("country named")
    if _name(text, sighting) in article.persons:
        sighting.seen.append(_SOMEBODY)
    if candidate.last - candidate.first == 1 and sighting.run[candidate.first].lower in article.surnames:
        sighting.seen.append("surname")
    if _name(text, sighting) in article.sure and _SURE.isdisjoint(sighting.seen):
        sighting.seen.append("sure elsewhere")
