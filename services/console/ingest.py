"""`claimwire ingest`: files into the inbox of a running instance, and what became of each."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from services.console.files import STANDARD_INPUT
from services.console.handing_over import files_below, put
from services.fetcher.handlers import messages_of_file
from services.fetcher.settings import Settings
from shared.database.session import connect
from shared.database.tracing import where
from shared.errors import TransientError
from shared.runtime.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.console.instance import Instance

_LOOK_AGAIN_SECONDS = 0.2

# The name of a file as it was given, and the URL of an article that it is or names.
Wanted = tuple[str, str]


async def ingest_files(paths: Iterable[str], instance: Instance, *, wait_seconds: float) -> bool:
    """Hand files over and wait for their outcomes; returns whether every one was read and has one.

    Args:
        paths: files, or folders with what is below them; `-` is standard input.
    """
    wanted: list[Wanted] = []
    unreadable = 0
    for name, file in _files(paths):
        try:
            wanted += _handed_over(name, file, instance.inbox)
        except OSError as error:
            _say(f"{name}: not read: {error.strerror}")
            unreadable += 1
    waiting, stored = await _told(wanted, instance.database_url, wait_seconds)
    for name, url in waiting:
        _say(f"{name}: no outcome yet; ask `claimwire where {url}` later")
    _say(f"{stored} of {len(wanted) + unreadable} stored")
    return not waiting and not unreadable


async def _told(wanted: list[Wanted], database_url: str, wait_seconds: float) -> tuple[list[Wanted], int]:
    """Say each outcome as it comes; returns what has none in time, and how many were stored."""
    engine, deadline = connect(database_url), time.monotonic() + wait_seconds
    waiting, stored = list(wanted), 0
    try:
        while waiting and time.monotonic() < deadline:
            for name, url in tuple(waiting):
                outcome = await _outcome(engine, url)
                if outcome is not None:
                    waiting.remove((name, url))
                    stored += outcome.startswith("stored")
                    _say(f"{name}: {outcome}")
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    finally:
        await engine.dispose()
    return waiting, stored


async def _outcome(engine: AsyncEngine, url: str) -> str | None:
    try:
        rows = [row for row in await where(engine, url) if row.outcome != "captured"]
    except TransientError:
        # Locked, or not set up yet: the next look comes soon.
        return None
    return f"{rows[-1].outcome}{f': {rows[-1].reason}' if rows[-1].reason else ''}" if rows else None


def _handed_over(name: str, file: Path | None, inbox: Path) -> list[Wanted]:
    raw = file.read_bytes() if file else sys.stdin.buffer.read()
    there = put(file.name if file else "standard-input.txt", raw, inbox)
    messages = messages_of_file(there, raw, now(), max_bytes=Settings().max_body_bytes)
    return [(name, message.url) for message in messages]


def _files(paths: Iterable[str]) -> Iterator[tuple[str, Path | None]]:
    for path in paths:
        if path == STANDARD_INPUT:
            yield path, None
        else:
            yield from ((str(file), file) for file in files_below(Path(path)))


def _say(text: str) -> None:
    # `surrogateescape` in a file name must not end the run; who reads a pipe gets each line at once.
    sys.stdout.buffer.write(text.encode("utf8", "replace") + b"\n")
    sys.stdout.buffer.flush()
