"""`claimwire where` and `claimwire dead`: what became of a report, and what could not be worked on."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from shared.database.dead import list_dead
from shared.database.session import connect
from shared.database.tracing import where

_screen = Console(highlight=False)


async def print_where(what: str, database_url: str) -> bool:
    """Print every stage, outcome and reason; returns whether anything is known."""
    engine = connect(database_url)
    rows = await where(engine, what)
    for row in rows:
        _screen.print(escape(f"{row.at:%Y-%m-%d %H:%M:%S}  {row.stage:<10} {row.outcome:<14} {row.reason}  {row.url}"))
    if not rows:
        _screen.print(f"nothing is known of {escape(what)}")
    await engine.dispose()
    return bool(rows)


async def print_dead_letters(database_url: str) -> None:
    """Print the dead letters, newest first, and how many they are."""
    engine = connect(database_url)
    rows = await list_dead(engine)
    for row in rows:
        _screen.print(escape(f"{row.died_at:%Y-%m-%d %H:%M:%S}  {row.stream}  {row.service}  {row.reason}"))
    _screen.print(f"{len(rows)} dead letters")
    await engine.dispose()
