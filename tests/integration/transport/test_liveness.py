"""A process whose consumer has died says so."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import aiohttp
import pytest
from redis.asyncio import Redis

from services.extractor.app import make
from services.extractor.settings import Settings
from shared.errors import TransientError
from shared.runtime import health, service
from shared.runtime.service import Service
from shared.runtime.settings import ServiceSettings
from shared.testing import a_keeper, a_service, eventually
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED
from tests.integration.transport.cleaner import add_captures, cleaned, finished, ready

if TYPE_CHECKING:
    from services.console.redis_server import RedisServer
    from shared.contracts.article import ArticleFetched
    from shared.errors import Done


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
        assert service.health.unready() == []
        valkey.kill()
        await asyncio.sleep(7)
        assert service.health.failures() == []
        assert service.health.unready() == ["Redis refuses: CONNECTION"]
        assert service.health.report()["status"] == "warn"
        await asyncio.to_thread(valkey.start)
        await asyncio.sleep(2)
        assert service.health.failures() == []
        await eventually(lambda: asyncio.sleep(0, service.health.unready() == []))
        await service.stop()


async def test_a_service_stays_alive_while_redis_hangs(valkey: RedisServer) -> None:
    """Nor does one that takes connections and answers nothing: each command ends with the socket's timeout only."""
    async with a_keeper(valkey.url):
        service = make(Settings(redis_url=valkey.url))
        await service.start()
        await asyncio.sleep(1)
        assert valkey.process is not None
        valkey.process.send_signal(signal.SIGSTOP)
        failures: list[str] = []
        for _ in range(150):
            await asyncio.sleep(0.1)
            failures += service.health.failures()
        valkey.process.send_signal(signal.SIGCONT)
        assert failures == []
        await service.stop()


async def test_a_service_starts_while_redis_hangs(valkey: RedisServer) -> None:
    """A server that stops answering just then does not end the process: its reads wait as they do later."""
    process = valkey.process
    assert process is not None

    async def hang() -> None:
        # Now the groups were seen, and nothing is read yet.
        process.send_signal(signal.SIGSTOP)
        asyncio.get_running_loop().call_later(4, process.send_signal, signal.SIGCONT)
        await asyncio.sleep(0)

    async with a_keeper(valkey.url), Redis.from_url(valkey.url) as redis:
        service = Service(ServiceSettings(service="cleaner", redis_url=valkey.url))
        service.subscribe(ARTICLES_FETCHED, handle=cleaned)
        service.on_start(hang)
        await service.start()
        await add_captures(redis, "after-the-silence")
        await eventually(lambda: finished(redis))
        await service.stop()


async def test_a_sink_whose_database_is_gone_is_not_ready(redis_url: str, redis: Redis) -> None:
    """It is alive, says what it waits for, and is ready again once the database takes its slice."""
    is_gone = True

    async def stored(_: list[object]) -> None:
        await asyncio.sleep(0)
        if is_gone:
            message = "database: gone"
            raise TransientError(message)

    await ready(redis)
    await add_captures(redis, "one")
    async with a_service(redis_url, "store", ARTICLES_FETCHED, handle_slice=stored) as sink:
        await eventually(lambda: asyncio.sleep(0, sink.health.unready() == ["database: gone"]))
        assert sink.health.failures() == []
        is_gone = False
        await eventually(lambda: asyncio.sleep(0, sink.health.unready() == []))


async def test_a_service_whose_group_nobody_mends_ends_with_an_error(
    redis_url: str, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a keeper a group that is gone ends the consumers; the process does not live on, and exits non-zero."""
    monkeypatch.setattr(service, "_REPORT_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(service, "_DEAD_FOR_SECONDS", 0.5)
    await ready(redis)
    orphan = make(Settings(redis_url=redis_url, health_port=0))
    orphan.patience.keeper_seconds = 0.5
    running = asyncio.create_task(orphan.run())
    await asyncio.sleep(1)
    assert not running.done()

    await redis.xgroup_destroy(ARTICLES_CLEANED.name, "extractor")

    assert await asyncio.wait_for(running, 30) != 0


async def test_a_dead_service_ends_though_it_cannot_report(
    redis_url: str, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis is full and takes no report of its health: the process whose consumers are dead ends all the same."""
    monkeypatch.setattr(service, "_REPORT_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(service, "_DEAD_FOR_SECONDS", 0.5)
    await ready(redis)
    full = make(Settings(redis_url=redis_url, health_port=0))
    await redis.config_set("maxmemory", 1)
    running = asyncio.create_task(full.run())
    async with asyncio.timeout(60):
        while full.health.started_at is None:
            await asyncio.sleep(0.05)

    kill_consumer(full)

    assert await asyncio.wait_for(running, 30) != 0
    await redis.config_set("maxmemory", 0)


async def test_a_slice_of_slow_messages_is_not_stuck(
    redis_url: str, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each message may take its time, however many of them are in hand; one that never ends is stuck."""
    monkeypatch.setattr(health, "_STUCK_SECONDS", 2.0)
    await ready(redis)
    ended = asyncio.Event()

    async def handle(capture: ArticleFetched) -> Done:
        if capture.url.endswith("last"):
            await ended.wait()
        await asyncio.sleep(1.0)
        return await cleaned(capture)

    await add_captures(redis, *range(3), "last")
    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle) as slow:
        for _ in range(30):
            await asyncio.sleep(0.1)
            assert slow.health.failures() == []
        await eventually(lambda: asyncio.sleep(0, slow.health.failures() != []))
        ended.set()
