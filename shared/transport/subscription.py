"""Two subscribers a stage: fresh entries in slices, and entries that somebody left behind, one at a time."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from faststream import AckPolicy
from faststream.redis import RedisBatchStreamMessage, RedisStreamMessage, StreamSub
from faststream.redis.message import RedisBatchStreamMessage as BatchMessage
from faststream.redis.message import RedisStreamMessage as SingleMessage
from redis.exceptions import RedisError

from shared.runtime import metrics
from shared.transport.breaker import Breaker
from shared.transport.hop import entry_of, hand_over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from redis.asyncio import Redis

    from shared.runtime.settings import ServiceSettings
    from shared.transport.broker import PatientBroker
    from shared.transport.hop import Entry, HandOver
    from shared.transport.pressure import Pressure
    from shared.transport.stage import Stage

log = structlog.get_logger()

# Below redis-py's socket timeout of 5 s, so that a quiet stream is not taken for a dead connection.
_POLL_MS = 500
# The part of a subscription that waits for the next stage; it may do so for any time.
HELD_BACK = "held_back"
# How soon a stage that its breaker has stopped notices that it may go on.
_LOOK_AGAIN_SECONDS = 0.2
# Messages of one slice before the first measurement of how long one takes.
_FIRST_SLICE = 4


def consumer_name() -> str:
    """A name that no other process has or had: a restarted consumer never re-reads its own pending entries."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


