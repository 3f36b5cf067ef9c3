"""`GET /v1/claims/stream`: server-sent events that can be resumed without a gap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import APIRouter, Header, HTTPException, Query, Response
from pydantic import Field

from services.gateway.parts import Given, Parts
from services.gateway.routes.claims import Wanted
from shared.database.filters import ClaimFilters
from shared.database.reading import last_sequence

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

log = structlog.get_logger()
router = APIRouter(prefix="/v1", tags=["claims"])

_LARGEST = 2**63 - 1
_HEARTBEAT = b": still here\n\n"
# The first line makes proxies pass the answer on; a client that was cut asks again after a second.
_HELLO = b": claims\nretry: 1000\n\n"

Cursor = Annotated[int, Field(ge=0, le=_LARGEST)]


class EventStream(Response):
    """An endless answer; a client that takes nothing for a while is cut, and resumes from where it was."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncIterator[bytes], parts: Parts) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._frames = frames
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the client leaves, is cut, or the gateway closes."""
        del scope
        self._parts.streams += 1
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._parts.streams -= 1
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async for frame in self._frames:
                async with asyncio.timeout(self._parts.settings.send_timeout_seconds):
                    await send({"type": "http.response.body", "body": frame, "more_body": True})
        except TimeoutError:
            log.info("subscriber.cut")
        await send({"type": "http.response.body", "body": b"", "more_body": False})


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
    if parts.streams >= parts.settings.max_streams:
        raise HTTPException(503, "too many streams are open", headers={"Retry-After": "10"})
    cursor = last_event_id if last_event_id is not None else after
    newest = await last_sequence(parts.engine)
    return EventStream(_frames(parts, wanted, cursor, newest), parts)


async def _frames(parts: Parts, wanted: ClaimFilters, cursor: int | None, newest: int) -> AsyncIterator[bytes]:
    yield _HELLO
    at = newest if cursor is None else cursor
    if at > newest:
        # The subscriber has seen another database: it is told, and goes on with this one.
        yield f'id: {newest}\nevent: reset\ndata: {{"sequence":{newest}}}\n\n'.encode()
        at = newest
    while not parts.tail.is_closing:
        events, at = await parts.tail.above(at, wanted)
        for event in events:
            yield event.frame
        if not events and not await parts.tail.wait_above(at, parts.settings.heartbeat_seconds):
            yield _HEARTBEAT
