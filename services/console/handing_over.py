"""Files on their way into the inbox of an instance."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from services.fetcher.adapters.inbox import ARCHIVES, SUFFIXES, is_archive, suffix_of
from services.fetcher.settings import Settings
from shared.identity import sha256

# Most file systems take 255 bytes; the rest is for what the inbox puts before and behind it.
_NAME_BYTES = 200


def head(file: Path | int) -> bytes:
    """The bytes of a file, or of a descriptor: one more than the inbox takes is enough to know that it is too large."""
    with open(file, "rb", closefd=isinstance(file, Path)) as opened:
        return opened.read(Settings().max_body_bytes + 1)


def put(name: str, raw: bytes, inbox: Path) -> str:
    """Write a file into the inbox so that it appears there whole; returns the name that it has there."""
    # Others may hand over a file of the same name at this moment.
    part = inbox / f".{secrets.token_hex(8)}.part"
    part.write_bytes(raw)
    target = inbox / _name(name, raw)
    part.rename(target)
    return target.name


def name_in_inbox(name: str, file: Path) -> str:
    """The name that a file has in the inbox once it was handed over."""
    return archive_name(file) if is_archive(name) else _name(name, head(file))


def archive_name(file: Path) -> str:
    """The name of an archive in the inbox, which all of its bytes decide; it may be larger than memory."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    suffix = suffix_of(file.name)
    stem = os.fsdecode(os.fsencode(file.name.removesuffix(suffix))[-_NAME_BYTES:])
    return f"{digest[:12]}-{stem}{suffix}"


def _name(name: str, raw: bytes) -> str:
    """The same name and bytes have the same name; `.txt` hides a suffix that the inbox would pass over."""
    stem, suffix = Path(name).stem, Path(name).suffix
    if suffix.lower() not in SUFFIXES:
        stem, suffix = name, ".txt"
    short = os.fsdecode(os.fsencode(stem)[-_NAME_BYTES:])
    return f"{sha256(raw)[:12]}-{short}{suffix}"


def files_below(path: Path) -> list[Path]:
    """The file itself, or in order of name what the inbox would read of the folder and below."""
    try:
        if not path.is_dir():
            return [path]
    except OSError:
        # A name that is too long, say: reading it will tell.
        return [path]
    return sorted(
        file for file in path.rglob("*") if file.name.lower().endswith(SUFFIXES + ARCHIVES) and file.is_file()
    )
