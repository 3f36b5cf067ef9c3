"""The gateway: puts its parts together and serves them."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from services.gateway.adapters.tail import Tail
from services.gateway.parts import Parts
from services.gateway.problems import answer_with_problems
from services.gateway.routes import claims, health, page, stream
from services.gateway.server import HttpServer
from services.gateway.settings import Settings
from shared.database.session import connect
from shared.runtime.logging import configure_logging
from shared.transport.client import CancellableRedis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

# Half of the grace period goes to requests in hand, the rest to closing what they used.
_SHARE_FOR_CONNECTIONS = 0.5
_EXIT_FAILED = 70


class _Marked:
    """Tell browsers to take every answer for what it says it is, and to ask again whether it still holds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], (b"x-content-type-options", b"nosniff")]
                if all(name.lower() != b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-cache"))
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, marked)


def create_app(settings: Settings) -> FastAPI:
    """The application; its routes need the parts that :func:`serve` connects."""
    app = FastAPI(title="claimwire", version="1", docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.add_middleware(_Marked)
    answer_with_problems(app)
    # The stream first: its path would otherwise be read as the id of a claim.
    for routes in (stream, claims, health, page):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=page.WEB / "static"))
    return app


@asynccontextmanager
async def _connected(app: FastAPI) -> AsyncIterator[Parts]:
    """What the routes work with, while the body runs."""
    settings: Settings = app.state.settings
    engine = connect(settings.database_url)
    redis = CancellableRedis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    tail = Tail(engine, redis, keep_bytes=settings.tail_bytes)
    parts = Parts(settings, engine, redis, tail, asyncio.create_task(tail.run()))
    app.state.parts = parts
    try:
        yield parts
    finally:
        await tail.close()
        parts.tailing.cancel()
        await asyncio.gather(parts.tailing, return_exceptions=True)
        await redis.aclose()
        await engine.dispose()


async def serve(settings: Settings, stop: asyncio.Event) -> int:
    """Serve until told to stop; open streams are ended, and their clients resume elsewhere.

    Returns:
        The exit code: 0 when told to stop, another one when the gateway cannot go on.

    """
    app = create_app(settings)
    async with _connected(app) as parts:
        server = HttpServer(app, settings)
        serving, stopping = asyncio.create_task(server.serve()), asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping, parts.tailing}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for task in {serving, parts.tailing}:
            if task.done():
                log.critical("gateway.failed", exc_info=task.exception())
        await parts.tail.close()
        await server.stop_within(serving, settings.grace_seconds * _SHARE_FOR_CONNECTIONS)
    return 0 if stop.is_set() else _EXIT_FAILED


def main() -> None:
    """Run the gateway until a signal comes."""
    settings = Settings()
    configure_logging(settings)

    async def run() -> int:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        return await serve(settings, stop)

    sys.exit(asyncio.run(run()))


if __name__ == "__main__":
    main()
