"""The sweep: captures that never came to an outcome go back to the cleaner, as after a loss of Redis."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from services.store.adapters.captures import captures_without_outcome
from shared.errors import TransientError
from shared.runtime.clock import now
from shared.transport.hop import output
from shared.transport.streams import FIELD

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.transport.broker import Patience

log = structlog.get_logger()

_EVERY_SECONDS = 60.0


async def sweep(engine: AsyncEngine, redis: Redis, patience: Patience, *, after_seconds: float) -> None:
    """Look every minute until the process stops; ids that are decided by content make a repetition harmless."""
    while not patience.stopping.is_set():
        try:
            await sweep_once(engine, redis, after_seconds=after_seconds)
        except TransientError as error:
            log.warning("sweep.put_off", reason=str(error))
        await patience.pause(_EVERY_SECONDS)


async def sweep_once(engine: AsyncEngine, redis: Redis, *, after_seconds: float) -> int:
    """Add the captures that are older and have no outcome to `articles.fetched` again; returns how many.

    Raises:
        TransientError: the database is locked or gone.
    """
    moment = now()
    captures = await captures_without_outcome(engine, moment - timedelta(seconds=after_seconds))
    for capture in captures:
        stream, body = output(capture, service="store", now=moment)
        await redis.xadd(stream, {FIELD: body})
    if captures:
        log.info("captures.swept", count=len(captures))
    return len(captures)
