"""The relay: from committed events to the public stream, in order, with the sequence as the entry's id.

    lease ─▶ top of the stream ─▶ add what the database has above it ─▶ number what waits ─▶ add that ─▶ trim

Adding always starts at the real top of the stream and only if it has not moved since (WATCH). So a first start, a
takeover, a lost reply and a FLUSHALL are all the same case, and of two relays at once each entry comes from one.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import NoPermissionError, RedisError, ResponseError, WatchError

from services.store.adapters import sequences
from shared.database.reading import events_after
from shared.errors import TransientError
from shared.runtime import metrics
from shared.runtime.clock import now
from shared.transport.streams import CLAIMS_V1, FIELD

if TYPE_CHECKING:
    from datetime import datetime

    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.store.adapters.sequences import Lease, TopicState
    from shared.database.reading import EventRow

log = structlog.get_logger()

# One transaction and one pipeline each: about a megabyte of records.
_BATCH = 200
_LOOK_AGAIN_SECONDS = 0.2
_LONGEST_WAIT_SECONDS = 1.0
# Trim by tenths, not by single entries.
_TRIM_SLACK = 1.1


class Relay:
    """Publishes committed claim events; any number of them may run, one at a time works.

    Args:
        redis: not shared with code that changes its connection's state.
        lease_seconds: how long another relay waits after this one died.
        max_entries: how many entries the stream keeps.
        memory_percent: share of Redis's maxmemory that the stream may take; it keeps fewer entries then.

    Attributes:
        last_pass: when it last looked and found everything published, or published it.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        redis: Redis,
        *,
        lease_seconds: float = 5.0,
        max_entries: int = 100_000,
        memory_percent: int = 25,
    ) -> None:
        self._engine = engine
        self._redis = redis
        self._lease_seconds = lease_seconds
        self._max_entries = max_entries
        self._memory_percent = memory_percent
        self._holder = secrets.token_hex(8)
        self._lease: Lease | None = None
        self._woken = asyncio.Event()
        self._is_ahead = False
        self.last_pass: datetime | None = None

    def wake(self) -> None:
        """Something was committed: look now."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until told to stop; then give the lease back."""
        attempt = 0
        while not stop.is_set():
            self._woken.clear()
            try:
                await self.relay()
                attempt = 0
            except (RedisError, OSError, TransientError) as error:
                if attempt % 30 == 0:
                    log.warning("relay.waiting", reason=str(error)[:300], attempt=attempt)
                attempt += 1
            await self._pause(attempt)
        await self._give_back()

    async def relay(self) -> int:
        """One pass; returns how many entries were added. 0 when another relay holds the lease.

        Raises:
            redis.RedisError, TransientError: the surroundings; the next pass goes on where this one ended.
        """
        if not await self._holds():
            return 0
        assert self._lease is not None  # noqa: S101 - _holds has set it
        added, has_waiting = 0, True
        try:
            while has_waiting:
                topic = await sequences.state(self._engine, CLAIMS_V1)
                top = await self._top()
                self._check(top, topic)
                added += await self._fill(top, topic)
                has_waiting = topic.has_waiting
                if has_waiting and await self._holds():
                    await sequences.assign(self._engine, self._lease, above=top, limit=_BATCH)
        except sequences.LeaseLostError:
            self._lease = None
            return added
        if added or self.last_pass is None:
            await self._trim(topic)
        self.last_pass = now()
        return added

    async def _holds(self) -> bool:
        """Take the lease, or renew it in its second half."""
        moment, half = now(), timedelta(seconds=self._lease_seconds / 2)
        if self._lease is None or self._lease.expires_at - moment < half:
            self._lease = await sequences.take(
                self._engine, CLAIMS_V1, self._holder, now=moment, seconds=self._lease_seconds
            )
        return self._lease is not None

    async def _top(self) -> int:
        """The number of the last entry that the stream ever had; 0 for no stream."""
        try:
            return _number((await self._redis.xinfo_stream(CLAIMS_V1))["last-generated-id"])
        except ResponseError as error:
            if "no such key" in str(error):
                return 0
            raise

    def _check(self, top: int, topic: TopicState) -> None:
        """A stream ahead of its database was written from another one, or the database is an old copy."""
        is_ahead = top > topic.last_sequence
        if is_ahead and not self._is_ahead:
            metrics.ALARMS.labels("topic_ahead_of_database").inc()
            log.error("topic.ahead_of_database", topic=CLAIMS_V1, top=top, last_sequence=topic.last_sequence)
        self._is_ahead = is_ahead

    async def _fill(self, top: int, topic: TopicState) -> int:
        """Add what the database has above the top, in order; what was trimmed stays gone."""
        added = 0
        while top < topic.last_sequence:
            rows = await events_after(self._engine, max(top, topic.trimmed_to), limit=_BATCH)
            if not rows:
                return added
            if await self._add(rows, top):
                added += len(rows)
                metrics.RELAYED.inc(len(rows))
                top = rows[-1].sequence
            else:
                top = await self._top()
        return added

    async def _add(self, rows: list[EventRow], top: int) -> bool:
        """Add rows if the stream still ends where we think; False if another relay, or a FLUSHALL, moved it."""
        documents = [(f"{row.sequence}-0", row.document()) for row in rows]
        async with self._redis.pipeline(transaction=True) as pipeline:
            await pipeline.watch(CLAIMS_V1)
            if await self._top() != top:
                return False
            pipeline.multi()  # type: ignore[no-untyped-call]
            for entry, document in documents:
                pipeline.xadd(CLAIMS_V1, {FIELD: document}, id=entry)
            try:
                await pipeline.execute()
            except WatchError:
                return False
        return True

    async def _trim(self, topic: TopicState) -> None:
        length = await self._redis.xlen(CLAIMS_V1)
        most = min(self._max_entries, await self._affordable(length))
        if length <= most * _TRIM_SLACK:
            return
        bound = await sequences.older_than(self._engine, most)
        if bound > topic.trimmed_to:
            await sequences.note_trim(self._engine, CLAIMS_V1, bound)
            await self._redis.xtrim(CLAIMS_V1, minid=f"{bound + 1}-0", approximate=False)

    async def _affordable(self, length: int) -> int:
        """How many entries fit into the stream's share of memory.

        Nobody else trims it: with more than the fetcher's mark it would stop intake for good.
        """
        try:
            limit = int((await self._redis.info("memory")).get("maxmemory", 0)) * self._memory_percent // 100
            used = await self._redis.memory_usage(CLAIMS_V1) if limit else None
        except NoPermissionError as error:
            # A server that still has an older release's users; the number of entries bounds it meanwhile.
            log.warning("topic.size_unknown", topic=CLAIMS_V1, reason=str(error))
            return self._max_entries
        return max(1, length * limit // used) if used else self._max_entries

    async def _pause(self, attempt: int) -> None:
        """Until woken, or the next look; after failures longer, whoever wakes us."""
        if attempt:
            ceiling = min(_LONGEST_WAIT_SECONDS, 0.05 * 2 ** min(attempt, 10))
            await asyncio.sleep(ceiling * random.uniform(0.25, 1.0))  # noqa: S311 - spreads load, hides nothing
            return
        try:
            await asyncio.wait_for(self._woken.wait(), _LOOK_AGAIN_SECONDS)
        except TimeoutError:
            return

    async def _give_back(self) -> None:
        if self._lease is None:
            return
        try:
            await sequences.release(self._engine, self._lease)
        except TransientError as error:
            log.warning("relay.lease_kept", reason=str(error)[:300])


def _number(entry: bytes | str) -> int:
    text = entry.decode() if isinstance(entry, bytes) else entry
    return int(text.split("-", 1)[0])