@dataclass
class Subscription:
    """One stage's two subscribers on one stream, and what liveness needs to know of them."""

    stage: Stage
    redis: Redis
    settings: ServiceSettings
    pressure: Pressure
    consumer: str = field(default_factory=consumer_name)
    busy_since: dict[str, float] = field(default_factory=dict)
    last_done: float | None = None
    subscribers: dict[str, Any] = field(default_factory=dict)
    breaker: Breaker = field(init=False)
    _per_message_ms: float | None = None

    def __post_init__(self) -> None:
        settings = self.settings
        self.breaker = Breaker(
            self.stage.service, self.stage.source.name, settings.breaker_deaths, settings.breaker_pause_seconds
        )

    def register(self, broker: PatientBroker) -> None:
        """Add both subscribers to the broker."""
        self.subscribers["fresh"] = self._register_fresh(broker)
        self.subscribers["reclaimed"] = self._register_reclaimed(broker)

    def consumers(self) -> dict[str, str]:
        """The consumer name in Redis of each part."""
        return {"fresh": self.consumer, "reclaimed": f"{self.consumer}-reclaim"}

    def _register_fresh(self, broker: PatientBroker) -> Any:
        source, group = self.stage.source.name, self.stage.service

        async def unparsed(raw: Any) -> BatchMessage:
            # The entries are parsed one by one in the stage: one bad entry must not fail the batch.
            return BatchMessage(
                raw_message=raw,
                body=b"",
                batch_headers=[],
                headers={},
                content_type=None,
                message_id=_text(raw["message_ids"][0]),
                correlation_id="",
                consumer=broker._connection,  # type: ignore[arg-type] # noqa: SLF001 - as FastStream's own parser does
                group=group,
            )

        subscription = StreamSub(
            source,
            group=group,
            consumer=self.consumer,
            batch=True,
            max_records=self.settings.max_records,
            polling_interval=_POLL_MS,
        )

        @broker.subscriber(stream=subscription, ack_policy=AckPolicy.MANUAL, parser=unparsed, decoder=_as_is)
        async def fresh(body: Any, message: RedisBatchStreamMessage) -> None:  # noqa: ARG001 - FastStream injects both
            raw = message.raw_message
            ids, all_fields = raw["message_ids"], raw["data"]
            await self._fresh([entry_of(_text(i), fields) for i, fields in zip(ids, all_fields, strict=True)])

        return broker.subscribers[-1]

    def _register_reclaimed(self, broker: PatientBroker) -> Any:
        source, group = self.stage.source.name, self.stage.service

        async def unparsed(raw: Any) -> SingleMessage:
            return SingleMessage(
                raw_message=raw,
                body=b"",
                headers={},
                content_type=None,
                message_id=_text(raw["message_ids"][0]),
                correlation_id="",
                consumer=broker._connection,  # type: ignore[arg-type] # noqa: SLF001 - as FastStream's own parser does
                group=group,
            )

        subscription = StreamSub(
            source,
            group=group,
            consumer=self.consumers()["reclaimed"],
            min_idle_time=self.settings.reclaim_after_ms,
            polling_interval=_POLL_MS,
        )

        @broker.subscriber(stream=subscription, ack_policy=AckPolicy.MANUAL, parser=unparsed, decoder=_as_is)
        async def reclaimed(body: Any, message: RedisStreamMessage) -> None:  # noqa: ARG001 - FastStream injects both
            entry_id = _text(message.raw_message["message_ids"][0])
            fields = message.raw_message["data"]
            deliveries = await message.get_delivery_count()
            await self._reclaimed(entry_of(entry_id, fields, deliveries))

        return broker.subscribers[-1]

    async def _fresh(self, entries: list[Entry]) -> None:
        """Work through a batch in slices, each committed before the next is begun."""
        async with self._held(entries, self.consumer) as held, self._given_back(held, self.consumer):
            while held and await self._may_work("fresh"):
                with self._busy("fresh"):
                    await self._commit(list(held.values())[: self._slice_size()], held, "fresh")
        # Only now, when nothing of the batch is in hand: nothing sits pending while the stage waits.
        with self._busy(HELD_BACK):
            await self.pressure.wait(self.stage.next_streams)

    async def _reclaimed(self, entry: Entry) -> None:
        consumer = self.consumers()["reclaimed"]
        async with self._held([entry], consumer) as held, self._given_back(held, consumer):
            if not await self._may_work("reclaimed"):
                return
            with self._busy("reclaimed"):
                if entry.deliveries <= self.stage.max_deliveries:
                    await self._commit([entry], held, "reclaimed")
                    return
                # Before any work: this is also how a message that kills its process comes to an end.
                reason = f"delivered {entry.deliveries - 1} times without an outcome"
                await self._finish([self.stage.bury(entry, reason)])
                held.clear()
                self.breaker.note({entry.id: True}, time.monotonic())

    async def _may_work(self, part: str) -> bool:
        """Wait, with the entries held, while the breaker pauses the stage; False when the process is stopping."""
        patience = self.stage.patience
        while self.breaker.is_pausing(time.monotonic()) and not patience.stopping.is_set():
            # As good as a read that came back: the task is alive and only waits.
            patience.turns[self.stage.source.name, self.consumers()[part]] = time.monotonic()
            await patience.pause(_LOOK_AGAIN_SECONDS)
        return not patience.stopping.is_set()

    async def _commit(self, slice_: Sequence[Entry], held: dict[str, Entry], part: str) -> None:
        began = time.monotonic()
        finished = await self.stage.work(slice_, partial(self._progressed, part))
        await self._finish(finished)
        self._note(slice_, finished)
        # What a stopping process left over waited for its surroundings: it stays held, and is given back.
        for entry in [each.entry for each in finished] if self.stage.patience.stopping.is_set() else slice_:
            held.pop(entry.id, None)
        spent = (time.monotonic() - began) * 1000 / len(slice_)
        # A moving average, so that one slow message does not shrink the slices for good.
        self._per_message_ms = spent if self._per_message_ms is None else 0.7 * self._per_message_ms + 0.3 * spent

    def _note(self, slice_: Sequence[Entry], finished: Sequence[HandOver]) -> None:
        if self.stage.patience.stopping.is_set():
            # What is left over was interrupted, not broken.
            return
        is_dead = {each.entry.id: each.is_dead for each in finished}
        self.breaker.note({entry.id: is_dead.get(entry.id, True) for entry in slice_}, time.monotonic())

    async def _finish(self, finished: Sequence[HandOver]) -> None:
        if not finished:
            return
        done = await hand_over(self.redis, self.stage.source.name, self.stage.service, finished)
        if not all(done):
            metrics.MESSAGES.labels(self.stage.service, "fenced").inc(done.count(False))
            log.info("message.fenced", stream=self.stage.source.name, entries=done.count(False))
        self.last_done = time.time()

    def _slice_size(self) -> int:
        """As many messages as fit into the slice's time, by the average so far; at least one."""
        if self.breaker.is_open:
            return 1
        if self._per_message_ms is None:
            return max(_FIRST_SLICE, self.stage.concurrency)
        fitting = int(self.settings.slice_ms / max(self._per_message_ms, 0.01))
        return max(1, self.stage.concurrency, fitting)

    @asynccontextmanager
    async def _held(self, entries: Sequence[Entry], consumer: str) -> AsyncIterator[dict[str, Entry]]:
        """Keep entries ours while they are in work; what is taken out of the mapping is let go."""
        held = {entry.id: entry for entry in entries}
        heartbeat = asyncio.create_task(self._heartbeat(held, consumer))
        try:
            yield held
        finally:
            # A cancellation alone may be lost in a client that fails at that moment; nothing held ends it for sure.
            held.clear()
            heartbeat.cancel()

    async def _heartbeat(self, held: dict[str, Entry], consumer: str) -> None:
        every = self.settings.reclaim_after_ms / 4000
        while held:
            await asyncio.sleep(every)
            if held:
                await self._reset_idle(list(held), consumer)

    @asynccontextmanager
    async def _given_back(self, held: dict[str, Entry], consumer: str) -> AsyncIterator[None]:
        """When the process stops, count what it still holds as not delivered: it was not begun, or only waited.

        A stage that stands still, and surroundings that refuse, must not use up the deliveries of a message.
        """
        try:
            yield
        finally:
            if held and self.stage.patience.stopping.is_set():
                deliveries = next(iter(held.values())).deliveries
                await self._reset_idle(list(held), consumer, retrycount=deliveries - 1)

    async def _reset_idle(self, ids: list[str], consumer: str, **options: Any) -> None:
        """Reset the idle time of entries, as far as they are still ours."""
        try:
            # Only what is still ours: XCLAIM alone would take back what another consumer has reclaimed meanwhile.
            pending = await self.redis.xpending_range(
                self.stage.source.name, self.stage.service, ids[0], ids[-1], len(ids), consumer
            )
            ours: list[Any] = [entry["message_id"] for entry in pending]
            if ours:
                await self.redis.xclaim(
                    self.stage.source.name, self.stage.service, consumer, 0, ours, justid=True, **options
                )
        except RedisError as error:
            # Losing the hold costs work, not correctness: the fence decides.
            log.warning("hold.lost", stream=self.stage.source.name, reason=str(error))

    def _progressed(self, part: str) -> None:
        self.busy_since[part] = time.monotonic()

    def _busy(self, part: str) -> _Busy:
        return _Busy(self.busy_since, part)


@dataclass
class _Busy:
    """Notes since when a part has been at work on what it has in hand."""

    since: dict[str, float]
    part: str

    def __enter__(self) -> None:
        self.since[self.part] = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.since.pop(self.part, None)


async def _as_is(message: Any) -> Any:
    return message.body


def _text(entry_id: bytes | str) -> str:
    return entry_id.decode() if isinstance(entry_id, bytes) else entry_id
