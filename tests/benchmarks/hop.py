"""What one hop costs, against raw redis-py that does the same work without fence, health or logs."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import orjson
from redis.asyncio import Redis

from services.console.redis_server import RedisServer, bundled_binary
from shared.contracts.article import ArticleCleaned
from shared.contracts.event import envelope
from shared.errors import Done
from shared.runtime.clock import now
from shared.runtime.logging import configure_logging
from shared.runtime.settings import ServiceSettings
from shared.testing import a_service, an_article, document
from shared.transport.groups import create_groups, load_functions
from shared.transport.streams import ARTICLES_CLEANED, FIELD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# So many that a service's start, which a message pays once, weighs little on the clock.
_MESSAGES = 20_000
_BATCH = 100
_RUNS = 5
_WORDS = "word " * 400


async def passed_on(article: ArticleCleaned) -> Done:
    """The cheapest handler: the same message again."""
    return Done((article,))


async def ours(url: str, redis: Redis) -> None:
    """Through the transport."""
    settings = {"max_records": _BATCH, "log_level": "error", "high_watermark": 10**9}
    async with a_service(url, "extractor", ARTICLES_CLEANED, handle=passed_on, settings=settings):
        # The handler adds to the stream it reads, so it is done when it has read what it was given.
        while True:
            group = (await redis.xinfo_groups(ARTICLES_CLEANED.name))[0]
            if (group["entries-read"] or 0) >= _MESSAGES:
                return
            await asyncio.sleep(0.05)


async def raw(_: str, redis: Redis) -> None:
    """By hand: read, validate, serialise, add and acknowledge in a pipeline."""
    done = 0
    while done < _MESSAGES:
        answer = await redis.xreadgroup("extractor", "raw", {ARTICLES_CLEANED.name: ">"}, count=_BATCH)
        for _name, entries in answer:
            pipeline = redis.pipeline(transaction=True)
            for entry_id, fields in entries:
                event = orjson.loads(fields[FIELD.encode()])
                message = ArticleCleaned.model_validate(event["data"])
                pipeline.xadd(ARTICLES_CLEANED.name, {FIELD: envelope(message, source="raw", time=now())})
                pipeline.xack(ARTICLES_CLEANED.name, "extractor", entry_id)
            await pipeline.execute()
            done += len(entries)


async def microseconds(way: Callable[[str, Redis], Awaitable[None]]) -> tuple[float, float]:
    """What one message costs on a durable server, in microseconds: this process's CPU, and time on the clock."""
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(Path(folder), binary=bundled_binary())
        server.start()
        redis = Redis.from_url(server.url)
        await load_functions(redis)
        await create_groups(redis)
        body = document(an_article(text=_WORDS))
        for _ in range(_MESSAGES // _BATCH):
            pipeline = redis.pipeline()
            for _ in range(_BATCH):
                pipeline.xadd(ARTICLES_CLEANED.name, {FIELD: body})
            await pipeline.execute()
        cpu, clock = time.process_time(), time.perf_counter()
        await way(server.url, redis)
        spent = time.process_time() - cpu, time.perf_counter() - clock
        await redis.aclose()
        server.stop()
    return spent[0] / _MESSAGES * 1e6, spent[1] / _MESSAGES * 1e6


async def measure() -> None:
    """Print both ways, the median of some runs each, in turn."""
    configure_logging(ServiceSettings(log_level="error"))
    runs = [(await microseconds(ours), await microseconds(raw)) for _ in range(_RUNS)]
    for measured, name in enumerate(("CPU", "clock")):
        mine, theirs = (median(run[way][measured] for run in runs) for way in (0, 1))
        print(f"hop, {name}: {mine:.0f} us a message, raw redis-py {theirs:.0f} us: {mine / theirs:.2f}x")


if __name__ == "__main__":
    asyncio.run(measure())
