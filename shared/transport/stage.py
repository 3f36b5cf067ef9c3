"""A stage: what is done with a slice of entries, from raw bytes to the hand-over.

entry ─ parsed? ─ known contract? ─ handler ─┬─ Done, Skipped ─▶ hand over
          │ no                               ├─ PermanentError ─▶ dead letter
          ▼                                  ├─ TransientError ─▶ wait, same entry again
      dead letter                            └─ anything else  ─▶ stays pending; dead letter at the last delivery
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import ValidationError

from shared.contracts.article import ArticleSkipped
from shared.contracts.event import opened
from shared.errors import Done, PermanentError, Skipped, TransientError
from shared.runtime import metrics
from shared.runtime.clock import now
from shared.transport.broker import back_off
from shared.transport.hop import Entry, HandOver, dead_letter, output

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from shared.contracts.contract import Message
    from shared.errors import Outcome
    from shared.transport.broker import Patience
    from shared.transport.streams import Stream

log = structlog.get_logger()


@dataclass(frozen=True)
class Parsed:
    """A valid entry."""

    entry: Entry
    message: Message
    traceparent: str


@dataclass(frozen=True)
class Stage:
    """One group's work on one stream.

    Attributes:
        handle: message in, outcome out; for a stage that writes streams.
        handle_slice: messages in, nothing out; for a sink, in one transaction.
        concurrency: how many messages of a slice are in work at once.
        next_streams: the streams whose backlog holds this stage back.

    """

    source: Stream
    service: str
    patience: Patience
    handle: Callable[[Any], Awaitable[Outcome]] | None = None
    handle_slice: Callable[[list[Any]], Awaitable[None]] | None = None
    concurrency: int = 1
    max_deliveries: int = 3
    next_streams: tuple[Stream, ...] = ()

    async def work(self, entries: Sequence[Entry], progressed: Callable[[], None] = lambda: None) -> list[HandOver]:
        """What becomes of each entry; those that are left out stay pending.

        Args:
            progressed: called after each message: a slice of slow ones takes long, and is not stuck.
        """
        finished: list[HandOver] = []
        valid: list[Parsed] = []
        for entry in entries:
            parsed = self._parse(entry)
            (valid if isinstance(parsed, Parsed) else finished).append(parsed)  # type: ignore[arg-type]
        if self.handle_slice is not None:
            return finished + await self._sink(valid, progressed)
        return finished + await self._transform(valid, progressed)

    def bury(self, entry: Entry, reason: str) -> HandOver:
        """The hand-over of an entry to the dead letters."""
        metrics.MESSAGES.labels(self.service, "dead_lettered").inc()
        log.error("message.dead_lettered", stream=self.source.name, entry=entry.id, reason=reason)
        letter = dead_letter(entry, stream=self.source.name, service=self.service, reason=reason, now=now())
        return HandOver(entry, (output(letter, service=self.service, now=now()),), is_dead=True)

    def _parse(self, entry: Entry) -> Parsed | HandOver:
        if entry.fault is not None:
            return self.bury(entry, f"not a valid {self.source.contract.__name__}: {entry.fault}")
        try:
            event = opened(entry.body)
            expected = self.source.contract.event_type
            if event["type"] != expected:
                return self.bury(entry, f"type {event['type']!r} on {self.source.name}, expected {expected}")
            # From the parsed mapping: the body is not decoded twice.
            message = self.source.contract.model_validate(event["data"], extra="ignore", context={"reading": True})
        except (ValidationError, ValueError) as error:
            return self.bury(entry, f"not a valid {self.source.contract.__name__}: {_brief(error)}")
        return Parsed(entry, message, _continued(event.get("traceparent")))

    async def _transform(self, slice_: Sequence[Parsed], progressed: Callable[[], None]) -> list[HandOver]:
        async def one(parsed: Parsed) -> HandOver | None:
            answer = await self._handled(parsed)
            progressed()
            return answer

        if self.concurrency == 1:
            # A task for each message would cost as much as the hop itself.
            one_by_one = [await one(parsed) for parsed in slice_]
            return [answer for answer in one_by_one if answer is not None]
        limit = asyncio.Semaphore(self.concurrency)

        async def in_turn(parsed: Parsed) -> HandOver | None:
            async with limit:
                return await one(parsed)

        answers = await asyncio.gather(*map(in_turn, slice_))
        return [answer for answer in answers if answer is not None]

    async def _handled(self, parsed: Parsed) -> HandOver | None:
        assert self.handle is not None  # noqa: S101 - a sink never comes here
        began, attempt = time.perf_counter(), 0
        with structlog.contextvars.bound_contextvars(
            stream=self.source.name, entry=parsed.entry.id, subject=parsed.message.subject()
        ):
            while True:
                try:
                    outcome = await self.handle(parsed.message)
                    metrics.HANDLE_SECONDS.labels(self.service).observe(time.perf_counter() - began)
                    return self._handed_over(parsed, outcome)
                except TransientError as error:
                    if not await self._waited(attempt, error):
                        return None
                    attempt += 1
                except PermanentError as error:
                    return self.bury(parsed.entry, str(error))
                except Exception as error:  # noqa: BLE001 - a bug in the handler must not take its neighbours along
                    return self._failed(parsed.entry, error)

    def _handed_over(self, parsed: Parsed, outcome: Outcome) -> HandOver:
        moment = now()
        messages = outcome.outputs if isinstance(outcome, Done) else (self._skipped(outcome),)
        outputs = tuple(
            output(message, service=self.service, now=moment, traceparent=parsed.traceparent) for message in messages
        )
        word = "done" if isinstance(outcome, Done) else "skipped"
        metrics.MESSAGES.labels(self.service, word).inc()
        log.info("message.finished", outcome=word, outputs=len(messages), **_why(outcome))
        return HandOver(parsed.entry, outputs)

    def _skipped(self, outcome: Skipped) -> ArticleSkipped:
        return ArticleSkipped(
            url=outcome.url,
            capture=outcome.capture,
            stage=self.service,
            outcome=outcome.outcome,
            reason=outcome.reason,
            skipped_at=now(),
        )

    def _failed(self, entry: Entry, error: Exception) -> HandOver | None:
        """A bug: left pending so that it is tried again alone, unless this was the last delivery."""
        reason = f"{type(error).__name__}: {_brief(error)}"
        if entry.deliveries >= self.max_deliveries:
            return self.bury(entry, f"{reason} (after {entry.deliveries} deliveries)")
        log.error("message.failed", stream=self.source.name, entry=entry.id, reason=reason, exc_info=error)
        return None

    async def _sink(self, slice_: Sequence[Parsed], progressed: Callable[[], None]) -> list[HandOver]:
        """All in one go; if that fails for another reason than the surroundings, one by one."""
        if not slice_:
            return []
        try:
            stored = await self._stored([parsed.message for parsed in slice_])
            progressed()
        except Exception as error:  # noqa: BLE001 - as in _handled
            if len(slice_) > 1:
                alone = [await self._sink([parsed], progressed) for parsed in slice_]
                return [answer for answers in alone for answer in answers]
            if isinstance(error, PermanentError):
                return [self.bury(slice_[0].entry, str(error))]
            failed = self._failed(slice_[0].entry, error)
            return [failed] if failed else []
        if not stored:
            return []
        metrics.MESSAGES.labels(self.service, "done").inc(len(slice_))
        return [HandOver(parsed.entry, ()) for parsed in slice_]

    async def _stored(self, messages: list[Message]) -> bool:
        """Whether the slice was stored; False when the process stopped while waiting for the surroundings."""
        assert self.handle_slice is not None  # noqa: S101 - only a sink comes here
        attempt = 0
        while True:
            try:
                await self.handle_slice(messages)
            except TransientError as error:
                if not await self._waited(attempt, error):
                    return False
                attempt += 1
            else:
                return True

    async def _waited(self, attempt: int, error: TransientError) -> bool:
        """Back off; False when the process is stopping."""
        if attempt % 30 == 0:
            log.warning("stage.waiting", stream=self.source.name, attempt=attempt, reason=str(error))
        if self.handle_slice is None:
            # One site that is busy: others are served meanwhile.
            self.patience.last_refusal = time.monotonic()
        else:
            self.patience.refused(str(error))
        await self.patience.pause(back_off(attempt))
        return not self.patience.stopping.is_set()


def _continued(traceparent: object) -> str:
    """The same W3C trace with a span of its own; a new trace if there is none."""
    parts = traceparent.split("-") if isinstance(traceparent, str) else []
    trace = parts[1] if len(parts) == 4 and len(parts[1]) == 32 else secrets.token_hex(16)  # noqa: PLR2004 - W3C form
    return f"00-{trace}-{secrets.token_hex(8)}-01"


def _why(outcome: Outcome) -> dict[str, str]:
    return {"skipped_as": outcome.outcome, "reason": outcome.reason} if isinstance(outcome, Skipped) else {}


def _brief(error: Exception) -> str:
    """One line of an error, at most 500 characters."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:500]
    return str(error).replace("\n", " ")[:500]
