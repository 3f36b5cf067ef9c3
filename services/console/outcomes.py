"""`claimwire where`: what became of a report, a file of the inbox or a feed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from services.console.handing_over import name_in_inbox
from services.console.terminal import one_line, say
from services.console.waiting import waiting
from shared.database.session import connect
from shared.database.tracing import where
from shared.errors import TransientError
from shared.identity import file_url

if TYPE_CHECKING:
    from services.console.instance import Instance
    from shared.database.tracing import StageRow


async def print_where(what: str, instance: Instance) -> bool:
    """Print every stage, outcome and reason, and what is still waited for; returns whether anything is known."""
    rows, problem = await known(what, instance)
    for row in rows:
        say(_line(row))
    if problem:
        say(one_line(f"feeds and what is put off are not known now: {problem}"))
    if not rows:
        say(one_line(f"nothing is known of {_readable(what)}"))
    return bool(rows)


async def known(what: str, instance: Instance) -> tuple[list[StageRow], str | None]:
    """What is known of a report, a file or a feed, and why that may not be all; None if it is."""
    engine = connect(instance.database_url)
    try:
        rows = await where(engine, _readable(what), *map(file_url, _names(what)))
    finally:
        await engine.dispose()
    try:
        return rows + await waiting(instance.redis_url, _readable(what)), None
    except TransientError as error:
        # What the database knows is worth more than an error.
        return rows, str(error)


def _readable(what: str) -> str:
    """An argument can hold bytes that are no UTF-8."""
    return os.fsencode(what).decode("utf8", "replace")


def _line(row: StageRow) -> str:
    return one_line(f"{row.at:%Y-%m-%d %H:%M:%S}  {row.stage:<10} {row.outcome:<14} {row.reason}  {row.url}")


def _names(what: str) -> list[str]:
    """The names that a file has or had in the inbox, if it is one."""
    if "://" in what:
        return []
    path = Path(what)
    try:
        return [path.name, *([name_in_inbox(path.name, path)] if path.is_file() else [])]
    except (OSError, ValueError):
        return [path.name]
