"""Where: names of the gazetteer in the content, and "the city" resolved from what stands before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Place
from services.extractor.domain.facts import patterns
from services.extractor.domain.tables import listed

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_GENERIC = re.compile(r"\b[Tt]h(?:e|is) (?:\w+ )?(city|town|village|settlement|region|area|province)\b")
_PART = re.compile(
    r"\b((?:north|south|east|west)(?:ern|-\w+)?(?: part)?|centre|center|outskirts|suburbs)(?: of)?(?: the)? $",
    re.IGNORECASE,
)
_ROLES = {
    "from": "from",
    "out of": "from",
    "to": "to",
    "into": "to",
    "toward": "to",
    "towards": "to",
    "in": "at",
    "at": "at",
    "near": "at",
}
_ROLES |= {
    "around": "at",
    "of": "at",
    "throughout": "at",
    "outside": "at",
    "close to": "at",
    "on": "at",
    "across": "at",
}
_LEAD = re.compile(
    r"\b(" + "|".join(sorted(_ROLES, key=len, reverse=True)) + r")(?: the)?(?: (?:city|town|village|region) of)? $",
    re.IGNORECASE,
)
_CAMP_NAMES = frozenset({"Russia", "Ukraine", "Moscow", "Kyiv", "Kiev"})
_LOOKBACK = 48
# "The city" is looked for in the last paragraphs only; farther off it is another one.
_CONTEXT = 4000


def places_in(text: str, spans: tuple[Span, ...]) -> tuple[Place, ...]:
    """The places of a content in order, each once; from the context where the content has only "the city"."""
    pattern, known = patterns.places()
    found: dict[str, Place] = {}
    for start, end in spans:
        for match in pattern.finditer(text, start, end):
            row = known[match.group()]
            place = _place(text, match.span(), row, "content")
            # A capital or a country without a preposition is mostly a government that acts.
            if place.role != "mentioned" or match.group() not in _CAMP_NAMES:
                found.setdefault(row["name"], place)
    return tuple(found.values()) or _from_context(text, spans)


def _from_context(text: str, spans: tuple[Span, ...]) -> tuple[Place, ...]:
    pattern, known = patterns.places()
    for start, end in spans:
        generic = _GENERIC.search(text, start, end)
        if generic is None:
            continue
        floor = max(0, generic.start() - _CONTEXT)
        earlier = [m for m in pattern.finditer(text, floor, generic.start()) if known[m.group()]["precision"] == "1"]
        earlier = [m for m in earlier if m.group() not in _CAMP_NAMES]
        if earlier:
            return (_place(text, generic.span(), known[earlier[-1].group()], "context"),)
    return ()


def _place(text: str, span: Span, row: dict[str, str], basis: str) -> Place:
    before = text[max(0, span[0] - _LOOKBACK) : span[0]]
    lead, part = _LEAD.search(before), _PART.search(before)
    return Place(
        text[span[0] : span[1]],
        (span,),
        role=_ROLES[lead.group(1).lower()] if lead else "mentioned",
        part=part.group(1) if part else None,
        basis=basis,
        name=row["name"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        regions=listed(row["regions"]),
        precision=int(row["precision"]),
    )
