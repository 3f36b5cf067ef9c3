"""One test for each trap of Redis Streams that the transport is built around."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.contracts.article import ArticleSkipped
from shared.errors import Done, TransientError
from shared.runtime.settings import ServiceSettings
from shared.testing import SOME_TIME, a_capture, a_keeper, a_service, add, an_article, document, eventually, messages
from shared.transport.broker import Patience, passing_reason, patient_client
from shared.transport.groups import create_groups, keep_once, load_functions, trim
from shared.transport.hop import Entry, HandOver, hand_over
from shared.transport.pressure import Pressure
from shared.transport.streams import (
    ARTICLES_CLEANED,
    ARTICLES_FETCHED,
    ARTICLES_SKIPPED,
    CLAIMS_EXTRACTED,
    FIELD,
    MESSAGES_DEAD,
)

if TYPE_CHECKING:
    from shared.contracts.article import ArticleFetched


async def cleaned(capture: ArticleFetched) -> Done:
    """A handler that passes the URL on."""
    return Done((an_article(url=capture.url),))


async def left(redis: Redis, group: str = "cleaner") -> int:
    """How many entries the group has not finished."""
    groups = {each["name"].decode(): each for each in await redis.xinfo_groups(ARTICLES_FETCHED.name)}
    return int(groups[group]["pending"]) + int(groups[group]["lag"] or 0)


async def finished(redis: Redis) -> bool:
    """Whether the cleaner has finished everything."""
    return await left(redis) == 0


async def ready(redis: Redis) -> None:
    """Functions and groups, as the keeper leaves them."""
    await load_functions(redis)
    await create_groups(redis)


async def claimed(redis: Redis, consumer: str, count: int = 10) -> list[Entry]:
    """Read as a consumer of the cleaner."""
    answer = await redis.xreadgroup("cleaner", consumer, {ARTICLES_FETCHED.name: ">"}, count=count)
    return [Entry(i.decode(), fields[FIELD.encode()]) for _, entries in answer for i, fields in entries]


async def test_a_group_created_twice_keeps_its_place(redis: Redis) -> None:
    """The keeper's groups begin at 0, and creating them again changes nothing."""
    await add(redis, ARTICLES_FETCHED, a_capture())
    await ready(redis)
    assert len(await claimed(redis, "one")) == 1

    await create_groups(redis)

    assert await claimed(redis, "one") == []


async def test_a_restarted_service_works_on_what_its_predecessor_left_pending(redis_url: str, redis: Redis) -> None:
    """Entries that a dead consumer had read are reclaimed by another name."""
    await ready(redis)
    await add(redis, ARTICLES_FETCHED, a_capture())
    await claimed(redis, "the-dead-one")

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await eventually(lambda: finished(redis))

    assert len(await messages(redis, ARTICLES_CLEANED)) == 1


async def test_a_message_that_kills_its_process_is_dead_lettered_before_any_work(redis_url: str, redis: Redis) -> None:
    """An entry that was delivered as often as allowed, and never finished, is not given to the handler again."""
    await ready(redis)
    await add(redis, ARTICLES_FETCHED, a_capture(url="https://news.example/killer"))
    await add(redis, ARTICLES_FETCHED, a_capture(url="https://news.example/neighbour"))
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


async def test_a_read_is_bounded(redis_url: str, redis: Redis) -> None:
    """A backlog is read in batches of `max_records`, never whole."""
    await ready(redis)
    for number in range(30):
        await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{number}"))
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
        await add(redis, ARTICLES_FETCHED, a_capture())
        await eventually(lambda: asyncio.sleep(0, True))
        await eventually(lambda: _has(redis, ARTICLES_CLEANED.name, 1))
        assert service.health.failures() == []


async def _has(redis: Redis, stream: str, count: int) -> bool:
    return bool(await redis.xlen(stream) >= count)


