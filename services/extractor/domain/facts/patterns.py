"""Regular expressions compiled from the tables, once."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.tables import listed, rows


@cache
def events() -> re.Pattern[str]:
    """One group per event type, in the order of the table."""
    return re.compile(
        "|".join(rf"(?P<{row['type']}>\b(?:{row['pattern']})\b)" for row in rows("events")), re.IGNORECASE
    )


@cache
def phrases(kind: str) -> re.Pattern[str]:
    """One group per value of a class of `phrases.tsv`."""
    lines = [row for row in rows("phrases") if row["class"] == kind]
    return re.compile("|".join(rf"(?P<{row['value']}>\b(?:{row['pattern']})\b)" for row in lines), re.IGNORECASE)


@cache
def places() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    """A pattern for every spelling of every place, and the row of each spelling."""
    known = {spelling: row for row in rows("places") for spelling in (row["name"], *listed(row["aliases"]))}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b"), known


@cache
def sides() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    """A pattern for every word of a camp, and the row of each."""
    known = {row["word"]: row for row in rows("sides")}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b"), known


def side_of(text: str) -> dict[str, str] | None:
    """The row of the first word of a camp in a text; None if it names none."""
    pattern, known = sides()
    match = pattern.search(text)
    return known[match.group()] if match else None
