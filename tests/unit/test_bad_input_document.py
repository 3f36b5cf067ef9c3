"""The table in docs/bad-input.md is true to the cases."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.bad_input.table import kinds

DOCUMENT = (Path(__file__).parents[2] / "docs/bad-input.md").read_text()


def test_every_kind_of_bad_input_stands_in_the_document() -> None:
    """A case that is added, renamed or ends otherwise is missed there."""
    table = DOCUMENT.split("## Every case")[1]
    rows = [tuple(cell.strip() for cell in line.split(" | ")[:3]) for line in table.splitlines() if " | " in line][1:]

    expected = [case for case in kinds() if case.name != "unreadable"]
    assert [(door.removeprefix("| "), name) for door, name, _ in rows] == [(case.door, case.name) for case in expected]
    for case, (_, _, outcome) in zip(expected, rows, strict=True):
        assert outcome.startswith(case.outcome.rstrip("*"))
