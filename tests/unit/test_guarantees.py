"""The table of guarantees is true to the tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    line
    for line in (ROOT / "docs/guarantees.md").read_text().splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| trap |"))
]


def named_tests(row: str) -> list[tuple[str, str]]:
    """File and function of each test in the last column."""
    return re.findall(r"`([\w/]+\.py)::(\w+)`", row.rsplit("|", 2)[1])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_every_guarantee_names_tests_that_exist(row: str) -> None:
    """A test that is renamed or removed is renamed or missed here."""
    names = named_tests(row)

    assert names
    for file, name in names:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / "tests" / file).read_text(), re.MULTILINE), name
