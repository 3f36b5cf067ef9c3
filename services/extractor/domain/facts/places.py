"""Where: places named in the content, and "the city" resolved from what stands before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Candidate, Place
from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.places.bearings import role_of
from services.extractor.domain.places.beside import LOOK, continues_list, is_of_body, lies_on, part_of, unwrapped
from services.extractor.domain.places.capitals import without_capitals
from services.extractor.domain.places.definite import (
    PART,
    belonging,
    can_mean,
    definites_in,
    fronts_in,
    is_called,
    is_district,
    is_region,
    is_site,
    is_site_at,
)
from services.extractor.domain.places.describing import only_describes
from services.extractor.domain.places.governments import names_of_governments
from services.extractor.domain.places.resolving import meanings
from services.extractor.domain.places.toponyms import toponyms_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.places.definite import Definite
    from services.extractor.domain.places.resolving import Meaning
    from services.extractor.domain.places.toponyms import Toponym
    from services.extractor.domain.reading.passage import Span

# "KYIV, Ukraine (Agency) -" tells where the report was written.
_DATELINE = re.compile(r"(?:, [A-Z][\w. ]{1,20}){0,2}(?:,? \d{1,2})?(?: \([^)\n]{1,24}\))?(?: ?[-–—]+|:) ")
# "The X depot exploded"
_HAPPENED = re.compile(r" (?:[a-z]{3,}ed|burst|burnt|caught|fell|went|lost)\b")
# "A Kyiv-based group", "a Kovrov-class ship"
_ADJECTIVE = re.compile(r"-(?:class|type|style|era|born|made|built|led|[a-z]{3,}ed)\b")
_REGION_BEFORE = re.compile(r"\b(?:region|oblast|province) of $")
_PARAGRAPH = re.compile(r"\n+")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
# "The city" is looked for in the last paragraphs only; farther off it is another one.
_CONTEXT = 4000
# A list of towns has no town that "the city" means.
_MOST_LOOKED_AT = 60
# "The town" is rather the one that was called a town, hardly one that was named by the way or paragraphs before.
_CALLED_SO, _IN_PASSING, _A_PARAGRAPH_ON = 3.0, 0.3, 0.7
_OF_ITS_PEOPLE = ("esidents of ", "nhabitants of ", "illagers of ", "ayor of ")
_OF_CAPITALS = frozenset({"city", "region", "oblast", "province", "peninsula", "river"})
_MOST_CANDIDATES = 5
_LEAST_SCORE = 0.02
_COUNTRY_OR_REGION = 3
_DISTRICT = 2


class ArticlePlaces:
    """The places that an article names."""

    def __init__(self, text: str) -> None:
        """Read the article once; every claim afterwards looks at its own part."""
        self._written = text
        # The patterns of places know one space; the positions are the same.
        self._text = without_capitals(text.translate(_SPACES))
        found = toponyms_in(self._text)
        self._meanings = meanings(self._text, found)
        self._toponyms = [toponym for toponym in found if self._can_be_place(toponym)]
        self._paragraphs = [match.end() for match in _PARAGRAPH.finditer(text)]
        self._starts = [toponym.start for toponym in self._toponyms]

    def settled(self) -> Iterator[tuple[Span, gazetteer.Place]]:
        """Where the article names places that the gazetteer has, in order, and which ones."""
        for toponym in self._toponyms:
            best = self._best(toponym)
            if best:
                yield (toponym.start, toponym.end), best

    def _can_be_place(self, toponym: Toponym) -> bool:
        if toponym.is_people or toponym.is_within:
            return False
        name = self._text[toponym.start : toponym.end]
        if _ADJECTIVE.match(self._text, toponym.end):
            return False
        is_dateline = name.isupper() and _DATELINE.match(self._text, toponym.end) is not None
        return (name in self._meanings or toponym.is_told) and not is_dateline

    def within(self, spans: tuple[Span, ...], event: Span | None) -> tuple[Place, ...]:
        """The places of a content, each once: first those of the event, then those that are only mentioned."""
        found: dict[tuple[str | None, str], Place] = {}
        for span in spans:
            for place in (*self._named(span, event), *self._meant(span, event), *self._fronts(*span)):
                key = (place.name, place.basis)
                if key not in found or found[key].role == "mentioned":
                    found[key] = place
        return tuple(sorted(found.values(), key=lambda place: place.role == "mentioned"))

    def _named(self, span: Span, event: Span | None) -> Iterator[Place]:
        last, end = span
        for group in self._lists(*span):
            # "X, Y and Z were shelled": what one of a list tells is told of all.
            role = next(filter(None, map(self._role, group)), None)
            if lies_on(self._text[last : group[0].start]):
                role = "mentioned"
            if self._may_describe(role, group[0].start) and only_describes(
                self._text, self._extent(group), span, event
            ):
                role = "mentioned"
            for toponym in group:
                last, noun = belonging(self._text, toponym.end)
                last = last if last <= end else toponym.end
                # A country or a capital that only acts is no place of the event.
                if role or noun or not self._acts(toponym):
                    yield self._place((toponym.start, last), toponym, role or "mentioned", "content")

    def _lists(self, start: int, end: int) -> Iterator[list[Toponym]]:
        """The places of a span, those that share a role together."""
        group: list[Toponym] = []
        for number in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            toponym = self._toponyms[number]
            if toponym.end > end:
                break
            if group and not self._shares(group[-1], toponym):
                yield group
                group = []
            group.append(toponym)
        if group:
            yield group

    def _shares(self, first: Toponym, second: Toponym) -> bool:
        last, noun = belonging(self._text, first.end)
        between = self._text[last : second.start]
        if self._text[first.start - 1 : first.start] in {"(", "["}:
            between = unwrapped(between)
        return continues_list(between) or (bool(noun) and between == " of ")

    def _meant(self, span: Span, event: Span | None) -> Iterator[Place]:
        """What "the village" of a content means: the last place of its kind before it."""
        for definite in definites_in(self._text, *span):
            toponym = self._last_before(definite)
            if toponym:
                before, after = self._beside(definite.span)
                role = role_of(before, after, is_government=False)
                if role is None and after[:1] not in {"’", "'"}:
                    # Who says "the village" and nothing of a way to it speaks of what happens there.
                    role = "at"
                if role == "at" and only_describes(self._text, definite.span, span, event):
                    role = "mentioned"
                place = self._place(definite.span, toponym, role or "mentioned", "context")
                yield replace(place, part=place.text.removeprefix("the ")) if definite.noun == PART else place

    def _fronts(self, start: int, end: int) -> Iterator[Place]:
        for span in fronts_in(self._text, start, end):
            front = self._text[slice(*span)]
            role = role_of(*self._beside(span), is_government=False) or "mentioned"
            yield Place(self._written[slice(*span)], (span,), role=role, part=None, basis="content", name=front)

    def _last_before(self, definite: Definite) -> Toponym | None:
        """The place that a definite phrase means: the one that the article speaks of most, and last."""
        noun, before = definite.noun, definite.span[0]
        last = bisect_left(self._starts, before)
        first = max(bisect_left(self._starts, before - _CONTEXT), last - _MOST_LOOKED_AT)
        weights: dict[str, float] = {}
        latest: dict[str, Toponym] = {}
        for number in range(last - 1, first - 1, -1):
            toponym = self._toponyms[number]
            if is_site(noun) and is_site_at(self._text, noun, toponym.start):
                return toponym
            if self._can_be_meant(toponym, definite):
                name = self._text[toponym.start : toponym.end]
                weights[name] = weights.get(name, 0.0) + self._weight(toponym, definite)
                latest.setdefault(name, toponym)
        return latest[max(weights, key=lambda name: weights[name])] if weights else None

    def _can_be_meant(self, toponym: Toponym, definite: Definite) -> bool:
        is_small = definite.is_of_direction or definite.noun not in _OF_CAPITALS
        if self._is_government(toponym) and (is_small or self._role(toponym) is None):
            return False
        return can_mean(definite.noun, belonging(self._text, toponym.end)[1], self._best(toponym))

    def _weight(self, toponym: Toponym, definite: Definite) -> float:
        """How much a mention speaks for its place being spoken of."""
        paragraphs = bisect_left(self._paragraphs, definite.span[0]) - bisect_left(self._paragraphs, toponym.start)
        weight = _A_PARAGRAPH_ON**paragraphs
        if is_called(self._text, definite.noun, (toponym.start, toponym.end)):
            return _CALLED_SO * weight
        is_home = self._text.endswith(_OF_ITS_PEOPLE, 0, toponym.start)
        return weight if is_home or self._role(toponym) not in {None, "mentioned"} else _IN_PASSING * weight

    def _role(self, toponym: Toponym) -> str | None:
        before, after = self._beside((toponym.start, toponym.end))
        last, noun = belonging(self._text, toponym.end)
        # "X station would close" is said of the station, "X's station" is X's.
        after = self._text[last : last + LOOK] if noun else after
        role = role_of(before, after, is_government=self._is_government(toponym) and not noun)
        return role or ("at" if noun and _HAPPENED.match(after) else None)

    def _may_describe(self, role: str | None, start: int) -> bool:
        # "The agreement reached in X": the verb leads to the agreement.
        return role == "at" or (role == "to" and self._text.endswith((" in ", " at ", " near "), 0, start))

    def _extent(self, group: list[Toponym]) -> Span:
        return group[0].start, belonging(self._text, group[-1].end)[0]

    def _acts(self, toponym: Toponym) -> bool:
        return self._is_government(toponym) or is_of_body(self._text[toponym.end : toponym.end + LOOK])

    def _is_government(self, toponym: Toponym) -> bool:
        best = self._best(toponym)
        is_country = best is not None and best.kind == gazetteer.COUNTRY
        return is_country or self._text[toponym.start : toponym.end] in names_of_governments()

    def _beside(self, span: Span) -> tuple[str, str]:
        return self._text[max(0, span[0] - LOOK) : span[0]], self._text[span[1] : span[1] + LOOK]

    def _best(self, toponym: Toponym) -> gazetteer.Place | None:
        """The place that a mention means, None if the gazetteer lacks it; "Donetsk region" is not Donetsk."""
        name = self._text[toponym.start : toponym.end]
        meant = self._meanings.get(name)
        if not meant:
            return None
        before = self._text[max(0, toponym.start - LOOK) : toponym.start]
        best, noun = meant[0].place, belonging(self._text, toponym.end)[1]
        if best.precision < _COUNTRY_OR_REGION and (is_region(noun) or _REGION_BEFORE.search(before)):
            regions = (place for place in gazetteer.named(f"{name} region") if place.kind == gazetteer.REGION)
            return next((region for region in regions if region.country == best.country), best)
        if best.kind == gazetteer.SETTLEMENT and before.endswith("the ") and not noun:
            # "The Dnipro" is the river.
            return next((each.place for each in meant if each.place.kind == gazetteer.NATURE), best)
        return best

    def _place(self, span: Span, toponym: Toponym, role: str, basis: str) -> Place:
        name = self._text[toponym.start : toponym.end]
        part = part_of(*self._beside(span))
        found = Place(self._written[slice(*span)], (span,), role=role, part=part, basis=basis, name=name)
        best = self._best(toponym)
        return _resolved(found, best, self._meanings[name], belonging(self._text, toponym.end)[1]) if best else found


def _resolved(found: Place, place: gazetteer.Place, meant: tuple[Meaning, ...], noun: str) -> Place:
    precision = _COUNTRY_OR_REGION if is_region(noun) else _DISTRICT if is_district(noun) else place.precision
    return replace(
        found,
        name=place.name,
        gazetteer_id=place.id,
        latitude=place.latitude,
        longitude=place.longitude,
        regions=place.regions,
        precision=max(precision, place.precision),
        candidates=_candidates(meant) if place == meant[0].place else (),
    )


def _candidates(meant: tuple[Meaning, ...]) -> tuple[Candidate, ...]:
    """The readings of a name with their scores; none if it has only one."""
    likely = [each for each in meant if each.score >= _LEAST_SCORE][:_MOST_CANDIDATES]
    if len(likely) < 2:  # noqa: PLR2004 - one reading is no choice
        return ()
    return tuple(
        Candidate(each.place.id, each.place.name, each.place.latitude, each.place.longitude, round(each.score, 3))
        for each in likely
    )


@lru_cache(maxsize=1)
def of_article(text: str) -> ArticlePlaces:
    """The places of an article, read once for all its claims."""
    return ArticlePlaces(text)


def places_in(text: str, spans: tuple[Span, ...], event: Span | None = None) -> tuple[Place, ...]:
    """The places of a content, each once; from the context where the content has only "the city".

    Args:
        event: the words of the main event, if it has any.
    """
    return of_article(text).within(spans, event)
