"""`GET /v1/claims/stream`: server-sent events that can be resumed without a gap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import APIRouter, Depends, Header, HTTPException, Query, Response
from pydantic import Field

from services.gateway.domain import frames
from services.gateway.parts import Given, Parts, Subscriber
from services.gateway.problems import PROBLEMS, only_known_parameters
from services.gateway.routes.claims import Wanted
from shared.database.filters import ClaimFilters
from shared.database.reading import has_sequence, last_sequence
from shared.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

log = structlog.get_logger()
router = APIRouter(prefix="/v1", tags=["claims"], responses=PROBLEMS, dependencies=[Depends(only_known_parameters)])

_LARGEST = 2**63 - 1
_LAST_WORDS_SECONDS = 0.5

Cursor = Annotated[int, Field(ge=0, le=_LARGEST)]


class EventStream(Response):
    """An endless answer; a client that takes nothing for a while is cut, and resumes from where it was."""

    media_type = "text/event-stream"

    def __init__(self, subscriber: Subscriber, wanted: ClaimFilters, parts: Parts, *, opening: bytes) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._subscriber = subscriber
        self._wanted = wanted
        self._parts = parts
        self._opening = opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the client leaves, is cut, or the gateway closes."""
        del scope
        ends = [self._send(send), _left(receive), self._closed()]
        tasks = [asyncio.ensure_future(end) for end in ends]
        self._parts.subscribers.add(self._subscriber)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._parts.subscribers.discard(self._subscriber)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async for frame in self._frames():
                async with asyncio.timeout(self._parts.settings.send_timeout_seconds):
                    await send({"type": "http.response.body", "body": frame, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            log.info("subscriber.cut", at=self._subscriber.at)
        except TransientError as error:
            # The answer has begun: it can only end. The client asks again, and is told then.
            log.warning("subscriber.let_go", reason=str(error), at=self._subscriber.at)

    async def _frames(self) -> AsyncIterator[bytes]:
        subscriber, tail = self._subscriber, self._parts.tail
        yield self._opening
        while not tail.closing.is_set():
            events, after = await tail.above(subscriber.at, self._wanted)
            for event in events:
                yield event.bytes
                subscriber.at = event.sequence
            subscriber.at = after
            if not events and not await tail.wait_above(after, self._parts.settings.heartbeat_seconds):
                yield frames.HEARTBEAT

    async def _closed(self) -> None:
        """End once the gateway closes, a moment late: a subscriber that reads is told that the stream has ended."""
        await self._parts.tail.closing.wait()
        await asyncio.sleep(_LAST_WORDS_SECONDS)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


@router.get(
    "/claims/stream",
    response_class=Response,
    responses={200: {"description": "CloudEvents, one a message", "content": {"text/event-stream": {}}}},
)
async def stream_claims(
    parts: Given,
    wanted: Wanted,
    after: Annotated[Cursor | None, Query(description="resume after this sequence; without it, from now on")] = None,
    last_event_id: Annotated[Cursor | None, Header(description="as `after`; goes before it")] = None,
) -> Response:
    """Every claim event from a sequence on, as it happens; `id` is the sequence."""
    newest = await last_sequence(parts.engine)
    if len(parts.subscribers) >= parts.settings.max_streams:
        raise HTTPException(503, "too many streams are open", headers={"Retry-After": "10"})
    cursor = last_event_id if last_event_id is not None else after
    if not cursor or await has_sequence(parts.engine, cursor):
        return EventStream(Subscriber(newest if cursor is None else cursor), wanted, parts, opening=frames.HELLO)
    # It has seen another database, as before a restore: it is told, and goes on with this one.
    opening = frames.HELLO + frames.reset(newest)
    return EventStream(Subscriber(newest), wanted, parts, opening=opening)
