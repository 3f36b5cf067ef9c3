"""Files on their way into the inbox of an instance."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from services.fetcher.adapters.inbox import SUFFIXES
from shared.identity import sha256

# Most file systems take 255 bytes; the rest is for what the inbox puts before and behind it.
_NAME_BYTES = 200


def put(name: str, raw: bytes, inbox: Path) -> str:
    """Write a file into the inbox so that it appears there whole; returns the name that it has there.

    The same name and bytes have the same name in the inbox; `.txt` hides a suffix that the inbox would pass over.
    """
    # Others may hand over a file of the same name at this moment.
    part = inbox / f".{secrets.token_hex(8)}.part"
    part.write_bytes(raw)
    stem, suffix = Path(name).stem, Path(name).suffix
    if suffix.lower() not in SUFFIXES:
        stem, suffix = name, ".txt"
    short = os.fsdecode(os.fsencode(stem)[-_NAME_BYTES:])
    target = inbox / f"{sha256(raw)[:12]}-{short}{suffix}"
    part.rename(target)
    return target.name


def files_below(path: Path) -> list[Path]:
    """The file itself, or in order of name what the inbox would read of the folder and below."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
