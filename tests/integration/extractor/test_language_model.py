"""The extractor with a language model, from stream to stream: it asks several at once, and never stands still."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from services.extractor.app import make
from services.extractor.settings import Settings
from shared.testing import a_keeper, add, an_article, eventually, messages
from shared.transport.streams import ARTICLES_CLEANED, CLAIMS_EXTRACTED
from tests.unit.extractor.language_model.endpoint import KEY, an_endpoint, attributions, some_settings, stall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest
    from redis.asyncio import Redis

    from tests.unit.extractor.language_model.endpoint import Answer, Endpoint

TEXT = "Officials said the bridge was closed."
GOOD = attributions(("Officials", "said", "the bridge was closed"))


@asynccontextmanager
async def an_extractor(redis_url: str, *answers: Answer, **changes: Any) -> AsyncIterator[Endpoint]:
    """A running keeper and extractor, and the endpoint that it asks."""
    async with an_endpoint(*answers) as endpoint, a_keeper(redis_url):
        settings = some_settings(endpoint.url, redis_url=redis_url, **changes)
        assert isinstance(settings, Settings)
        service = make(settings)
        await service.start()
        try:
            yield endpoint
        finally:
            await service.stop()


async def read(redis: Redis, number: int) -> list[dict[str, Any]]:
    """So many articles as they come out."""
    for n in range(number):
        await add(redis, ARTICLES_CLEANED, an_article(text=TEXT, url=f"https://news.example/{n}"))

    async def is_done() -> bool:
        return await redis.xlen(CLAIMS_EXTRACTED.name) == number

    await eventually(is_done)
    return await messages(redis, CLAIMS_EXTRACTED)


async def test_articles_are_asked_about_together_up_to_the_limit(redis_url: str, redis: Redis) -> None:
    """Waiting for one keeps no other one from being asked about, and one worker reads them all."""
    at_once: list[int] = [0]
    waiting = 0

    async def slow(_: web.Request) -> web.StreamResponse:
        nonlocal waiting
        waiting += 1
        at_once.append(waiting)
        await asyncio.sleep(0.3)
        waiting -= 1
        return web.Response(body=GOOD)

    async with an_extractor(
        redis_url, slow, language_model_concurrency=3, language_model_timeout_seconds=20
    ) as endpoint:
        found = await read(redis, 12)

    assert {message["extractor"]["name"] for message in found} == {"language_model"}
    assert [claim["content"]["text"] for claim in found[0]["claims"]] == ["the bridge was closed"]
    assert max(at_once) == 3
    assert len(endpoint.asked) == 12


async def test_endpoint_that_hangs_does_not_stop_the_pipeline(
    redis_url: str, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """After a few articles it is left alone, and every article goes through with the claims of the engine."""
    began = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        async with an_extractor(redis_url, stall, language_model_timeout_seconds=1) as endpoint:
            found = await read(redis, 40)

    assert {message["extractor"]["name"] for message in found} == {"rules"}
    assert all(len(message["claims"]) == 1 for message in found)
    assert len(endpoint.asked) <= 6
    assert time.monotonic() - began < 40
    assert KEY not in caplog.text
