"""The sweep: captures that never came to an outcome go back to the cleaner, as after a loss of Redis."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from services.store.adapters.captures import captures_without_outcome
from shared.errors import TransientError
from shared.runtime.clock import now
from shared.transport.hop import output
from shared.transport.streams import ARTICLES_FETCHED, FIELD

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.store.adapters.captures import Place
    from shared.transport.broker import Patience
    from shared.transport.pressure import Pressure

log = structlog.get_logger()

_EVERY_SECONDS = 60.0
_BATCH = 100


@dataclass
class Sweep:
    """Goes through the captures without an outcome in rounds, each at most once a round.

    A capture that is only late, because a stage has stopped, is added again with each round: rounds that followed each
    other at once would fill the stream with copies of it. Ids that are decided by content make a copy harmless.

    Attributes:
        after_seconds: how old a capture must be, and how long a round lasts at least.
    """

    engine: AsyncEngine
    redis: Redis
    pressure: Pressure
    after_seconds: float
    _place: Place | None = field(default=None, init=False)
    _next_round: float = field(default=float("-inf"), init=False)

    async def run(self, patience: Patience) -> None:
        """Look every minute until the process stops."""
        while not patience.stopping.is_set():
            # A cleaner that is behind has not lost anything yet.
            await self.pressure.wait((ARTICLES_FETCHED,))
            try:
                await self.once()
            except TransientError as error:
                log.warning("sweep.put_off", reason=str(error))
            await patience.pause(_EVERY_SECONDS)

    async def once(self) -> int:
        """Add the next captures that are old and have no outcome to `articles.fetched` again; returns how many.

        Raises:
            TransientError: the database is locked or gone.
        """
        if self._place is None:
            if time.monotonic() < self._next_round:
                return 0
            self._next_round = time.monotonic() + self.after_seconds
        moment = now()
        found = await captures_without_outcome(
            self.engine, moment - timedelta(seconds=self.after_seconds), after=self._place, limit=_BATCH
        )
        for _, capture in found:
            stream, body = output(capture, service="store", now=moment)
            await self.redis.xadd(stream, {FIELD: body})
        self._place = found[-1][0] if len(found) == _BATCH else None
        if found:
            log.info("captures.swept", count=len(found))
        return len(found)
