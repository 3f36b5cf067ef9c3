"""Groups, consumers and the keeper: where reading begins, what a restart finds, and what is removed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from redis.exceptions import ResponseError

from shared.testing import a_keeper, a_service, eventually, messages
from shared.transport.groups import create_groups, has_functions, keep_once, mark_of, trim
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED
from shared.transport.subscription import consumer_name
from tests.integration.transport.cleaner import add_captures, claimed, cleaned, finished, has, ready

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.contracts.article import ArticleFetched
    from shared.errors import Done


async def test_a_group_created_twice_keeps_its_place(redis: Redis) -> None:
    """The keeper's groups begin at 0, and creating them again changes nothing."""
    await add_captures(redis, "one")
    await ready(redis)
    assert len(await claimed(redis, "one")) == 1

    await create_groups(redis)

    assert await claimed(redis, "one") == []


async def test_faststream_creates_no_group_of_its_own(redis_url: str, redis: Redis) -> None:
    """FastStream asks for its groups at each start, and at `$`; none of that reaches the server."""
    await ready(redis)
    await redis.config_resetstat()

    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await add_captures(redis, "one")
        await eventually(lambda: finished(redis))

    assert "cmdstat_xgroup|create" not in await redis.info("commandstats")


async def test_service_that_is_started_again_reads_on(redis_url: str, redis: Redis) -> None:
    """What was published while no replica ran, and what comes afterwards, is delivered at every start."""
    async with a_keeper(redis_url):
        for turn in range(3):
            await add_captures(redis, f"{turn}-while-away")
            async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
                await add_captures(redis, f"{turn}-while-here")
                await eventually(lambda: finished(redis))

    assert await redis.xlen(ARTICLES_CLEANED.name) == 6


async def test_fresh_and_forsaken_entries_are_both_worked_on(redis_url: str, redis: Redis) -> None:
    """A restarted service takes over all that its predecessor had read, and reads what is new."""
    await ready(redis)
    await add_captures(redis, *range(5))
    assert len(await claimed(redis, "the-dead-one")) == 5
    await add_captures(redis, *range(5, 10))

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await eventually(lambda: finished(redis))

    urls = [message["url"][-1] for message in await messages(redis, ARTICLES_CLEANED)]
    assert sorted(urls) == sorted("0123456789")


def test_no_two_consumers_have_one_name() -> None:
    """Also not after a restart with the same host name and process id, as containers have it."""
    assert len({consumer_name() for _ in range(100)}) == 100


async def test_a_read_is_bounded(redis_url: str, redis: Redis) -> None:
    """A backlog is read in batches of `max_records`, never whole."""
    await ready(redis)
    await add_captures(redis, *range(30))
    started, gate = [], asyncio.Event()

    async def handle(capture: ArticleFetched) -> Done:
        started.append(capture.url)
        await gate.wait()
        return await cleaned(capture)

    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle, settings={"max_records": 5}):
        await eventually(lambda: asyncio.sleep(0, bool(started)))
        pending = (await redis.xpending(ARTICLES_FETCHED.name, "cleaner"))["pending"]
        gate.set()

    assert pending == 5


async def test_flushall_is_survived_by_the_running_service(redis_url: str, redis: Redis) -> None:
    """After FLUSHALL and FUNCTION FLUSH the keeper sets up anew, and the same process works on new messages."""
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned) as service:
        await redis.flushall()
        await redis.function_flush()
        await add_captures(redis, "one")
        await eventually(lambda: has(redis, ARTICLES_CLEANED.name, 1))
        assert service.health.failures() == []


async def test_the_functions_of_another_release_are_replaced_once(redis: Redis) -> None:
    """The names that services call stay; the code is this release's, and it is loaded only where it is missing."""
    hop = "redis.register_function('claimwire_hop', function() return 'old' end)"
    mark = f"redis.register_function('{mark_of(hop)}', function() return 1 end)"
    await redis.function_load(f"#!lua name=claimwire\n{hop}\n{mark}")
    assert not await has_functions(redis)
    await create_groups(redis)
    await redis.config_resetstat()

    for _ in range(3):
        await keep_once(redis, idle_ms=60_000)

    assert await has_functions(redis)
    assert await redis.fcall("claimwire_hop", 1, "source", "group", "field") == []
    statistics: Any = await redis.info("commandstats")
    assert statistics["cmdstat_function|load"]["calls"] == 1
    # Asked twice a second by each keeper: the whole code is never fetched for it.
    assert "cmdstat_function|list" not in statistics


async def test_only_what_every_group_has_finished_is_trimmed(redis: Redis) -> None:
    """An entry that one of two groups has not read, or holds pending, stays."""
    await ready(redis)
    ids = await add_captures(redis, *range(3))
    await claimed(redis, "one")
    await redis.xack(ARTICLES_FETCHED.name, "cleaner", ids[0], ids[2])

    assert await trim(redis, ARTICLES_FETCHED) == 0

    await redis.xreadgroup("store", "one", {ARTICLES_FETCHED.name: ">"}, count=10)
    await redis.xack(ARTICLES_FETCHED.name, "store", *ids)
    assert await trim(redis, ARTICLES_FETCHED) == 1
    assert [i.decode() for i, _ in await redis.xrange(ARTICLES_FETCHED.name)] == ids[1:]


async def test_trimming_is_refused_while_a_required_group_is_missing(redis: Redis) -> None:
    """Without the store's group its unread captures would be gone."""
    await ready(redis)
    await add_captures(redis, "one")
    await redis.xgroup_destroy(ARTICLES_FETCHED.name, "store")

    with pytest.raises(ResponseError, match="MISSINGGROUP store"):
        await trim(redis, ARTICLES_FETCHED)


async def test_a_consumer_with_pending_entries_is_never_removed(redis: Redis) -> None:
    """Removing it would forget what it holds."""
    await ready(redis)
    await add_captures(redis, "one")
    await claimed(redis, "holder")
    await claimed(redis, "empty")
    await asyncio.sleep(0.05)

    await keep_once(redis, idle_ms=10)

    names = {each["name"] for each in await redis.xinfo_consumers(ARTICLES_FETCHED.name, "cleaner")}
    assert names == {b"holder"}
