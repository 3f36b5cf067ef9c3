"""Regular expressions compiled from the tables, once."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.reading.wordings import Wordings
from services.extractor.domain.reading.words import spaced
from services.extractor.domain.tables import rows


@cache
def events() -> Wordings:
    """The words of events, by line of the table."""
    return Wordings([row["pattern"] for row in rows("events")])


@cache
def wordings(kind: str) -> tuple[Wordings, tuple[str, ...]]:
    """The phrases of a class that is looked for in every sentence, and the value of each line."""
    lines = [row for row in rows("phrases") if row["class"] == kind]
    return Wordings([row["pattern"] for row in lines]), tuple(row["value"] for row in lines)


@cache
def phrases(kind: str) -> re.Pattern[str]:
    """Compile one group per value of a class of `phrases.tsv`."""
    return _grouped([(row["value"], row["pattern"]) for row in rows("phrases") if row["class"] == kind])


def _grouped(named: list[tuple[str, str]]) -> re.Pattern[str]:
    """Try the groups at the beginnings of words only: anywhere else is most of the text."""
    groups = "|".join(rf"(?P<{name}>(?:{spaced(pattern)})\b)" for name, pattern in named)
    return re.compile(rf"\b(?:{groups})", re.IGNORECASE)


@cache
def sides() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    """A pattern for every word of a camp, and the row of each; what needs another camp beside it is of Ukraine only."""
    known = {row["word"]: row for row in rows("sides") if row["where"] in {"", "UA"}}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b"), known


def side_of(text: str) -> dict[str, str] | None:
    """The row of the first word of a camp in a text; None if it names none."""
    pattern, known = sides()
    match = pattern.search(text)
    return known[match.group()] if match else None
