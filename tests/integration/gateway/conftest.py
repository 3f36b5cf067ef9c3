"""A gateway that serves on a free port of this process, beside a database and a Redis server."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from redis.asyncio import Redis

from services.console.redis_server import free_port
from services.gateway.app import serve
from services.gateway.settings import Settings
from services.store.adapters import sequences
from services.store.adapters.relay import Relay
from services.store.handlers import store_slice
from shared.database.testing import a_claim, an_extraction
from shared.runtime.clock import now
from shared.testing import SOME_TIME
from shared.transport.streams import CLAIMS_V1

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncEngine


class Publisher:
    """Stores and relays claims, as the store does."""

    def __init__(self, engine: AsyncEngine, redis: Redis) -> None:
        self._engine = engine
        self._relay = Relay(engine, redis)

    async def publish(self, *names: str, **changes: object) -> None:
        """One article with one claim for each name."""
        await self.store(*names, **changes)
        await self._relay.relay()

    async def number(self) -> None:
        """Give sequences as the relay does, but leave Redis alone."""
        lease = await sequences.take(self._engine, CLAIMS_V1, "test", now=now() + timedelta(hours=1), seconds=1)
        assert lease is not None
        await sequences.assign(self._engine, lease, above=0, limit=100)

    async def store(self, *names: str, **changes: object) -> None:
        """The same without the relay."""
        made = [
            an_extraction(
                url=f"https://news.example/{name}", claims=[a_claim(content=name, article_id=name, **changes)]
            )
            for name in names
        ]
        await store_slice(self._engine, made, now=SOME_TIME)


@pytest.fixture
async def publisher(engine: AsyncEngine, redis_url: str) -> AsyncIterator[Publisher]:
    """What puts claims where the gateway reads them."""
    redis = Redis.from_url(redis_url)
    yield Publisher(engine, redis)
    await redis.aclose()


@asynccontextmanager
async def a_gateway(**settings: Any) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of a gateway that runs as long as the body."""
    port = settings.setdefault("port", free_port())
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(Settings(**settings), stop))
    # One connection for each stream that a test opens.
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(20)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", timeout=timeout, connector=connector) as client:
        await until_alive(client)
        yield client
    stop.set()
    async with asyncio.timeout(60):
        assert await serving == 0


@pytest.fixture
async def gateway(database_url: str, redis_url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of a running gateway that remembers little and gives up soon."""
    quick = {"heartbeat_seconds": 0.3, "send_timeout_seconds": 1.0, "tail_bytes": 100_000}
    async with a_gateway(database_url=database_url, redis_url=redis_url, **quick) as client:
        yield client


async def until_alive(client: aiohttp.ClientSession) -> None:
    """Return once the gateway answers."""
    async with asyncio.timeout(60):
        while True:
            try:
                async with client.get("/livez") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.02)
