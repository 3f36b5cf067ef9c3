"""The one tail of this process: the newest public events, read once for all subscribers.

Nothing is queued per subscriber. Each has a cursor and asks for what lies above it: from memory if it keeps up, from
the database if it does not. So a slow one costs nothing and none can miss an event.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from shared.database.filters import ClaimFilters
from shared.database.reading import events_after, last_sequence
from shared.errors import TransientError
from shared.transport.streams import CLAIMS_V1

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.database.reading import EventRow

log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 0.25
_LEAST_WAIT_SECONDS = 0.01
_READ = 200


@dataclass(frozen=True)
class Framed:
    """An event and its form on the wire, made once however many subscribers there are."""

    row: EventRow

    @cached_property
    def frame(self) -> bytes:
        """The server-sent event: id, type, and the CloudEvents document on one line."""
        head = f"id: {self.row.sequence}\nevent: {self.row.type}\ndata: "
        return head.encode() + self.row.document() + b"\n\n"


class Tail:
    """The newest public events, in order.

    Attributes:
        position: the sequence of the newest event that was read; None until the database answered.
    """

    def __init__(self, engine: AsyncEngine, redis: Redis, *, keep: int) -> None:
        self._engine = engine
        self._redis = redis
        self._kept: deque[Framed] = deque(maxlen=keep)
        self._floor = 0
        self._moved = asyncio.Condition()
        self.position: int | None = None
        self.is_closing = False

    async def run(self) -> None:
        """Follow the database until closed; woken by the firehose, or by time when Redis is gone."""
        while not self.is_closing:
            try:
                found = await self._read()
            except TransientError as error:
                log.warning("tail.waiting", reason=str(error))
                await asyncio.sleep(1)
                continue
            if found < _READ and await self._woken() and not found:
                # Perhaps woken for nothing, by a stream that is ahead of this database: do not spin.
                await asyncio.sleep(_LEAST_WAIT_SECONDS)

    async def above(self, cursor: int, filters: ClaimFilters) -> tuple[list[Framed], int]:
        """Wanted events above a cursor, some of them at least if there are any; and the cursor after them."""
        position = self.position
        if position is not None and cursor >= self._floor:
            fresh = list(takewhile(lambda one: one.row.sequence > cursor, reversed(self._kept)))
            return [one for one in reversed(fresh) if filters.match(one.row)], max(cursor, position)
        rows = await events_after(self._engine, cursor, limit=_READ, filters=filters)
        # Nothing wanted lies between the last of these and what the tail had seen before they were read.
        is_all = len(rows) < _READ
        after = max([cursor, *(row.sequence for row in rows[-1:]), *([position] if is_all and position else [])])
        return [Framed(row) for row in rows], after

    async def wait_above(self, cursor: int, seconds: float) -> bool:
        """Wait until there is something above a cursor; False after the time, or when the gateway closes."""
        async with self._moved:
            try:
                await asyncio.wait_for(self._moved.wait_for(lambda: self._is_above(cursor) or self.is_closing), seconds)
            except TimeoutError:
                return False
        return not self.is_closing

    async def close(self) -> None:
        """Let all subscribers go."""
        self.is_closing = True
        async with self._moved:
            self._moved.notify_all()

    def _is_above(self, cursor: int) -> bool:
        return self.position is not None and self.position > cursor

    async def _read(self) -> int:
        """Take in what is new in the database; returns how many events."""
        if self.position is None:
            self.position = self._floor = await last_sequence(self._engine)
        rows = await events_after(self._engine, self.position, limit=_READ)
        for row in rows:
            if len(self._kept) == self._kept.maxlen:
                self._floor = self._kept[0].row.sequence
            self._kept.append(Framed(row))
        if rows:
            self.position = rows[-1].sequence
            async with self._moved:
                self._moved.notify_all()
        return len(rows)

    async def _woken(self) -> bool:
        """Wait for the firehose to move, or for the time to look; True if it moved."""
        try:
            milliseconds = int(_LOOK_AGAIN_SECONDS * 1000)
            return bool(await self._redis.xread({CLAIMS_V1: f"{self.position or 0}-0"}, count=1, block=milliseconds))
        except (RedisError, OSError):
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            return False
