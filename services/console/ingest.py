"""`claimwire ingest`: files into the inbox of a running instance, and what became of each."""

from __future__ import annotations

import asyncio
import errno
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.console.archives import Handed, counted_lines, follow, hand_over
from services.console.files import STANDARD_INPUT
from services.console.handing_over import files_below, head, put
from services.console.terminal import one_line, say
from services.fetcher.adapters.inbox import ARCHIVES, SUFFIXES, is_archive
from services.fetcher.handlers import messages_of_file
from services.fetcher.settings import Settings
from shared.database.session import connect
from shared.database.tracing import where
from shared.errors import TransientError
from shared.identity import file_url
from shared.runtime.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.console.instance import Instance

_LOOK_AGAIN_SECONDS = 0.2


@dataclass(frozen=True)
class Wanted:
    """An outcome that is waited for.

    Attributes:
        name: of the file, as it was given.
        url: of the article that it is or names.
        file: the URL of the file itself, where its end stands if it is no article.
    """

    name: str
    url: str
    file: str


async def ingest_files(paths: Iterable[str], instance: Instance, *, wait_seconds: float) -> bool:
    """Hand files over and wait for their outcomes; returns whether every one was read and has one.

    Args:
        paths: files, or folders with what is below them; `-` is standard input.
    """
    wanted: list[Wanted] = []
    archives: list[Handed] = []
    unreadable = 0
    for name, file in _files(paths):
        try:
            if file is not None and is_archive(file.name) and not file.is_dir():
                archives.append(hand_over(file, instance.inbox))
            else:
                wanted += _handed_over(name, file, instance.inbox)
        except OSError as error:
            say(one_line(f"{name}: not read: {error.strerror}"))
            unreadable += 1
    waiting, stored = await _told(wanted, instance.database_url, wait_seconds)
    for each in waiting:
        say(one_line(f"{each.name}: no outcome yet; ask `claimwire where {each.url}` later"))
    if wanted or unreadable or not archives:
        say(f"{stored} of {len(wanted) + unreadable} stored")
    are_done = [await _followed(archive, wait_seconds) for archive in archives]
    return not waiting and not unreadable and all(are_done)


async def _followed(archive: Handed, wait_seconds: float) -> bool:
    began = time.monotonic()
    counts = await follow(archive, wait_seconds=wait_seconds)
    if counts is None:
        say(
            one_line(f"{archive.name}: nothing new for {wait_seconds:g} s; it goes on in the background: repeat to see")
        )
        return False
    for line in counted_lines(counts, time.monotonic() - began):
        say(one_line(f"{archive.name}: {line}"))
    return True


async def _told(wanted: list[Wanted], database_url: str, wait_seconds: float) -> tuple[list[Wanted], int]:
    """Say each outcome as it comes; returns what has none in time, and how many were stored."""
    engine, deadline = connect(database_url), time.monotonic() + wait_seconds
    waiting, stored = list(wanted), 0
    try:
        while waiting and time.monotonic() < deadline:
            for each in tuple(waiting):
                outcome = await _outcome(engine, each)
                if outcome is not None:
                    waiting.remove(each)
                    stored += outcome.startswith("stored")
                    say(one_line(f"{each.name}: {outcome}"))
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    finally:
        await engine.dispose()
    return waiting, stored


async def _outcome(engine: AsyncEngine, wanted: Wanted) -> str | None:
    try:
        rows = [row for row in await where(engine, wanted.url, wanted.file) if row.outcome != "captured"]
    except TransientError:
        # Locked, or not set up yet: the next look comes soon.
        return None
    return f"{rows[-1].outcome}{f': {rows[-1].reason}' if rows[-1].reason else ''}" if rows else None


def _handed_over(name: str, file: Path | None, inbox: Path) -> list[Wanted]:
    if file and file.is_dir():
        raise OSError(errno.EISDIR, f"no file below it has a name that ends in {', '.join(SUFFIXES + ARCHIVES)}")
    raw = head(file or sys.stdin.fileno())
    there = put(file.name if file else "standard-input.txt", raw, inbox)
    messages = messages_of_file(there, raw, now(), max_bytes=Settings().max_body_bytes)
    return [Wanted(name, message.url, file_url(there)) for message in messages]


def _files(paths: Iterable[str]) -> Iterator[tuple[str, Path | None]]:
    for path in paths:
        if path == STANDARD_INPUT:
            yield path, None
        else:
            yield from ((str(file), file) for file in files_below(Path(path)) or [Path(path)])
