"""Datelines: "KYIV, Nov. 25 (Wire) -" before the first sentence of a report belongs to no sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH}[ \xa0]?\d{{1,2}}|\d{{1,2}}[ \xa0]{_MONTH})(?:,? \d{{4}})?"
_PLACE = r"[^\W\d_a-z][\w.’'-]{1,30}(?:[ /][^\W\d_a-z][\w.’'-]{1,30}){0,3}"
_AGENCY = r"(?:\([^()\n]{2,60}\)|/[^/\n]{2,40}/)"
_DASH = r"(?:[-–—]{1,2}|:)"
_DATELINE = re.compile(
    # With a date or an agency any place will do, without them it must stand in capitals.
    rf"(?:{_PLACE}(?:, {_PLACE}){{0,2}},? ?(?:{_DATE}\.?,?\s?{_AGENCY}?|{_AGENCY})\.?\s{{0,2}}{_DASH}"
    rf"|{_PLACE}(?:, {_PLACE}){{0,2}},? ?{_DATE}\.?\s?{_AGENCY}\."
    rf"|[A-Z][A-Z.’'-]{{3,30}}(?: [A-Z][A-Z.’'-]{{2,30}}){{0,2}}(?:, {_PLACE}){{0,2}}\s?[–—-]{{1,2}})"
    r"[ \xa0]+(?=\S)"
)

# Capitals before a dash that are no place.
_NO_PLACES = ("NATO", "OSCE", "UNICEF", "UNHCR", "UNESCO")


def without_dateline(text: str, paragraph: Span) -> Span:
    """The paragraph from behind its dateline on; the whole one if it has none."""
    match = _DATELINE.match(text, *paragraph)
    is_dateline = match is not None and not match.group().startswith(_NO_PLACES)
    return (match.end(), paragraph[1]) if match and is_dateline else paragraph
