"""The fenced hop: whoever holds an entry, and however often, it is handed over once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from redis.exceptions import ResponseError

from shared.errors import TransientError
from shared.testing import a_keeper, a_service, eventually, messages
from shared.transport.hop import HandOver, hand_over
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED, MESSAGES_DEAD
from tests.integration.transport.cleaner import add_captures, claimed, cleaned, finished, has, left, ready

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.contracts.article import ArticleFetched
    from shared.errors import Done


async def test_a_repeated_hand_over_emits_once(redis: Redis) -> None:
    """A hop whose reply was lost is sent again and finds that the entry is no longer pending."""
    await ready(redis)
    await add_captures(redis, "one")
    [entry] = await claimed(redis, "one")
    step = [HandOver(entry, ((ARTICLES_CLEANED.name, b"{}"),))]

    first = await hand_over(redis, ARTICLES_FETCHED.name, "cleaner", step)
    second = await hand_over(redis, ARTICLES_FETCHED.name, "cleaner", step)

    assert (first, second) == ([True], [False])
    assert await redis.xlen(ARTICLES_CLEANED.name) == 1


async def test_a_refused_output_leaves_the_input_pending(redis: Redis) -> None:
    """When the output cannot be added, the input is not acknowledged: nothing is lost."""
    await ready(redis)
    await add_captures(redis, "one")
    [entry] = await claimed(redis, "one")
    await redis.set("not-a-stream", "x")

    with pytest.raises(ResponseError):
        await hand_over(redis, ARTICLES_FETCHED.name, "cleaner", [HandOver(entry, (("not-a-stream", b"{}"),))])

    assert (await redis.xpending(ARTICLES_FETCHED.name, "cleaner"))["pending"] == 1


async def test_two_replicas_that_hold_the_same_entry_emit_once(redis_url: str, redis: Redis) -> None:
    """With an idle limit below the work's time both replicas work, and one of them emits."""
    await ready(redis)
    runs = 0

    async def slow(capture: ArticleFetched) -> Done:
        nonlocal runs
        runs += 1
        # Longer than the idle limit, and without a heartbeat, as on a machine that was suspended.
        await asyncio.sleep(1.0)
        return await cleaned(capture)

    await add_captures(redis, "one")
    one = a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow, settings={"reclaim_after_ms": 100})
    async with one as first:
        for subscription in first.health.subscriptions:
            subscription._reset_idle = _no_heartbeat  # type: ignore[method-assign]
        two = a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow, settings={"reclaim_after_ms": 100})
        async with two:
            await eventually(lambda: finished(redis))
            await asyncio.sleep(1.2)

    assert runs >= 2
    assert await redis.xlen(ARTICLES_CLEANED.name) == 1


async def _no_heartbeat(_ids: list[str], _consumer: str) -> None:
    await asyncio.sleep(0)


async def test_a_slice_costs_one_call(redis_url: str, redis: Redis) -> None:
    """Entries are read, handed over and acknowledged in slices, not one by one."""
    await ready(redis)
    await add_captures(redis, *range(200))
    await redis.config_resetstat()

    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned, settings={"max_records": 50}):
        await eventually(lambda: finished(redis))

    statistics: Any = await redis.info("commandstats")
    assert statistics["cmdstat_fcall"]["calls"] <= 40
    assert await redis.xlen(ARTICLES_CLEANED.name) == 200


async def test_a_message_that_kills_its_process_is_dead_lettered_before_any_work(redis_url: str, redis: Redis) -> None:
    """An entry that was delivered as often as allowed, and never finished, is not given to the handler again."""
    await ready(redis)
    await add_captures(redis, "killer", "neighbour")
    [killer, _] = await claimed(redis, "dead-1")
    for consumer in ("dead-2", "dead-3"):
        await redis.xclaim(ARTICLES_FETCHED.name, "cleaner", consumer, 0, [killer.id])
    worked_on: list[str] = []

    async def handle(capture: ArticleFetched) -> Done:
        worked_on.append(capture.url)
        return await cleaned(capture)

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle):
        await eventually(lambda: finished(redis))

    assert worked_on == ["https://news.example/neighbour"]
    [letter] = await messages(redis, MESSAGES_DEAD)
    assert letter["reason"] == "delivered 3 times without an outcome"


async def test_the_surroundings_fault_is_never_a_dead_letter(redis_url: str, redis: Redis) -> None:
    """However often the surroundings refuse, the message waits and then goes through."""
    await ready(redis)
    tries = 0

    async def handle(capture: ArticleFetched) -> Done:
        nonlocal tries
        tries += 1
        if tries < 6:
            message = "the database is gone"
            raise TransientError(message)
        return await cleaned(capture)

    await add_captures(redis, "one")
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle):
        await eventually(lambda: finished(redis))

    assert await redis.xlen(MESSAGES_DEAD.name) == 0
    assert tries == 6


async def test_shutdown_leaves_what_it_did_not_begin_to_others(redis_url: str, redis: Redis) -> None:
    """The slice in hand is finished; the rest of the batch stays pending and is reclaimed."""
    await ready(redis)
    await add_captures(redis, *range(10))

    async def slow(capture: ArticleFetched) -> Done:
        await asyncio.sleep(0.1)
        return await cleaned(capture)

    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow):
        await eventually(lambda: has(redis, ARTICLES_CLEANED.name, 1))
    assert 0 < await left(redis) < 10

    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow):
        await eventually(lambda: finished(redis))
    urls = [m["url"] for m in await messages(redis, ARTICLES_CLEANED)]
    assert len(urls) == len(set(urls)) == 10


async def test_shutdown_while_waiting_is_no_delivery(redis_url: str, redis: Redis) -> None:
    """However often a service is stopped while it waits for its surroundings, the message does not die of it."""
    await ready(redis)
    await add_captures(redis, "fresh")
    waits = asyncio.Event()

    async def gone(_: ArticleFetched) -> Done:
        waits.set()
        message = "the database is gone"
        raise TransientError(message)

    for _ in range(4):
        waits.clear()
        async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=gone):
            await asyncio.wait_for(waits.wait(), 30)
    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await eventually(lambda: finished(redis))

    assert await redis.xlen(MESSAGES_DEAD.name) == 0
    assert await redis.xlen(ARTICLES_CLEANED.name) == 1


async def test_shutdown_while_the_hop_waits_is_no_delivery(redis_url: str, redis: Redis) -> None:
    """The same while Redis takes no output: work that could not be handed over was not delivered."""
    await ready(redis)
    await add_captures(redis, "fresh")
    works = asyncio.Event()

    async def worked(capture: ArticleFetched) -> Done:
        works.set()
        return await cleaned(capture)

    await redis.config_set("maxmemory", 1)
    for _ in range(4):
        works.clear()
        async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=worked):
            await asyncio.wait_for(works.wait(), 30)
            await asyncio.sleep(0.2)
    await redis.config_set("maxmemory", 0)
    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await eventually(lambda: finished(redis))

    assert await redis.xlen(MESSAGES_DEAD.name) == 0
    assert await redis.xlen(ARTICLES_CLEANED.name) == 1
