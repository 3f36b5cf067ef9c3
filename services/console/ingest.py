"""`claimwire ingest`: files into the inbox of a running instance, and what became of each."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from services.console.run import put
from shared.database.session import connect
from shared.database.tracing import where
from shared.identity import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.console.instance import Instance

_SUFFIXES = (".txt", ".html", ".htm", ".md", ".url")
_LOOK_AGAIN_SECONDS = 0.2
_screen = Console(highlight=False)


async def ingest_files(paths: Iterable[str], instance: Instance, *, wait_seconds: float) -> bool:
    """Hand files over and wait for their outcomes; returns whether every one has one.

    Args:
        paths: files, or folders with what is below them.
    """
    files = {path: sha256(path.read_bytes()) for path in _files(paths)}
    for path in files:
        put(path, instance.inbox)
    engine, deadline = connect(instance.database_url), time.monotonic() + wait_seconds
    waiting, stored = dict(files), 0
    while waiting and time.monotonic() < deadline:
        for path, capture in list(waiting.items()):
            outcome = await _outcome(engine, capture)
            if outcome is not None:
                del waiting[path]
                stored += outcome.startswith("stored")
                _screen.print(f"{escape(str(path))}: {escape(outcome)}")
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    for path in waiting:
        _screen.print(f"{escape(str(path))}: no outcome yet; ask `claimwire where {files[path]}` later")
    _screen.print(f"{stored} of {len(files)} stored")
    await engine.dispose()
    return not waiting


async def _outcome(engine: AsyncEngine, capture: str) -> str | None:
    rows = [row for row in await where(engine, capture) if row.outcome != "captured"]
    return f"{rows[-1].outcome}{f': {rows[-1].reason}' if rows[-1].reason else ''}" if rows else None


def _files(paths: Iterable[str]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, paths):
        below = path.rglob("*") if path.is_dir() else (path,)
        found += sorted(file for file in below if file.is_file() and (file == path or file.suffix in _SUFFIXES))
    return found
