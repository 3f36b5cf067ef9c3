"""The one tail of this process: the newest public events, read once for all subscribers.

Nothing is queued per subscriber. Each has a cursor and asks for what lies above it: from memory if it keeps up, from
the database if it does not. So a slow one costs nothing and none can miss an event.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import structlog
from redis.exceptions import RedisError

from services.gateway.domain.frames import Window, fitting, frame
from shared.database.filters import ClaimFilters
from shared.database.reading import each_event_after, events_after, last_sequence
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
# What is held for a subscriber that is behind: many may be, and some of them do not even read.
_BEHIND_READ = 100
_BEHIND_BYTES = 128 * 1024
# Rows are far larger than their frames while they are read: a hundred subscribers that come back take turns.
_BEHIND_AT_ONCE = 4


@dataclass(frozen=True)
class Framed:
    """An event as it is sent, made once however many subscribers there are; and what filters ask of it."""

    row: EventRow
    bytes: bytes

    @classmethod
    def of(cls, row: EventRow) -> Self:
        """The record itself is let go: in memory it is many times its size."""
        return cls(replace(row, record={}), frame(row.sequence, row.type, row.document()))

    @property
    def sequence(self) -> int:
        return self.row.sequence

    @property
    def size(self) -> int:
        return len(self.bytes)


class Tail:
    """The newest public events, in order.

    Attributes:
        position: the sequence of the newest event that was read; None until the database answered.
    """

    def __init__(self, engine: AsyncEngine, redis: Redis, *, keep_bytes: int) -> None:
        self._engine = engine
        self._redis = redis
        self._window: Window[Framed] = Window(floor=0, keep_bytes=keep_bytes)
        self._moved = asyncio.Condition()
        self._turns = asyncio.Semaphore(_BEHIND_AT_ONCE)
        self.position: int | None = None
        self.closing = asyncio.Event()

    async def run(self) -> None:
        """Follow the database until closed; woken by the firehose, or by time when Redis is gone."""
        while not self.closing.is_set():
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
        if position is not None and cursor >= self._window.floor:
            return [one for one in self._window.above(cursor) if filters.match(one.row)], max(cursor, position)
        async with self._turns:
            rows = each_event_after(self._engine, cursor, limit=_BEHIND_READ, filters=filters)
            async with aclosing(rows):
                events = [event async for event in fitting((Framed.of(row) async for row in rows), _BEHIND_BYTES)]
        # Where nothing wanted was found, nothing lies below what the tail had seen before.
        return events, events[-1].sequence if events else max(cursor, position or 0)

    async def wait_above(self, cursor: int, seconds: float) -> bool:
        """Wait until there is something above a cursor; False after the time, or when the gateway closes."""
        async with self._moved:
            try:
                await asyncio.wait_for(
                    self._moved.wait_for(lambda: self._is_above(cursor) or self.closing.is_set()), seconds
                )
            except TimeoutError:
                return False
        return not self.closing.is_set()

    async def close(self) -> None:
        """Let all subscribers go."""
        self.closing.set()
        async with self._moved:
            self._moved.notify_all()

    def _is_above(self, cursor: int) -> bool:
        return self.position is not None and self.position > cursor

    async def _read(self) -> int:
        """Take in what is new in the database; returns how many events."""
        if self.position is None:
            self.position = self._window.floor = await last_sequence(self._engine)
        rows = await events_after(self._engine, self.position, limit=_READ)
        for row in rows:
            self._window.add(Framed.of(row))
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
