"""The files that a command is given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARD_INPUT = "-"


def each(paths: Iterable[str], suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file, folders with what is below them, in order of name; `-` is standard input.

    Args:
        suffixes: what is read of a folder, in lower case, with the dot; a file named directly is always read.

    Raises:
        OSError: a path cannot be read.

    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield path, sys.stdin.buffer.read()
        elif Path(path).is_dir():
            below = (file for file in Path(path).rglob("*") if file.suffix.lower() in suffixes and file.is_file())
            yield from ((str(file), file.read_bytes()) for file in sorted(below))
        else:
            yield path, Path(path).read_bytes()