async def test_a_full_disk_is_waited_out(redis_url: str, redis: Redis) -> None:
    """Refusals that pass are told from those that do not, so that neither spins nor ends a consumer."""
    words = {
        "MISCONF Errors writing to the AOF file: No space left on device": "MISCONF",
        "OOM command not allowed when used memory > 'maxmemory'.": "OOM",
        "READONLY You can't write against a read only replica.": "READONLY",
        "NOGROUP No such key 'articles.fetched'": "NOGROUP",
        "Function not found": "FUNCTION",
        "LOADING Redis is loading the dataset in memory": "LOADING",
        "WRONGTYPE Operation against a key holding the wrong kind of value": None,
    }
    assert {text: passing_reason(ResponseError(text)) for text in words} == words


async def test_waiting_for_a_refusal_backs_off_and_ends_with_the_process(redis_url: str, redis: Redis) -> None:
    """A command that is refused is tried a few times a second, not in a spin, and stops when the process does."""
    patience = Patience()
    patient = patient_client(redis_url, patience)
    tries = 0

    def count(_: float) -> None:
        nonlocal tries
        tries += 1

    original = patience.pause

    async def counted(seconds: float) -> None:
        count(seconds)
        await original(seconds)

    patience.pause = counted  # type: ignore[method-assign]
    waiting = asyncio.create_task(patient.fcall("claimwire_hop", 1, "s", "g", FIELD))
    await asyncio.sleep(1.5)
    patience.stopping.set()

    with pytest.raises(ResponseError, match="not found"):
        await waiting
    assert 2 <= tries <= 25
    await patient.aclose()


async def test_a_repeated_hand_over_emits_once(redis: Redis) -> None:
    """A hop whose reply was lost is sent again and finds that the entry is no longer pending."""
    await ready(redis)
    await add(redis, ARTICLES_FETCHED, a_capture())
    [entry] = await claimed(redis, "one")
    step = [HandOver(entry, ((ARTICLES_CLEANED.name, b"{}"),))]

    first = await hand_over(redis, ARTICLES_FETCHED.name, "cleaner", step)
    second = await hand_over(redis, ARTICLES_FETCHED.name, "cleaner", step)

    assert (first, second) == ([True], [False])
    assert await redis.xlen(ARTICLES_CLEANED.name) == 1


async def test_a_refused_output_leaves_the_input_pending(redis: Redis) -> None:
    """When the output cannot be added, the input is not acknowledged: nothing is lost."""
    await ready(redis)
    await add(redis, ARTICLES_FETCHED, a_capture())
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
        # Blocks the loop, and so the heartbeat, as a garbage collection or a suspended machine would.
        await asyncio.sleep(1.0)
        return await cleaned(capture)

    await add(redis, ARTICLES_FETCHED, a_capture())
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


async def test_only_what_every_group_has_finished_is_trimmed(redis: Redis) -> None:
    """An entry that one of two groups has not read, or holds pending, stays."""
    await ready(redis)
    ids = [await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{n}")) for n in range(3)]
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
    await add(redis, ARTICLES_FETCHED, a_capture())
    await redis.xgroup_destroy(ARTICLES_FETCHED.name, "store")

    with pytest.raises(ResponseError, match="MISSINGGROUP store"):
        await trim(redis, ARTICLES_FETCHED)


async def test_a_consumer_with_pending_entries_is_never_removed(redis: Redis) -> None:
    """Removing it would forget what it holds."""
    await ready(redis)
    await add(redis, ARTICLES_FETCHED, a_capture())
    await claimed(redis, "holder")
    await claimed(redis, "empty")
    await asyncio.sleep(0.05)

    await keep_once(redis, idle_ms=10)

    names = {each["name"] for each in await redis.xinfo_consumers(ARTICLES_FETCHED.name, "cleaner")}
    assert names == {b"holder"}


async def test_a_stage_does_not_read_on_while_the_next_is_behind(redis_url: str, redis: Redis) -> None:
    """Above the high mark nothing new is read; nothing sits pending meanwhile; it goes on below the low mark."""
    await ready(redis)
    for number in range(12):
        await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{number}"))
    marks = {"max_records": 2, "high_watermark": 4, "low_watermark": 2}

    async with a_service(
        redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned, next_streams=(ARTICLES_CLEANED,), settings=marks
    ):
        await asyncio.sleep(1.5)
        held_at = await redis.xlen(ARTICLES_CLEANED.name)
        pending = (await redis.xpending(ARTICLES_FETCHED.name, "cleaner"))["pending"]
        await redis.xtrim(ARTICLES_CLEANED.name, maxlen=0)
        await eventually(lambda: _fewer_left(redis, 12 - held_at))

    assert 4 < held_at <= 6
    assert pending == 0


async def _fewer_left(redis: Redis, than: int) -> bool:
    return await left(redis) < than


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

    await add(redis, ARTICLES_FETCHED, a_capture())
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle):
        await eventually(lambda: finished(redis))

    assert await redis.xlen(MESSAGES_DEAD.name) == 0
    assert tries == 6


