"""The gateway: puts its parts together and serves them."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from redis.asyncio import Redis

from services.gateway.adapters.tail import Tail
from services.gateway.parts import Parts
from services.gateway.problems import answer_with_problems
from services.gateway.routes import claims, health, page, stream
from services.gateway.settings import Settings
from shared.database.session import connect
from shared.runtime.logging import configure_logging

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A client that sends its headers slower than this holds a connection for nothing.
_HEADER_DEADLINE_MS = 5000
_CLOSE_SECONDS = 2.0


class _NoSniffing:
    """Tell browsers to take every answer for what it says it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-content-type-options", b"nosniff")]
            await send(message)

        await self._app(scope, receive, marked)


def create_app(settings: Settings) -> FastAPI:
    """The application; it connects when it starts, and starts whether or not its surroundings answer."""
    app = FastAPI(title="claimwire", version="1", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.add_middleware(_NoSniffing)
    answer_with_problems(app)
    # The stream first: its path would otherwise be read as the id of a claim.
    for routes in (stream, claims, health, page):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=page.WEB / "static"))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    engine = connect(settings.database_url)
    redis = Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    tail = Tail(engine, redis, keep=settings.tail_events)
    app.state.parts = Parts(settings, engine, redis, tail)
    app.state.tailing = asyncio.create_task(tail.run())
    yield
    await tail.close()
    await asyncio.wait({app.state.tailing}, timeout=_CLOSE_SECONDS)
    app.state.tailing.cancel()
    await redis.aclose()
    await engine.dispose()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until told to stop; open streams are ended, and their clients resume elsewhere."""
    app = create_app(settings)
    server = Server(
        app,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_DEADLINE_MS),
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not serving.done():
        await app.state.parts.tail.close()
        server.stop()  # type: ignore[no-untyped-call]
        # Granian waits for its connections; those that do not end are not worth more than the grace period.
        await asyncio.wait({serving}, timeout=settings.grace_seconds)
        if not serving.done():
            serving.cancel()
            return
    await serving


def main() -> None:
    """Run the gateway until a signal comes."""
    settings = Settings()
    configure_logging(settings)

    async def run() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(settings, stop)

    asyncio.run(run())


if __name__ == "__main__":
    main()
