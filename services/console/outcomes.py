"""`claimwire where`: what became of a report."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

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
