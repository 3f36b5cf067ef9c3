"""Suspends processes while they have work in hand, as an overloaded machine would."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import psutil
import redis.asyncio
from redis.exceptions import RedisError

from shared.transport.streams import STREAMS

if TYPE_CHECKING:
    from collections import Counter

    from shared.transport.streams import Stream

_INPUT = {"store": "claims.extracted", "cleaner": "articles.fetched", "extractor": "articles.cleaned"}
# Longer than the idle limit: when the process goes on, somebody else has taken what it holds.
_SUSPENDED_SECONDS = 3.5
_LAST_TRY = 3
_LAST_TRY_SECONDS = 120.0
_LOOK_AGAIN_SECONDS = 0.002
# Eight interpreters at once, on a machine that does other things as well.
_START_SECONDS = 240.0


async def working(url: str, replicas: tuple[str, ...]) -> None:
    """Return when every replica reads its streams: from then on there is somebody to kill at work.

    Raises:
        TimeoutError: they did not start in time.
    """
    readers = sum(replicas.count(group) for stream in STREAMS for group in stream.groups)
    async with asyncio.timeout(_START_SECONDS), redis.asyncio.Redis.from_url(url) as client:
        # Connections, since Redis 7.0 knows a consumer only once there was something for it.
        while sum(each["cmd"] == "xreadgroup" for each in await client.client_list()) < readers:
            await asyncio.sleep(0.1)


async def nothing_at_its_last_try(url: str) -> None:
    """Return when no entry is at its last delivery, or after a while.

    What fails three times is a dead letter, as it should; a machine that is slower than the faults come would be told
    that its messages are poison.
    """
    async with redis.asyncio.Redis.from_url(url, socket_timeout=5) as client:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_TRY_SECONDS):
                while any(
                    [await _is_at_its_last_try(client, each, group) for each in STREAMS for group in each.groups]
                ):
                    await asyncio.sleep(_LOOK_AGAIN_SECONDS)


async def _is_at_its_last_try(client: redis.asyncio.Redis, stream: Stream, group: str) -> bool:
    try:
        pending = await client.xpending_range(stream.name, group, "-", "+", 1000)
    except (RedisError, OSError):
        return False
    return any(entry["times_delivered"] >= _LAST_TRY for entry in pending)


async def suspend_in_hand(url: str, service: str, done_to: Counter[str]) -> None:
    """Until cancelled: find a process of a service that holds entries, stop it where it stands, let it go on later."""
    async with redis.asyncio.Redis.from_url(url, socket_timeout=5) as client:
        while True:
            try:
                await _suspend_once(client, service, done_to)
            except (RedisError, OSError, psutil.NoSuchProcess):
                await asyncio.sleep(0.05)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)


async def _suspend_once(client: redis.asyncio.Redis, service: str, done_to: Counter[str]) -> None:
    for consumer in await client.xinfo_consumers(_INPUT[service], service):
        if not consumer["pending"]:
            continue
        process = psutil.Process(_pid(consumer["name"].decode()))
        process.suspend()
        try:
            # Asked again: it may have finished between the question and the signal.
            deliveries = await _deliveries(client, service, process.pid)
            # Once for each entry, since what fails three times is a dead letter.
            if deliveries and max(deliveries) == 1:
                done_to[f"{service} suspended in hand"] += 1
                await asyncio.sleep(_SUSPENDED_SECONDS)
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()
        return


async def _deliveries(client: redis.asyncio.Redis, service: str, pid: int) -> list[int]:
    """How often each entry was delivered that a process holds."""
    pending = await client.xpending_range(_INPUT[service], service, "-", "+", 1000)
    return [entry["times_delivered"] for entry in pending if _pid(entry["consumer"].decode()) == pid]


def _pid(consumer: str) -> int:
    return int(consumer.removesuffix("-reclaim").rsplit("-", 2)[1])
