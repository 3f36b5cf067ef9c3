"""`python -m tests.quality.places FOLDER`: how many toponyms are recognised, on LGL and GeoVirus in a folder.

A toponym counts where its span is the annotated one. LGL annotates adjectives and words for people ("Russian",
"Texans"), GeoVirus does not: they count for the first only. Beside each figure stands what two simpler readers get:
every listed name, and every run of capitalised words.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from deploy.gazetteer.corpora import Annotated, Span, geovirus, lgl
from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.places.candidates import LISTED, PEOPLE
from services.extractor.domain.places.resolving import meanings
from services.extractor.domain.places.toponyms import sightings_in, toponyms_in

Reader = Callable[[str], set[Span]]
# The usual bound of the field: a hundred miles.
NEAR_KM = 161.0
_CAPITALS = re.compile(r"\b[A-Z][\w’'.-]{0,40}\w(?: [A-Z][\w’'.-]{0,40}\w){0,5}")


def recognised(text: str) -> set[Span]:
    """What the extractor takes for a place."""
    return {(toponym.start, toponym.end) for toponym in toponyms_in(text) if not toponym.is_people}


def recognised_with_people(text: str) -> set[Span]:
    """What the extractor takes for a place, or for who or what is of one."""
    return {(toponym.start, toponym.end) for toponym in toponyms_in(text)}


def every_listed_name(text: str) -> set[Span]:
    """The longest names of the gazetteer, whatever is around them."""
    return {(s.candidate.start, s.candidate.end) for s in sightings_in(text) if s.candidate.how in {LISTED, PEOPLE}}


def every_capital(text: str) -> set[Span]:
    """Every run of capitalised words."""
    return {match.span() for match in _CAPITALS.finditer(text)}


def scores(articles: list[Annotated], reader: Reader) -> tuple[float, float, float]:
    """Precision, recall and F in percent."""
    right = taken = gold = 0
    for article in articles:
        found = reader(article.text)
        right, taken, gold = right + len(found & article.spans), taken + len(found), gold + len(article.spans)
    return 100 * right / max(taken, 1), 100 * right / gold, 200 * right / (taken + gold)


def settlements_near(articles: list[Annotated]) -> tuple[int, int]:
    """How many recognised settlements are put within a hundred miles of where they are, and of how many."""
    near = total = 0
    for article in articles:
        found = toponyms_in(article.text)
        means = meanings(article.text, found)
        for toponym in found:
            point = article.points.get((toponym.start, toponym.end))
            meant = means.get(article.text[toponym.start : toponym.end])
            if point and meant and meant[0].place.kind == gazetteer.SETTLEMENT:
                total += 1
                there = meant[0].place._replace(latitude=point[0], longitude=point[1])
                near += gazetteer.distance_km(meant[0].place, there) <= NEAR_KM
    return near, total


def main() -> None:
    """Print a table for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds lgl.xml and GeoVirus.xml")
    folder = parser.parse_args().folder
    for name, articles, reader in (
        ("LGL", lgl(folder), recognised_with_people),
        ("GeoVirus", geovirus(folder), recognised),
    ):
        print(f"{name}, {len(articles)} articles        P     R     F")
        for each in (reader, every_listed_name, every_capital):
            print(f"{each.__name__:<24}  " + "  ".join(f"{figure:4.1f}" for figure in scores(articles, each)))
        near, total = settlements_near(articles)
        print(f"of {total} settlements {100 * near / total:.0f} % are put within {NEAR_KM:.0f} km\n")


if __name__ == "__main__":
    main()