async def test_shutdown_leaves_what_it_did_not_begin_to_others(redis_url: str, redis: Redis) -> None:
    """The slice in hand is finished; the rest of the batch stays pending and is reclaimed."""
    await ready(redis)
    for number in range(10):
        await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{number}"))

    async def slow(capture: ArticleFetched) -> Done:
        await asyncio.sleep(0.1)
        return await cleaned(capture)

    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow):
        await eventually(lambda: _has(redis, ARTICLES_CLEANED.name, 1))
    assert 0 < await left(redis) < 10

    async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow):
        await eventually(lambda: finished(redis))
    urls = [m["url"] for m in await messages(redis, ARTICLES_CLEANED)]
    assert len(urls) == len(set(urls)) == 10


async def test_a_full_redis_drains_itself(redis_url: str, redis: Redis) -> None:
    """At maxmemory a hop with no output acknowledges, the trim frees, and adding goes on."""
    await ready(redis)
    body = document(
        ArticleSkipped(url="u", stage="cleaner", outcome="no_text", reason="word " * 2000, skipped_at=SOME_TIME)
    )
    used = (await redis.info("memory"))["used_memory"]
    await redis.config_set("maxmemory", used + 8_000_000)
    added = 0
    with pytest.raises(ResponseError, match="OOM|maxmemory"):
        while True:
            await redis.xadd(ARTICLES_SKIPPED.name, {FIELD: body})
            added += 1
    stored = 0

    async def store(slice_: list[object]) -> None:
        nonlocal stored
        stored += len(slice_)
        await asyncio.sleep(0)

    async with a_keeper(redis_url), a_service(redis_url, "store", ARTICLES_SKIPPED, handle_slice=store):
        await eventually(lambda: _is_empty(redis, ARTICLES_SKIPPED.name))
        await redis.xadd(CLAIMS_EXTRACTED.name, {FIELD: body})

    assert stored == added > 100
    await redis.config_set("maxmemory", 0)


async def _is_empty(redis: Redis, stream: str) -> bool:
    return bool(await redis.xlen(stream) == 0)


async def test_intake_stops_when_memory_is_short(redis_url: str, redis: Redis) -> None:
    """Above the share of maxmemory that is set, a stage that watches memory waits."""
    patience = Patience()
    settings = ServiceSettings(redis_url=redis_url, memory_watermark_percent=60)
    pressure = Pressure(redis, settings, patience, watch_memory=True)
    used = (await redis.info("memory"))["used_memory"]
    await redis.config_set("maxmemory", int(used * 1.2))

    waiting = asyncio.create_task(pressure.wait(()))
    await asyncio.sleep(0.5)
    assert not waiting.done()

    await redis.config_set("maxmemory", used * 10)
    await asyncio.wait_for(waiting, 5)
    await redis.config_set("maxmemory", 0)
