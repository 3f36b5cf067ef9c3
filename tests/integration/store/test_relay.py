"""The relay: every committed event once, in order, whatever happens to relays and to Redis."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from services.store.adapters import sequences
from services.store.adapters.relay import Relay
from services.store.handlers import store_slice
from shared.contracts.event import opened
from shared.database.reading import events_after
from shared.database.session import writing
from shared.database.tables import topics
from shared.database.testing import a_claim, an_extraction
from shared.runtime.clock import now
from shared.testing import SOME_TIME, eventually
from shared.transport.streams import CLAIMS_V1, FIELD

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine


async def store(engine: AsyncEngine, *names: str) -> None:
    """One article with one claim for each name."""
    made = [
        an_extraction(url=f"https://news.example/{name}", claims=[a_claim(content=name, article_id=name)])
        for name in names
    ]
    await store_slice(engine, made, now=SOME_TIME)


async def entries(redis: Redis) -> list[tuple[str, str]]:
    """Id and content of every entry of the firehose."""
    found: Any = await redis.xrange(CLAIMS_V1)
    return [(key.decode(), opened(fields[FIELD.encode()])["data"]["claim"]["content"]["text"]) for key, fields in found]


async def raw(redis: Redis) -> list[Any]:
    """The entries, byte for byte."""
    found: list[Any] = await redis.xrange(CLAIMS_V1)
    return found


async def in_database(engine: AsyncEngine) -> list[tuple[str, str]]:
    """What the firehose should hold."""
    rows = await events_after(engine, 0, limit=10_000)
    return [(f"{row.sequence}-0", row.record["content"]["text"]) for row in rows]


async def test_committed_events_are_published_in_order(engine: AsyncEngine, redis: Redis) -> None:
    """The id of an entry is the sequence; the document is one CloudEvent that holds the whole record."""
    await store(engine, "one")
    await store(engine, "two")

    assert await Relay(engine, redis).relay() == 2

    assert await entries(redis) == [("1-0", "one"), ("2-0", "two")]
    document = opened((await raw(redis))[0][1][FIELD.encode()])
    assert document["type"] == "io.claimwire.claim.published.v1"
    assert document["data"]["sequence"] == 1


async def test_two_relays_at_once_with_commits_out_of_order_lose_no_sequence(engine: AsyncEngine, redis: Redis) -> None:
    """Leases that expire at once, relays that work at the same time, writers that commit in any order."""
    stop = asyncio.Event()
    relays = [Relay(engine, redis, lease_seconds=0.02) for _ in range(2)]
    running = [asyncio.create_task(relay.run(stop)) for relay in relays]
    writers = [store(engine, *(f"{writer}-{turn}-{n}" for n in range(3))) for writer in range(8) for turn in range(3)]

    await asyncio.gather(*writers)
    await eventually(lambda: _has(redis, 72))
    stop.set()
    await asyncio.gather(*running)

    published = await entries(redis)
    assert published == await in_database(engine)
    assert [key for key, _ in published] == [f"{n}-0" for n in range(1, 73)]
    assert len({name for _, name in published}) == 72


async def _has(redis: Redis, count: int) -> bool:
    return bool(await redis.xlen(CLAIMS_V1) >= count)


async def test_event_that_commits_late_is_published_later_not_lost(engine: AsyncEngine, redis: Redis) -> None:
    """A writer that took its row first and commits last gets the later sequence."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time: commits cannot be out of order")
    relay = Relay(engine, redis)
    async with writing(engine) as slow:
        from services.store.adapters import claims
        from services.store.domain.revisions import Revision

        await store(engine, "template")
        record = (await in_record(engine)) | {"claim_id": "f" * 32, "content": {"text": "slow", "spans": []}}
        await claims.write(slow, [Revision("published", record)], SOME_TIME)
        await store(engine, "fast")
        await relay.relay()
        assert [name for _, name in await entries(redis)] == ["template", "fast"]

    await relay.relay()

    assert [name for _, name in await entries(redis)] == ["template", "fast", "slow"]


async def in_record(engine: AsyncEngine) -> dict[str, Any]:
    """The record of the only claim."""
    from sqlalchemy import select

    from shared.database.session import reading
    from shared.database.tables import claims

    async with reading(engine) as connection:
        record: dict[str, Any] = (await connection.execute(select(claims.c.record))).scalar_one()
        return record


async def test_flushall_refills_the_same_ids_before_anything_new(engine: AsyncEngine, redis: Redis) -> None:
    """After Redis lost everything the topic is rebuilt byte for byte, then goes on."""
    relay = Relay(engine, redis)
    await store(engine, "one", "two", "three")
    await relay.relay()
    before = await raw(redis)

    await redis.flushall()
    await store(engine, "four")
    await relay.relay()

    after = await raw(redis)
    assert after[:3] == before
    assert len(after) == 4
    assert after[3][0] == b"4-0"


async def test_expired_holder_cannot_give_sequences(engine: AsyncEngine, redis: Redis) -> None:
    """A relay that slept through its lease is refused by the token, and what it had added stays single."""
    await store(engine, "one")
    moment = now()
    asleep = await sequences.take(engine, CLAIMS_V1, "asleep", now=moment - timedelta(minutes=1), seconds=1)
    assert asleep is not None
    await Relay(engine, redis).relay()
    await store(engine, "two")

    with pytest.raises(sequences.LeaseLostError):
        await sequences.assign(engine, asleep, above=0, limit=10)

    assert await entries(redis) == [("1-0", "one")]


