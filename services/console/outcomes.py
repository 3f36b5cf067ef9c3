"""`claimwire where`: what became of a report."""

from __future__ import annotations

import os

from rich.console import Console
from rich.markup import escape

from shared.database.session import connect
from shared.database.tracing import where

# One line a stage, however wide the terminal.
_screen = Console(highlight=False, soft_wrap=True)


async def print_where(what: str, database_url: str) -> bool:
    """Print every stage, outcome and reason; returns whether anything is known."""
    engine = connect(database_url)
    # An argument can hold bytes that are no UTF-8.
    what = os.fsencode(what).decode("utf8", "replace")
    try:
        rows = await where(engine, what)
    finally:
        await engine.dispose()
    for row in rows:
        _screen.print(escape(f"{row.at:%Y-%m-%d %H:%M:%S}  {row.stage:<10} {row.outcome:<14} {row.reason}  {row.url}"))
    if not rows:
        _screen.print(f"nothing is known of {escape(what)}")
    return bool(rows)
