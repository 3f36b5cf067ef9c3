"""Places of the front line in the spellings of two languages and three decades; the list was made before the rules."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from services.extractor.domain.facts.places import places_in
from tests.quality.measuring.figure import goals

# A village and the town beside it are two places; the centre of a town is not a point.
NEAR_KM = 10

NAMES = [
    line.split("\t") for line in (Path(__file__).parent / "front_line.tsv").read_text(encoding="utf-8").splitlines()[2:]
]


def distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The way over a sphere."""
    (a, b), (c, d) = (tuple(map(radians, point)) for point in (first, second))
    return 12742 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def kilometres_off(name: str, latitude: str, longitude: str, beside: str = "") -> float | None:
    """How far from its place a name is put in a report; None if it is no place."""
    text = f"Ukraine's army said its troops held {name}{f', not far from {beside}' if beside else ''}."
    place = next((place for place in places_in(text, ((0, len(text)),)) if place.text == name), None)
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return distance_km((place.latitude, place.longitude), (float(latitude), float(longitude)))


def test_names_of_the_front_line_are_put_where_they_are() -> None:
    """Names in Ukrainian, Russian and older spellings are resolved to within ten kilometres."""
    off = {name: kilometres_off(name, *rest) for name, *rest in NAMES}

    far = {name: distance for name, distance in off.items() if distance is None or distance > NEAR_KM}
    assert len(NAMES) == 100
    # Two may be lost to a change that finds more elsewhere.
    assert not goals()["places: front line, found"].is_missed(len(NAMES) - len(far)), far
