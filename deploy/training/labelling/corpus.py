"""Labelled claims: lines of `tests.quality.labels`, and contents that were written with their type of event."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Labelled:
    """A claim and what would be right.

    Attributes:
        report: of which it is one; reports are never divided between training and scoring.
        right: all labels that are right, by field; a field that nobody judged is absent.
        ruled: what the rules say, by field.
        actors: spans of the content with what they are of the main event; None where nobody marked any.
    """

    corpus: str
    report: str
    source: str
    cue: str
    content: str
    right: dict[str, list[str]]
    ruled: dict[str, str] = field(default_factory=dict)
    actors: list[tuple[int, int, str]] | None = None


def read(path: Path) -> list[Labelled]:
    """The claims of a file, by its ending: `.jsonl` or `.tsv` (type, cue, content)."""
    return list(_contents(path) if path.suffix == ".tsv" else _claims(path))


def _claims(path: Path) -> Iterator[Labelled]:
    # Not `splitlines`: a content may hold what that takes for the end of a line.
    for line in path.read_text(encoding="utf-8").strip("\n").split("\n"):
        yield Labelled(**json.loads(line))


def _contents(path: Path) -> Iterator[Labelled]:
    lines = path.read_text(encoding="utf-8").strip("\n").split("\n")
    for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)):
        yield Labelled("contents", f"{path.stem} {number}", "", row["cue"], row["content"], {"type": [row["type"]]})
