"""Read a table of the lexicon, once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from services.extractor.domain import lexicon

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The lines of `<name>.tsv` as mappings from column to text.

    Lines that begin with `#` are remarks; the first other line names the columns; a missing last column is empty.
    """
    text = files(lexicon).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    columns = lines[0].split("\t")
    return tuple(dict(zip(columns, line.split("\t") + [""] * len(columns), strict=False)) for line in lines[1:])


def listed(cell: str) -> tuple[str, ...]:
    """The words of a cell that holds a comma-separated list."""
    return tuple(word.strip() for word in cell.split(",") if word.strip())


@cache
def alternatives(name: str, kind: str) -> str:
    """The patterns of a class of `<name>.tsv`, as alternatives of one regular expression."""
    return "|".join(row["pattern"] for row in rows(name) if row["class"] == kind)


@cache
def words_of_class(name: str) -> frozenset[str]:
    """The closed word class `name` (auxiliaries, pronouns, ...) of `grammar.tsv`."""
    return frozenset(word for row in rows("grammar") if row["class"] == name for word in row["words"].split())
