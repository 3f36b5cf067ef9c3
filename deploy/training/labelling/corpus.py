"""Labelled claims: lines of `tests.quality.labels`, and claims and contents that were written with their labels."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.extractor.domain.facts.actors import WITHOUT_ACTORS
from services.extractor.domain.labelling.labels import FIELDS

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
    """The claims of a file, by its ending: `.jsonl`, or `.tsv` with type, cue, content, and what else is known."""
    return list(_written(path) if path.suffix == ".tsv" else _claims(path))


def _claims(path: Path) -> Iterator[Labelled]:
    # Not `splitlines`: a content may hold what that takes for the end of a line.
    for line in path.read_text(encoding="utf-8").strip("\n").split("\n"):
        yield Labelled(**json.loads(line))


def _written(path: Path) -> Iterator[Labelled]:
    lines = path.read_text(encoding="utf-8").strip("\n").split("\n")
    for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)):
        right = {name: [row[name]] for name in FIELDS if name in row}
        content, actors = unmarked(row["content"])
        marked = actors if "source" in row and row["type"] not in WITHOUT_ACTORS else None
        yield Labelled(
            "written", f"{path.stem} {number}", row.get("source", ""), row["cue"], content, right, {}, marked
        )


def unmarked(content: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A content without its marks, and what they mark: `{agent}` and `<target>`."""
    text, actors, opened = "", [], 0
    for sign in content:
        if sign in "{<":
            opened = len(text)
        elif sign in "}>":
            actors.append((opened, len(text), "agent" if sign == "}" else "target"))
        else:
            text += sign
    return text, actors
