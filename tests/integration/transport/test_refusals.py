"""A server that cannot serve right now, for real: the client waits, within bounds, and goes on by itself."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import BusyLoadingError, RedisError, ResponseError

from shared.runtime import metrics
from shared.testing import a_capture, a_keeper, a_service, document, eventually, messages
from shared.transport.broker import Patience, passing_reason, patient_client
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED, FIELD
from tests.integration.transport.cleaner import add_captures, cleaned, finished, has

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from shared.runtime.service import Service
    from tests.integration.transport.servers import Server

# Where a full disk is an answer and not the end of the server: an AOF that need not reach the disk with each
# command, and snapshots without which the server takes no writes.
DISKS = {"aof": {"appendfsync": "everysec"}, "snapshots": {"appendonly": "no", "save": "1 1"}}


@asynccontextmanager
async def a_cleaner(url: str) -> AsyncIterator[tuple[Service, list[float]]]:
    """A running cleaner with its keeper, and the seconds of each of the cleaner's waits."""
    async with a_keeper(url), a_service(url, "cleaner", ARTICLES_FETCHED, handle=cleaned) as service:
        waits: list[float] = []
        pause = service.patience.pause

        async def noted(seconds: float) -> None:
            waits.append(seconds)
            await pause(seconds)

        service.patience.pause = noted  # type: ignore[method-assign]
        yield service, waits


def publishing(service: Service, name: str) -> asyncio.Task[Any]:
    """Publish a capture with the service's client; the task ends when Redis has taken it."""
    body = document(a_capture(url=f"https://news.example/{name}"))
    return asyncio.create_task(service.redis.xadd(ARTICLES_FETCHED.name, {FIELD: body}))


async def refusal(redis: Redis) -> str:
    """The first words of what the server says to a write; empty if it takes it."""
    try:
        await redis.set("probe", random.random())
    except RedisError as error:
        return type(error).__name__ if isinstance(error, BusyLoadingError) else str(error)
    return ""


async def refused(redis: Redis, word: str) -> bool:
    """Whether the server refuses a write with this word."""
    return word in await refusal(redis)


async def urls(redis: Redis) -> list[str]:
    """What the cleaner has passed on, in order of name."""
    return sorted(message["url"].rsplit("/")[-1] for message in await messages(redis, ARTICLES_CLEANED))


@pytest.mark.parametrize("disk", DISKS)
async def test_full_disk_is_waited_out_without_spinning(make_server: Callable[..., Server], disk: str) -> None:
    """MISCONF: each refusal is followed by a wait that grows, is jittered and bounded; work goes on with space."""
    server = make_server(**DISKS[disk])
    redis = Redis.from_url(server.url)
    async with a_cleaner(server.url) as (service, waits):
        await add_captures(redis, "before")
        await eventually(lambda: has(redis, ARTICLES_CLEANED.name, 1))
        tasks_before = len(asyncio.all_tasks())

        server.fill_disk()
        await eventually(lambda: refused(redis, "MISCONF"))
        refused_before = metrics.REDIS_RETRIES.labels("MISCONF")._value.get()
        waits.clear()
        during = publishing(service, "during")
        await eventually(lambda: asyncio.sleep(0, len(waits) >= 30))

        retries = metrics.REDIS_RETRIES.labels("MISCONF")._value.get() - refused_before
        # The keeper's own client counts there too, with waits of its own.
        assert len(waits) - 5 <= retries <= 3 * len(waits)
        assert 0.5 < max(waits) <= 1.0
        assert len(set(waits)) == len(waits)
        assert len(asyncio.all_tasks()) <= tasks_before + 5
        assert service.health.failures() == []
        assert not during.done()

        server.free_disk()
        await during
        await eventually(lambda: finished(redis))
    assert await urls(redis) == ["before", "during"]
    await redis.aclose()


