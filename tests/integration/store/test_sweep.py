"""What Redis lost is worked on again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from redis.asyncio import Redis

from services.store.adapters import sweep
from services.store.adapters.sweep import Sweep
from services.store.handlers import store_slice
from shared.contracts.article import ArticleFetched, ArticleSkipped
from shared.runtime.settings import ServiceSettings
from shared.testing import SOME_TIME, a_capture, eventually, messages
from shared.transport.broker import Patience
from shared.transport.pressure import Pressure
from shared.transport.streams import ARTICLES_FETCHED

if TYPE_CHECKING:
    import pytest
    from sqlalchemy.ext.asyncio import AsyncEngine


def a_sweep(engine: AsyncEngine, redis: Redis, *, after_seconds: float = 60.0, **settings: int) -> Sweep:
    """A sweep of what is older than a minute."""
    pressure = Pressure(redis, ServiceSettings(**settings), Patience())
    return Sweep(engine, redis, pressure, after_seconds)


def pages(count: int) -> list[ArticleFetched]:
    """Captures of as many pages."""
    return [a_capture(url=f"https://news.example/{n}", body="eA==") for n in range(count)]


async def test_a_capture_without_an_outcome_goes_back_to_the_cleaner(engine: AsyncEngine, redis_url: str) -> None:
    """Of two old captures, the one that was skipped stays where it is and the other is published again."""
    redis = Redis.from_url(redis_url)
    lost, ended = a_capture(url="https://news.example/lost", body="eA=="), a_capture(url="https://news.example/b")
    skip = ArticleSkipped(
        url=ended.url, capture=ended.capture, stage="cleaner", outcome="no_text", reason="r", skipped_at=SOME_TIME
    )
    await store_slice(engine, [lost, ended, skip], now=SOME_TIME)

    assert await a_sweep(engine, redis).once() == 1

    assert [message["url"] for message in await messages(redis, ARTICLES_FETCHED)] == [lost.url]
    await redis.aclose()


async def test_capture_that_is_only_late_is_not_added_again_and_again(
    engine: AsyncEngine, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a stage has stopped, each look goes on where the last one ended; a new round begins after its time."""
    monkeypatch.setattr(sweep, "_BATCH", 2)
    redis = Redis.from_url(redis_url)
    await store_slice(engine, pages(5), now=SOME_TIME)
    swept = a_sweep(engine, redis)

    assert [await swept.once() for _ in range(6)] == [2, 2, 1, 0, 0, 0]

    urls = [message["url"] for message in await messages(redis, ARTICLES_FETCHED)]
    assert sorted(urls) == [f"https://news.example/{n}" for n in range(5)]
    swept._next_round = 0.0
    assert await swept.once() == 2
    await redis.aclose()


async def test_nothing_is_added_while_the_cleaner_is_behind(engine: AsyncEngine, redis_url: str) -> None:
    """Above the mark the sweep waits; below it, it goes on."""
    redis = Redis.from_url(redis_url)
    await store_slice(engine, pages(1), now=SOME_TIME)
    await asyncio.gather(*(redis.xadd(ARTICLES_FETCHED.name, {"backlog": n}) for n in range(4)))
    swept = a_sweep(engine, redis, high_watermark=3, low_watermark=2)
    running = asyncio.create_task(swept.run(swept.pressure.patience))

    await asyncio.sleep(0.5)
    assert await redis.xlen(ARTICLES_FETCHED.name) == 4
    await redis.xtrim(ARTICLES_FETCHED.name, maxlen=1, approximate=False)

    async def added() -> bool:
        return bool(await redis.xlen(ARTICLES_FETCHED.name) == 2)

    await eventually(added)
    swept.pressure.patience.stopping.set()
    await running
    await redis.aclose()
