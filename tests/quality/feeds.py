"""How many expectations of feedparser's own tests hold for what the fetcher's parser finds.

A document of `data/feeds` names its expectation in a comment: a Python expression over feedparser's result, and the
response headers that belong to it. The expressions are run, so that the folder must be one that you trust.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from feedparser.util import FeedParserDict

from services.fetcher.domain.feed import base_of, is_bomb, parsed

# Where feedparser's own tests serve the documents: expectations name it.
_SERVER = "http://127.0.0.1:8097/"
_EXPECTATION = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_HEADER = re.compile(r"^Header:\s*([^:\n]+):\s*(.*?)\r?$", re.MULTILINE)
# By their first bytes (XML 1.0, appendix F); all others are read as if each byte were a character.
_WIDE = (
    (b"\x4c\x6f\xa7\x94", "cp037"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00\x3c", "utf-32-be"),
    (b"\x3c\x00\x00\x00", "utf-32-le"),
    (b"\x00\x3c\x00\x3f", "utf-16-be"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x3c\x00\x3f\x00", "utf-16-le"),
    (b"\xff\xfe", "utf-16-le"),
)


class Expectations(NamedTuple):
    """How many expectations there are, how many hold, and how many stand in documents that are refused."""

    total: int
    held: int
    refused: int


def expectations(folder: Path, below: tuple[str, ...] = ("wellformed", "illformed")) -> Expectations:
    """Parse every document of a folder that has an expectation.

    Args:
        below: the folders that are read: documents about encodings and entities alone are in others.
    """
    total = held = refused = 0
    for file in sorted(file for name in below for file in (folder / name).rglob("*.xml")):
        raw = file.read_bytes()
        text = _characters(raw)
        expected = _EXPECTATION.search(text)
        if expected is None:
            continue
        total += 1
        if is_bomb(raw):
            refused += 1
        else:
            headers = {name.lower(): value for name, value in _HEADER.findall(text)}
            base = base_of(f"{_SERVER}{file.relative_to(folder).as_posix()}", headers)
            said = {"content-type": "application/xml"} | headers | {"content-location": base}
            held += _holds(expected[1], parsed(raw, said))
    return Expectations(total, held, refused)


def _characters(raw: bytes) -> str:
    encoding = next((name for start, name in _WIDE if raw.startswith(start)), "latin-1")
    return raw.decode(encoding, "replace")


def _holds(expression: str, found: Any) -> bool:
    try:
        return bool(eval(expression, {"FeedParserDict": FeedParserDict}, found))  # noqa: S307 - as the folder is trusted
    except Exception:  # noqa: BLE001 - whatever an expression raises, it does not hold
        return False
