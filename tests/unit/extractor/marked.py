"""Tables of sentences in which marks show what is to be found."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Span = tuple[int, int]

TABLES = Path(__file__).parent / "tables"
_MARKS = {"{": "fact", "<": "source", "[": "content"}
_CLOSING = {"}": "fact", ">": "source", "]": "content"}


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks, and where they stood."""

    text: str
    spans: dict[str, list[Span]] = field(default_factory=dict)

    def only(self, name: str) -> Span | None:
        """The single span of a kind; None if there is none."""
        return self.spans.get(name, [None])[0]  # type: ignore[list-item]


def marked(sentence: str) -> Marked:
    """Take `{fact}`, `<source>`, `/cue/` and `[content]` out of a sentence; strokes between figures stay."""
    text, open_at, spans = "", {}, {}
    for n, character in enumerate(sentence):
        is_cue = character == "/" and not re.search(r"\d/\d|m/h", sentence[max(0, n - 1) : n + 2])
        name = "cue" if is_cue else _MARKS.get(character) or _CLOSING.get(character)
        if name is None:
            text += character
        elif name in open_at:
            spans.setdefault(name, []).append((open_at.pop(name), len(text)))
        else:
            open_at[name] = len(text)
    return Marked(text, spans)


def rows(name: str) -> list[dict[str, str]]:
    """The lines of a table; `#` begins a remark, a missing cell is empty."""
    lines = [line for line in (TABLES / f"{name}.tsv").read_text().splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t") + [""] * len(columns), strict=False)) for line in lines[1:]]


def share_right(table: str, failure: Callable[[dict[str, str]], str | None]) -> float:
    """The share of a table's rows without a failure; the failures are printed."""
    table_rows = rows(table)
    failures = [wrong for row in table_rows if (wrong := failure(row))]
    print(f"{table}: {len(table_rows) - len(failures)} of {len(table_rows)}", *failures, sep="\n", file=sys.stderr)
    return 1 - len(failures) / len(table_rows)


def filled(piece: str, length: int) -> str:
    """A text of this length that repeats one piece."""
    return (piece * (length // len(piece) + 1))[:length]
