"""Starts a service with one known bug: `python -m tests.chaos.sabotaged BUG services.store.app`."""

from __future__ import annotations

import importlib
import os
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import redis
from sqlalchemy import func, select, update

from shared.database.session import writing
from shared.database.tables import claim_events, claims, topics

if TYPE_CHECKING:
    from collections.abc import Callable


def no_fence() -> None:
    """Hand over without asking whether the entry is still pending."""
    from shared.transport import groups

    fenced = "#redis.call('XPENDING', source, group, id, id, 1) == 0"
    assert fenced in groups._FUNCTIONS
    groups._FUNCTIONS = groups._FUNCTIONS.replace(fenced, "false")  # type: ignore[misc]


def groups_at_the_end() -> None:
    """Create groups at `$`, as a naive XGROUP CREATE does."""
    from shared.transport.groups import create_groups

    assert create_groups.__kwdefaults__["start"] == "0"
    create_groups.__kwdefaults__["start"] = "$"


def sequence_at_insert() -> None:
    """Take the sequence before the transaction, as a database's own counter does, instead of after the commit."""
    from services.store import handlers
    from services.store.adapters import sequences

    counter = redis.Redis.from_url(os.environ["CLAIMWIRE_REDIS_URL"])
    correct = handlers.store_slice
    numbers: ContextVar[list[int]] = ContextVar("numbers")
    write = handlers.claims.write

    async def store_slice(engine: Any, messages: Any, *, now: Any) -> None:
        wanted = sum(len(getattr(message, "claims", ())) for message in messages)
        last = counter.incrby("sabotaged", wanted) if wanted else 0
        numbers.set(list(range(last - wanted + 1, last + 1)))
        await correct(engine, messages, now=now)

    async def numbered(connection: Any, revisions: Any, now: Any) -> None:
        await write(connection, revisions, now)
        for revision in revisions:
            claim, number = revision.record["claim_id"], numbers.get().pop(0)
            for table in (claim_events, claims):
                await connection.execute(update(table).where(table.c.claim_id == claim).values(sequence=number))

    async def assign(engine: Any, lease: Any, *, above: int, limit: int) -> int:
        return 0

    state = sequences.state

    async def counted(engine: Any, topic: str) -> Any:
        highest = select(func.max(claim_events.c.sequence)).scalar_subquery()
        async with writing(engine) as connection:
            await connection.execute(update(topics).values(last_sequence=func.coalesce(highest, 0)))
        return await state(engine, topic)

    handlers.store_slice = store_slice  # type: ignore[assignment]
    handlers.claims.write = numbered
    sequences.assign = assign
    sequences.state = counted


def database_without_sync() -> None:
    """Leave it to the kernel when a commit reaches the disk, as `synchronous=NORMAL` does."""
    from shared.database import session

    correct = session.sqlite_settings

    def careless(connection: Any, record: object) -> None:
        correct(connection, record)
        connection.execute("PRAGMA synchronous=NORMAL")

    session.sqlite_settings = careless


BUGS: Final[dict[str, Callable[[], None]]] = {
    each.__name__: each for each in (no_fence, groups_at_the_end, sequence_at_insert, database_without_sync)
}

if __name__ == "__main__":
    BUGS[sys.argv[1]]()
    importlib.import_module(sys.argv[2]).main()
