"""Back-pressure and memory: nothing runs away, nothing is dropped, and a full Redis drains itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.contracts.article import ArticleSkipped
from shared.runtime import metrics
from shared.runtime.settings import ServiceSettings
from shared.testing import SOME_TIME, a_keeper, a_service, document, eventually
from shared.transport.broker import Patience, patient_client
from shared.transport.groups import _FUNCTIONS, has_functions
from shared.transport.pressure import Pressure
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED, ARTICLES_SKIPPED, FIELD
from tests.integration.transport.cleaner import add_captures, cleaned, finished, left, ready
from tests.integration.transport.servers import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.transport.servers import Server


async def test_a_stage_does_not_read_on_while_the_next_is_behind(redis_url: str, redis: Redis) -> None:
    """Above the high mark nothing new is read; nothing sits pending meanwhile; it goes on below the low mark."""
    await ready(redis)
    await add_captures(redis, *range(12))
    marks = {"max_records": 2, "high_watermark": 4, "low_watermark": 2}

    async with a_service(
        redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned, next_streams=(ARTICLES_CLEANED,), settings=marks
    ):
        await asyncio.sleep(1.5)
        held_at = await redis.xlen(ARTICLES_CLEANED.name)
        pending = (await redis.xpending(ARTICLES_FETCHED.name, "cleaner"))["pending"]
        await redis.xtrim(ARTICLES_CLEANED.name, maxlen=0)
        await eventually(lambda: _fewer_left(redis, 12 - held_at))

    assert 4 < held_at <= 6
    assert pending == 0


async def _fewer_left(redis: Redis, than: int) -> bool:
    return await left(redis) < than


async def test_a_full_redis_drains_itself(redis_url: str, redis: Redis) -> None:
    """At maxmemory a hop with outputs waits, one without acknowledges, the trim frees, and all goes on."""
    await ready(redis)
    await add_captures(redis, *range(5))
    added, stored = await _filled(redis), 0
    refused = metrics.REDIS_RETRIES.labels("OOM")._value

    async def store(slice_: list[object]) -> None:
        nonlocal stored
        stored += len(slice_)
        await asyncio.sleep(0)

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        before = refused.get()
        await eventually(lambda: asyncio.sleep(0, refused.get() >= before + 3))
        assert await redis.xlen(ARTICLES_CLEANED.name) == 0
        async with a_service(redis_url, "store", ARTICLES_SKIPPED, handle_slice=store):
            await eventually(lambda: _is_empty(redis, ARTICLES_SKIPPED.name))
            await eventually(lambda: finished(redis))

    assert stored == added > 100
    assert await redis.xlen(ARTICLES_CLEANED.name) == 5
    await redis.config_set("maxmemory", 0)


async def test_a_full_redis_is_freed_by_the_keeper_of_a_new_release(redis_url: str, redis: Redis) -> None:
    """Its Functions cannot be loaded into a full server: it trims by those of the old release first."""
    await ready(redis)
    await redis.function_load(_FUNCTIONS, replace=True)
    added = await _filled(redis)
    answer: Any = await redis.xreadgroup("store", "one", {ARTICLES_SKIPPED.name: ">"}, count=added)
    await redis.xack(ARTICLES_SKIPPED.name, "store", *[entry for entry, _ in answer[0][1]])
    assert not await has_functions(redis)

    async with a_keeper(redis_url):
        await eventually(lambda: _is_empty(redis, ARTICLES_SKIPPED.name))
        await eventually(lambda: has_functions(redis))
    await redis.config_set("maxmemory", 0)


async def _filled(redis: Redis) -> int:
    """Limit the memory and add skipped articles until Redis refuses; returns how many."""
    skipped = ArticleSkipped(url="u", stage="cleaner", outcome="no_text", reason="word " * 2000, skipped_at=SOME_TIME)
    body, added = document(skipped), 0
    await redis.config_set("maxmemory", (await redis.info("memory"))["used_memory"] + 8_000_000)
    with pytest.raises(ResponseError, match="OOM|maxmemory"):
        while True:
            await redis.xadd(ARTICLES_SKIPPED.name, {FIELD: body})
            added += 1
    return added


async def _is_empty(redis: Redis, stream: str) -> bool:
    return bool(await redis.xlen(stream) == 0)


async def test_back_pressure_is_right_after_a_restart_of_redis(
    make_server: Callable[..., Server], request: pytest.FixtureRequest
) -> None:
    """The backlog is the length of a trimmed stream: `lag`, which a restart from an AOF spoils, is not asked."""
    server = make_server()
    redis, patience = Redis.from_url(server.url), Patience()
    patient = patient_client(server.url, patience)
    await ready(redis)
    ids = await add_captures(redis, *range(12))
    for group, done in zip(ARTICLES_FETCHED.groups, (10, 8), strict=True):
        await redis.xreadgroup(group, "one", {ARTICLES_FETCHED.name: ">"}, count=done)
        # The first stays pending, and so in the stream: Redis cannot tell the lag from where the stream begins.
        await redis.xack(ARTICLES_FETCHED.name, group, *ids[1:done])

    await redis.aclose()
    server.kill()
    await asyncio.sleep(0.1)
    await asyncio.to_thread(wait_for, server.url)
    assert "redis-7" not in request.node.name or await _lags(redis) == [None, None]
    marks = {"high_watermark": 12, "low_watermark": 11}
    pressure = Pressure(patient, ServiceSettings(redis_url=server.url, **marks), patience)
    await asyncio.wait_for(pressure.wait((ARTICLES_FETCHED,)), 5)

    await add_captures(redis, "one-too-many")
    held_back = asyncio.create_task(pressure.wait((ARTICLES_FETCHED,)))
    await asyncio.sleep(0.5)
    assert not held_back.done()
    patience.stopping.set()
    await held_back
    await patient.aclose()
    await redis.aclose()


async def _lags(redis: Redis) -> list[int | None]:
    return [group["lag"] for group in await redis.xinfo_groups(ARTICLES_FETCHED.name)]


async def test_intake_stops_when_memory_is_short(redis_url: str, redis: Redis) -> None:
    """Above the share of maxmemory that is set, a stage that watches memory waits."""
    patience = Patience()
    settings = ServiceSettings(redis_url=redis_url, memory_watermark_percent=60)
    pressure = Pressure(redis, settings, patience, watch_memory=True)
    used = (await redis.info("memory"))["used_memory"]
    await redis.config_set("maxmemory", int(used * 1.2))

    waiting = asyncio.create_task(pressure.wait(()))
    await asyncio.sleep(0.5)
    assert not waiting.done()

    await redis.config_set("maxmemory", used * 10)
    await asyncio.wait_for(waiting, 5)
    await redis.config_set("maxmemory", 0)
