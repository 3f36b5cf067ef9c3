"""Tables of what surrounds an article: adding a phrase is one line here and one case in a test."""

from __future__ import annotations

from importlib import resources


def rows(name: str) -> list[list[str]]:
    """The lines of a table, split at its tabs; comments and empty lines left out."""
    lines = resources.files(__name__).joinpath(f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
