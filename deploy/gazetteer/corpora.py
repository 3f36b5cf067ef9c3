"""Read the two annotated corpora that places are measured on: LGL (local news) and GeoVirus (news of epidemics)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Span = tuple[int, int]


class Annotated(NamedTuple):
    """A text, the spans of its toponyms, and the latitude and longitude of those that have them."""

    text: str
    spans: frozenset[Span]
    points: dict[Span, tuple[float, float]]


def lgl(folder: Path) -> list[Annotated]:
    """The articles of `lgl.xml`."""
    return [_article(each, "toponyms", 0) for each in ET.parse(folder / "lgl.xml").getroot()]  # noqa: S314 - our data


def geovirus(folder: Path) -> list[Annotated]:
    """The articles of `GeoVirus.xml`, whose offsets count from 1."""
    return [_article(each, "locations", 1) for each in ET.parse(folder / "GeoVirus.xml").getroot()]  # noqa: S314


def _article(element: ET.Element, of: str, first: int) -> Annotated:
    points: dict[Span, tuple[float, float]] = {}
    spans: set[Span] = set()
    for toponym in element.find(of) or ():
        span = (int(toponym.findtext("start", "")) - first, int(toponym.findtext("end", "")) - first)
        spans.add(span)
        latitude, longitude = _texts(toponym, "lat"), _texts(toponym, "lon")
        if latitude and longitude:
            points[span] = (float(next(iter(latitude))), float(next(iter(longitude))))
    return Annotated(element.findtext("text", ""), frozenset(spans), points)


def _texts(element: ET.Element, name: str) -> list[str]:
    return list(_found(element, name))


def _found(element: ET.Element, name: str) -> Iterator[str]:
    for each in element.iter(name):
        if each.text:
            yield each.text
