"""Connections: a quiet one is not a dead one, many callers share a few, and a lost reply loses or doubles nothing."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from services.store.handlers import store_slice
from shared.contracts.event import opened
from shared.database.session import connect, reading
from shared.database.tables import claim_events
from shared.database.testing import a_claim, an_extraction
from shared.database.upgrade import upgrade
from shared.runtime import metrics
from shared.testing import SOME_TIME, a_keeper, a_service, add, eventually, messages
from shared.transport.broker import Patience, patient_client
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED, CLAIMS_EXTRACTED, FIELD
from tests.integration.transport.cleaner import add_captures, cleaned, finished, ready
from tests.integration.transport.lossy import a_lossy_connection

if TYPE_CHECKING:
    from pathlib import Path

    from redis.asyncio import Redis


def retries() -> float:
    """How often a client of this process has lost its connection or had none to use."""
    return float(metrics.REDIS_RETRIES.labels("CONNECTION")._value.get())


async def test_quiet_stream_is_not_taken_for_a_dead_connection(redis_url: str, redis: Redis) -> None:
    """A read that waits for entries comes back before the socket's timeout of 5 s."""
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned) as service:
        before = retries()
        await asyncio.sleep(7)

        assert retries() == before
        assert service.health.failures() == []
        await add_captures(redis, "after-the-silence")
        await eventually(lambda: finished(redis))


async def test_hundreds_of_publishers_share_the_connections(redis_url: str, redis: Redis) -> None:
    """300 publishes at once through one client: none fails, and none needs a second attempt."""
    patient, before = patient_client(redis_url, Patience()), retries()

    await asyncio.gather(*(patient.xadd("many", {FIELD: str(number)}) for number in range(300)))

    assert await redis.xlen("many") == 300
    assert retries() == before
    assert len(await redis.client_list()) < 100
    await patient.aclose()


@pytest.mark.parametrize("losing", ["XREADGROUP", "FCALL", "XACK"])
async def test_hop_whose_replies_are_lost_neither_loses_nor_doubles(redis_url: str, redis: Redis, losing: str) -> None:
    """What was read and not heard of is reclaimed; what was handed over and not heard of is not handed over again."""
    await ready(redis)
    names = [f"{number:02}" for number in range(40)]
    async with a_lossy_connection(redis_url) as lossy:
        settings = {"max_records": 4}
        async with a_service(lossy.url, "cleaner", ARTICLES_FETCHED, handle=cleaned, settings=settings):
            lossy.losing = losing.encode()
            await add_captures(redis, *names)
            await eventually(lambda: finished(redis))
            lossy.losing = b""

    urls = [message["url"].rsplit("/")[-1] for message in await messages(redis, ARTICLES_CLEANED)]
    assert sorted(urls) == names
    assert lossy.lost > 0 or losing == "XACK"


async def test_publish_whose_reply_is_lost_repeats_the_id_not_the_claim(
    redis_url: str, redis: Redis, tmp_path: Path
) -> None:
    """A publication, repeated by the client or by a new process, keeps its id, and the store keeps its claim once."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'claims.sqlite3'}"
    upgrade(url)
    engine = connect(url)
    await ready(redis)
    made = [
        an_extraction(url=f"https://news.example/{n}", claims=[a_claim(content=f"claim {n}", article_id=f"{n}")])
        for n in range(20)
    ]
    async with a_lossy_connection(redis_url) as lossy:
        patient = patient_client(lossy.url, Patience())
        lossy.losing = b"XADD"
        for extraction in (*made, *made[:5]):
            await add(patient, CLAIMS_EXTRACTED, extraction)
        await patient.aclose()
    entries: Any = await redis.xrange(CLAIMS_EXTRACTED.name)
    store = partial(store_slice, engine, now=SOME_TIME)
    async with a_keeper(redis_url), a_service(redis_url, "store", CLAIMS_EXTRACTED, handle_slice=store):
        await eventually(lambda: _is_empty(redis))

    assert len(entries) == 25 + lossy.lost > 25
    assert len({opened(fields[FIELD.encode()])["id"] for _, fields in entries}) == 20
    async with reading(engine) as connection:
        rows = (await connection.execute(claim_events.select())).all()
    assert sorted(row.record["content"]["text"] for row in rows) == sorted(f"claim {n}" for n in range(20))
    await engine.dispose()


async def _is_empty(redis: Redis) -> bool:
    return bool(await redis.xlen(CLAIMS_EXTRACTED.name) == 0)
