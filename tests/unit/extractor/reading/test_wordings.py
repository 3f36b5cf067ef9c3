"""The wordings of a table are found where a plain search would find them."""

from __future__ import annotations

import pytest

from services.extractor.domain.reading.wordings import Wordings

LINES = ["ran? away|fled", "(?:was|were) shot", "[mp]ill", r"\d+ dead", "(?:heavy )?rain(?:ed)?", r"\w+quake"]

FOUND = [
    ("They ra away and fled.", [(0, "ra away"), (0, "fled")]),
    ("Two were shot.", [(1, "were shot")]),
    ("A pill and a mill", [(2, "pill"), (2, "mill")]),
    ("12 dead", [(3, "12 dead")]),
    ("heavy rain", [(4, "heavy rain")]),
    ("It RAINED", [(4, "RAINED")]),
    ("an earthquake", [(5, "earthquake")]),
    ("fledgling", []),
    ("unfled", []),
    ("were\xa0shot", [(1, "were\xa0shot")]),
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_wordings_begin_at_words(text: str, found: list[tuple[int, str]]) -> None:
    """Whole words in any case, with any space, by the first letters of each alternative."""
    assert [(hit.line, hit.match.group()) for hit in Wordings(LINES).find(text, (0, len(text)))] == found


def test_only_the_part_is_searched() -> None:
    """What lies outside is not found, and the first line wins where two match."""
    text = "fled fled fled"

    assert [hit.match.start() for hit in Wordings(["fled", "fle\\w"]).find(text, (5, 9))] == [5]
    assert [hit.line for hit in Wordings(["fled", "fle\\w"]).find(text, (0, 4))] == [0]