async def test_second_relay_waits_for_the_lease(engine: AsyncEngine, redis: Redis) -> None:
    """While one relay holds the lease, another publishes nothing; given back, it takes over at once."""
    first, second, stop = Relay(engine, redis), Relay(engine, redis), asyncio.Event()
    await first.relay()
    await store(engine, "one")
    assert await second.relay() == 0

    stop.set()
    await first.run(stop)

    assert await second.relay() == 1


async def test_lease_of_a_clock_that_was_ahead_holds_nobody_up(engine: AsyncEngine, redis: Redis) -> None:
    """A relay that died while its clock was a day ahead does not stop publication for a day."""
    await store(engine, "one")
    ahead = await sequences.take(engine, CLAIMS_V1, "ahead", now=now() + timedelta(days=1), seconds=5)
    assert ahead is not None

    assert await Relay(engine, redis, lease_seconds=5).relay() == 1

    with pytest.raises(sequences.LeaseLostError):
        await sequences.assign(engine, ahead, above=0, limit=10)


async def test_crash_between_numbering_and_adding_is_made_up_for(engine: AsyncEngine, redis: Redis) -> None:
    """Numbered but not added events are added first by whoever comes next."""
    await store(engine, "one", "two")
    crashed = await sequences.take(engine, CLAIMS_V1, "crashed", now=now(), seconds=0.001)
    assert crashed is not None
    await sequences.assign(engine, crashed, above=0, limit=1)
    await asyncio.sleep(0.01)

    await Relay(engine, redis).relay()

    assert [key for key, _ in await entries(redis)] == ["1-0", "2-0"]


async def test_trim_records_its_bound_first_and_is_not_refilled(engine: AsyncEngine, redis: Redis) -> None:
    """What was trimmed stays gone after a FLUSHALL; what was kept comes back."""
    relay = Relay(engine, redis, max_entries=3)
    for name in "abcdefgh":
        await store(engine, name)
        await relay.relay()
    kept = await entries(redis)
    assert [name for _, name in kept] == ["f", "g", "h"]

    await redis.flushall()
    await relay.relay()

    assert await entries(redis) == kept


async def test_trim_counts_entries_where_sequences_are_far_apart(engine: AsyncEngine, redis: Redis) -> None:
    """After a restore, sequences go on far above: the entries below the jump are not trimmed for it."""
    relay = Relay(engine, redis, max_entries=3)
    await store(engine, "a", "b", "c")
    await relay.relay()
    async with writing(engine) as connection:
        await connection.execute(update(topics).values(last_sequence=1_000_000))

    await store(engine, "d")
    await relay.relay()

    assert [key for key, _ in await entries(redis)] == ["2-0", "3-0", "1000001-0"]


async def test_topic_keeps_to_its_share_of_memory(engine: AsyncEngine, redis: Redis) -> None:
    """Few large entries are trimmed like many small ones: else they would stop intake, and nothing would free them."""
    share = 200_000
    await redis.config_set("maxmemory", share * 100)
    relay = Relay(engine, redis, memory_percent=1, lease_seconds=0.01)
    for batch in range(6):
        await store(engine, *(f"{batch}-{n} {'x' * 2000}" for n in range(10)))
        await relay.relay()

    kept = await entries(redis)
    assert await redis.memory_usage(CLAIMS_V1) < share * 1.2
    assert 10 < len(kept) < 60
    assert kept == (await in_database(engine))[-len(kept) :]

    # Less memory after a restart: it is trimmed even if nothing new comes, since nothing can come.
    await redis.config_set("maxmemory", share * 50)
    await asyncio.sleep(0.02)
    await Relay(engine, redis, memory_percent=1).relay()
    assert await redis.memory_usage(CLAIMS_V1) < share * 0.6


async def test_stream_ahead_of_its_database_is_an_alarm_and_new_events_go_above_it(
    engine: AsyncEngine, redis: Redis
) -> None:
    """A fresh database beside an old stream: nothing is refused, and a person is told."""
    from shared.runtime import metrics

    await redis.xadd(CLAIMS_V1, {FIELD: b"{}"}, id="500-0")
    alarm = metrics.ALARMS.labels("topic_ahead_of_database")
    before = alarm._value.get()
    await store(engine, "one")

    await Relay(engine, redis).relay()

    assert [row.sequence for row in await events_after(engine, 0, limit=10)] == [501]
    assert alarm._value.get() == before + 1


async def test_relay_waits_while_redis_is_gone(engine: AsyncEngine, redis: Redis, valkey: Any) -> None:
    """Redis killed and started again: the relay goes on by itself."""
    stop = asyncio.Event()
    running = asyncio.create_task(Relay(engine, redis).run(stop))
    await store(engine, "one")
    await eventually(lambda: _has(redis, 1))

    valkey.kill()
    await store(engine, "two")
    await asyncio.sleep(0.3)
    valkey.start()
    await eventually(lambda: _has(redis, 2))

    stop.set()
    await running
    assert [key for key, _ in await entries(redis)] == ["1-0", "2-0"]


async def test_trim_bound_never_goes_down(engine: AsyncEngine) -> None:
    """An old relay's lower bound does not overwrite a higher one."""
    await sequences.take(engine, CLAIMS_V1, "relay", now=now(), seconds=1)
    async with writing(engine) as connection:
        await connection.execute(update(topics).values(last_sequence=10))
    await sequences.note_trim(engine, CLAIMS_V1, 7)

    await sequences.note_trim(engine, CLAIMS_V1, 5)

    assert (await sequences.state(engine, CLAIMS_V1)).trimmed_to == 7
