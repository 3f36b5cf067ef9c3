"""A message that kills the process that works on it comes to an end, and takes nothing else along."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shared.testing import a_keeper, eventually, messages
from shared.transport.streams import ARTICLES_CLEANED, MESSAGES_DEAD
from tests.integration.transport.cleaner import add_captures, finished, ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio import Redis


@asynccontextmanager
async def a_restarted_process(url: str) -> AsyncIterator[list[int]]:
    """The killable cleaner, started again whenever it ends; how each run before ended."""
    ends: list[int] = []

    async def supervise() -> None:
        while True:
            script = str(Path(__file__).with_name("killable.py"))
            process = await asyncio.create_subprocess_exec(sys.executable, script, url)
            try:
                ends.append(await process.wait())
            except asyncio.CancelledError:
                process.kill()
                await process.wait()
                raise

    supervisor = asyncio.create_task(supervise())
    yield ends
    supervisor.cancel()
    await asyncio.wait([supervisor])


async def test_message_that_kills_its_process_leaves_its_neighbours_unharmed(redis_url: str, redis: Redis) -> None:
    """The killer ends as many processes as deliveries are allowed, then is a dead letter; the others go through."""
    await ready(redis)
    neighbours = [f"{number:02}" for number in range(12)]
    await add_captures(redis, *neighbours[:6], "killer", *neighbours[6:])

    async with a_keeper(redis_url), a_restarted_process(redis_url) as ends:
        await eventually(lambda: finished(redis), seconds=60)

    assert ends == [-9, -9, -9]
    urls = [message["url"].rsplit("/")[-1] for message in await messages(redis, ARTICLES_CLEANED)]
    assert sorted(urls) == neighbours
    [letter] = await messages(redis, MESSAGES_DEAD)
    assert letter["reason"] == "delivered 3 times without an outcome"
