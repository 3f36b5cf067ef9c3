"""When two parts of claim records say the same: places, times, numbers, names.

All are mappings in the shape of the claim record's JSON, with `words`, the numbers of the words they touch, added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.quality.annotating.edtf import Days, days

Part = Mapping[str, Any]

_NAMELESS = {"the", "a", "an", "of", "and", "to", "in", "on", "for", "from", "s"}
# What a unit is in the unit it is compared in.
_UNITS = {
    "km": ("m", 1e3), "cm": ("m", 1e-2), "mile": ("m", 1609.344), "mi": ("m", 1609.344), "metre": ("m", 1.0),
    "km2": ("m2", 1e6), "km²": ("m2", 1e6), "m²": ("m2", 1.0), "ha": ("m2", 1e4),
    "t": ("kg", 1e3), "tonne": ("kg", 1e3), "g": ("kg", 1e-3),
    "MW": ("W", 1e6), "kW": ("W", 1e3), "GW": ("W", 1e9),
    "percent": ("%", 1.0),
}  # fmt: skip


def overlap(one: Part, other: Part) -> bool:
    """Whether they share a word of the report."""
    return bool(one["words"] & other["words"])


def named_alike(one: str | None, other: str | None) -> bool:
    """Whether two names share a word that names."""
    return bool(_names(one) & _names(other))


def _names(text: str | None) -> set[str]:
    return {word for word in re.findall(r"\w+", (text or "").lower()) if word not in _NAMELESS}


def same_part(one: Part, other: Part) -> bool:
    """The same place, and the same words for a part of it."""
    return overlap(one, other) and named_alike(one["part"], other["part"])


def same_resolved(one: Part, other: Part) -> bool:
    """The same words, taken for the same place."""
    return overlap(one, other) and named_alike(one["name"] or one["text"], other["name"] or other["text"])


def same_time(one: Part, other: Part) -> bool:
    """The same words, standing for the same days."""
    if not overlap(one, other):
        return False
    return one["edtf"] == other["edtf"] or (_interval(one) == _interval(other) is not None)


def _interval(time: Part) -> Days | None:
    """First and last day, from the date as written or else from the interval."""
    try:
        known = days(time["edtf"]) if time.get("edtf") else None
    except ValueError:
        known = None
    if known or not time.get("start"):
        return known
    start, end = (datetime.fromisoformat(time[side]) if time.get(side) else None for side in ("start", "end"))
    # Intervals are half-open: the one that ends at midnight ends the day before.
    return start and start.date(), end and (end - timedelta(microseconds=1)).date()


def same_quantity(one: Part, other: Part) -> bool:
    """The same words, the same bounds, in units that can be compared."""
    return overlap(one, other) and _measured(one) == _measured(other)


def _measured(quantity: Part) -> tuple[float | None, float | None, str | None]:
    unit, factor = _UNITS.get(quantity["unit"] or "", (quantity["unit"], 1.0))
    low, high = (
        None if bound is None else float(f"{bound * factor:.6g}") for bound in (quantity["low"], quantity["high"])
    )
    return low, high, unit


def same_count(one: Part, other: Part) -> bool:
    """The same words, counting the same."""
    return overlap(one, other) and named_alike(one["counted"], other["counted"])


def same_voice(one: Part, other: Part) -> bool:
    """A caveat by the same voice."""
    if "article" in {one["by"], other["by"]}:
        return bool(one["by"] == other["by"])
    return named_alike(one["by"], other["by"])
