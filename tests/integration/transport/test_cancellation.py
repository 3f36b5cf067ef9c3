"""A task that is cancelled while it talks to Redis ends."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from shared.transport.broker import Patience, patient_client
from shared.transport.client import CancellableRedis


async def test_a_cancelled_task_ends_whatever_its_client_was_doing(redis_url: str) -> None:
    """On Python 3.11 redis-py swallows a cancellation that comes while it writes; a loop around it never ended."""
    client = patient_client(redis_url, Patience())
    for moment in range(200):
        task = asyncio.create_task(_ask_for_ever(client))
        await asyncio.sleep(moment / 20_000)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=2)
        assert done
        assert task.cancelled()
    await client.aclose()


async def test_what_is_cleaned_up_after_a_cancellation_still_reaches_redis(redis_url: str) -> None:
    """The commands of a `finally` are not refused because the task has been cancelled before."""
    client = patient_client(redis_url, Patience())

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await client.set("cleaned", "up")
            await client.set("and", "again")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert await client.mget("cleaned", "and") == [b"up", b"again"]
    await client.aclose()


async def test_a_cancellation_that_ends_as_an_error_of_the_connection_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client may report what interrupted it as a failed connection; the loop around it would ask again for ever."""

    async def fails(*_: object, **__: object) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            message = "interrupted while connecting"
            raise RedisConnectionError(message) from None

    monkeypatch.setattr(Redis, "execute_command", fails)
    task = asyncio.create_task(_ask_whatever_fails(CancellableRedis()))
    await asyncio.sleep(0.1)
    task.cancel()

    done, _ = await asyncio.wait([task], timeout=20)
    assert done
    assert task.cancelled()


async def _ask_whatever_fails(client: Redis) -> None:
    while True:
        with contextlib.suppress(RedisError):
            await client.ping()


async def _ask_for_ever(client: Redis) -> None:
    while True:
        await client.ping()
