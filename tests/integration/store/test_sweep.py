"""What Redis lost is worked on again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.asyncio import Redis

from services.store.adapters.sweep import sweep_once
from services.store.handlers import store_slice
from shared.contracts.article import ArticleSkipped
from shared.testing import SOME_TIME, a_capture, messages
from shared.transport.streams import ARTICLES_FETCHED

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


async def test_a_capture_without_an_outcome_goes_back_to_the_cleaner(engine: AsyncEngine, redis_url: str) -> None:
    """Of two old captures, the one that was skipped stays where it is and the other is published again."""
    redis = Redis.from_url(redis_url)
    lost, ended = a_capture(url="https://news.example/lost", body="eA=="), a_capture(url="https://news.example/b")
    skip = ArticleSkipped(
        url=ended.url, capture=ended.capture, stage="cleaner", outcome="no_text", reason="r", skipped_at=SOME_TIME
    )
    await store_slice(engine, [lost, ended, skip], now=SOME_TIME)

    assert await sweep_once(engine, redis, after_seconds=60) == 1

    assert [message["url"] for message in await messages(redis, ARTICLES_FETCHED)] == [lost.url]
    await redis.aclose()