async def test_server_that_ends_on_a_full_disk_loses_nothing_it_had_taken(make_server: Callable[..., Server]) -> None:
    """With `appendfsync always` a full disk ends Redis again and again; the services outlive it and go on."""
    server = make_server()
    redis = Redis.from_url(server.url)
    async with a_cleaner(server.url) as (service, waits):
        await add_captures(redis, *range(20))
        server.fill_disk()
        during = [publishing(service, f"during-{number}") for number in range(5)]
        await eventually(lambda: refused(redis, "onnect"))
        await eventually(lambda: asyncio.sleep(0, len(waits) >= 30))
        assert service.health.failures() == []

        server.free_disk()
        await asyncio.gather(*during)
        await eventually(lambda: finished(redis))
        assert service.health.failures() == []
    assert set(await urls(redis)) == {*map(str, range(20)), *(f"during-{number}" for number in range(5))}
    await redis.aclose()


async def test_server_that_is_loading_is_waited_for(make_server: Callable[..., Server]) -> None:
    """LOADING: a server that reads a long AOF answers nothing else; commands wait and consumers stay alive."""
    # Microseconds for each command that is loaded: some seconds for the whole.
    server = make_server(key_load_delay="300")
    redis = Redis.from_url(server.url)
    async with a_cleaner(server.url) as (service, waits):
        async with redis.pipeline(transaction=False) as pipe:
            for number in range(10_000):
                pipe.set(f"filling:{number}", "x")
            await pipe.execute()

        server.kill()
        await eventually(lambda: refused(redis, "BusyLoading"))
        during = publishing(service, "during")
        await eventually(lambda: asyncio.sleep(0, len(waits) >= 3))
        assert await refused(redis, "BusyLoading")
        assert service.health.failures() == []

        await during
        await eventually(lambda: has(redis, ARTICLES_CLEANED.name, 1))
        assert service.health.failures() == []
    assert await urls(redis) == ["during"]
    await redis.aclose()


async def test_replica_is_waited_for_until_it_is_promoted(make_server: Callable[..., Server]) -> None:
    """READONLY: after a failover the old address may be a replica; nothing is lost, and nothing ends."""
    primary, server = make_server(), make_server()
    redis, first = Redis.from_url(server.url), Redis.from_url(primary.url)
    async with a_keeper(primary.url):
        await add_captures(first, "from-the-primary")
        await eventually(lambda: first.exists(ARTICLES_CLEANED.name))
    async with a_cleaner(server.url) as (service, waits):
        await redis.replicaof(*primary.peer)
        await eventually(lambda: refused(redis, "read only"))
        await eventually(lambda: has(redis, ARTICLES_FETCHED.name, 1))
        during = publishing(service, "during")
        await eventually(lambda: asyncio.sleep(0, len(waits) >= 10))
        assert not during.done()
        assert service.health.failures() == []

        await redis.replicaof("NO", "ONE")
        await during
        await eventually(lambda: finished(redis))
        assert service.health.failures() == []
    assert await urls(redis) == ["during", "from-the-primary"]
    await first.aclose()
    await redis.aclose()


def test_refusals_that_pass_are_told_from_those_that_do_not() -> None:
    """By their words: what passes is waited for, anything else is raised at once."""
    words = {
        "MISCONF Errors writing to the AOF file: No space left on device": "MISCONF",
        "OOM command not allowed when used memory > 'maxmemory'.": "OOM",
        "READONLY You can't write against a read only replica.": "READONLY",
        "NOGROUP No such key 'articles.fetched'": "NOGROUP",
        "Function not found": "FUNCTION",
        "LOADING Redis is loading the dataset in memory": "LOADING",
        "WRONGTYPE Operation against a key holding the wrong kind of value": None,
        "BUSYGROUP Consumer Group name already exists": None,
    }

    assert {text: passing_reason(ResponseError(text)) for text in words} == words


async def test_wait_ends_with_the_process(redis_url: str) -> None:
    """A command that is refused is tried again until the process stops; then its last error is raised."""
    patience, waits = Patience(), []

    async def pause(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)
        if len(waits) == 5:
            patience.stopping.set()

    patience.pause = pause  # type: ignore[method-assign]
    patient = patient_client(redis_url, patience)

    with pytest.raises(ResponseError, match="not found"):
        await patient.fcall("claimwire_hop", 1, "source", "group", FIELD)

    assert len(waits) == 5
    await patient.aclose()
