"""A process whose consumer has died says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

from services.extractor.app import make
from services.extractor.settings import Settings
from shared.runtime import health
from shared.testing import a_keeper

if TYPE_CHECKING:
    from services.console.redis_server import RedisServer
    from shared.runtime.service import Service


async def answer(port: int, path: str) -> tuple[int, str]:
    """Status and text of a health endpoint."""
    url = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


def kill_consumer(service: Service) -> None:
    """End the task that reads fresh entries, as a bug in the library would."""
    for task in service.health.subscriptions[0].subscribers["fresh"].tasks:
        task.cancel()


async def test_livez_answers_503_when_a_consumer_s_task_is_dead(redis_url: str) -> None:
    """The extractor's consumer is killed inside its live process: 503 within 10 s, and `/health` names it."""
    async with a_keeper(redis_url):
        service = make(Settings(redis_url=redis_url))
        runner, port = await health.serve(service.health, 0)
        await service.start()
        await asyncio.sleep(1)
        assert (await answer(port, "/livez"))[0] == 200

        kill_consumer(service)

        async with asyncio.timeout(10):
            while (await answer(port, "/livez"))[0] != 503:
                await asyncio.sleep(0.2)
        status, text = await answer(port, "/health")
        assert status == 503
        assert "extractor consumer of articles.cleaned (fresh)" in text
        await service.stop()
        await runner.cleanup()


async def test_a_service_stays_alive_while_redis_is_gone(valkey: RedisServer) -> None:
    """A dependency that is down never restarts a process."""
    async with a_keeper(valkey.url):
        service = make(Settings(redis_url=valkey.url))
        await service.start()
        await asyncio.sleep(1)
        valkey.kill()
        await asyncio.sleep(7)
        assert service.health.failures() == []
        await asyncio.to_thread(valkey.start)
        await asyncio.sleep(2)
        assert service.health.failures() == []
        await service.stop()
