"""What real servers lose when the power goes: with `appendfsync always` nothing, with `everysec` a second's work."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import redis.asyncio

from tests.chaos.instance import end
from tests.chaos.producer import Producer

if TYPE_CHECKING:
    from tests.chaos.conftest import MakePowered
    from tests.chaos.powered import PoweredServer

_CUTS = 4
_BETWEEN_SECONDS = 0.8
_PRODUCERS = 4


async def test_always_loses_nothing_that_was_acknowledged(make_powered: MakePowered) -> None:
    """Not even while the append-only file is rewritten."""
    assert await _lost(make_powered()) == []


async def test_everysec_loses_what_was_acknowledged(make_powered: MakePowered) -> None:
    """So the shim shows a loss where there is one."""
    assert await _lost(make_powered(appendfsync="everysec")) != []


async def _lost(server: PoweredServer) -> list[str]:
    """Entries that some producers were told are taken, and that are gone after power cuts."""
    chance = random.Random(20260102)
    server.start()
    producers = [Producer(server.url) for _ in range(_PRODUCERS)]
    working = {asyncio.create_task(each.follow()) for each in producers}
    try:
        for _ in range(_CUTS):
            await asyncio.sleep(_BETWEEN_SECONDS)
            async with redis.asyncio.Redis.from_url(server.url) as client:
                await client.bgrewriteaof()
            await asyncio.sleep(chance.uniform(0.0, 0.2))
            await asyncio.to_thread(server.cut, chance)
            await asyncio.to_thread(server.start)
    finally:
        await end(working)
    assert all(len(each.acknowledged) > _CUTS for each in producers)
    return [text for each in producers for text in await each.lost()]
