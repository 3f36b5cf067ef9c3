"""On the wire: any client reads our streams, and nothing of ours is needed for it."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from faststream.redis import RedisBroker, StreamSub

from shared.errors import Done
from shared.testing import a_capture, a_keeper, a_service, add, an_article, document, eventually
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED
from tests.integration.transport.cleaner import finished

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.contracts.article import ArticleFetched

# What FastStream's own binary format garbles in a header, and what JSON escapes.
TEXT = 'Zürich \u2013 東京 \U0001f600 "quoted"\nand a second line'


async def cleaned(capture: ArticleFetched) -> Done:
    """A handler whose output is not ASCII, in its text and in its address."""
    return Done((an_article(url=capture.url, text=TEXT),))


@pytest.fixture
async def stream(redis_url: str, redis: Redis) -> str:
    """The name of a stream that holds one message, written by a service."""
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await add(redis, ARTICLES_FETCHED, a_capture(url="https://news.example/zürich"))
        await eventually(lambda: finished(redis))
    return ARTICLES_CLEANED.name


async def test_entry_is_one_field_with_one_cloud_event(redis: Redis, stream: str) -> None:
    """redis-py and a JSON parser are enough: CloudEvents 1.0 in structured mode, text unharmed."""
    [(_, fields)] = await redis.xrange(stream)

    assert set(fields) == {b"__data__"}
    event = json.loads(fields[b"__data__"])
    assert event["specversion"] == "1.0"
    assert event["type"] == "io.claimwire.article.cleaned.v1"
    assert event["datacontenttype"] == "application/json"
    assert datetime.fromisoformat(event["time"]).tzinfo is not None
    assert event["traceparent"].startswith("00-")
    assert {"id", "source", "subject", "dataschema"} <= event.keys()
    assert event["data"]["text"] == TEXT
    assert event["data"]["url"] == "https://news.example/zürich"


@pytest.mark.parametrize("batch", [False, True])
async def test_plain_faststream_consumer_reads_it(redis_url: str, stream: str, batch: bool) -> None:
    """A FastStream consumer without our broker, parser or format gets the event as a mapping."""
    broker, got = RedisBroker(redis_url), asyncio.Queue[Any]()

    @broker.subscriber(stream=StreamSub(stream, last_id="0", batch=batch, max_records=10))
    async def read(event: Any) -> None:
        await got.put(event)

    async with broker:
        await broker.start()
        answer = await asyncio.wait_for(got.get(), 20)

    event = answer[0] if batch else answer
    assert event["data"]["text"] == TEXT


async def test_event_of_any_client_is_worked_on(redis_url: str, redis: Redis) -> None:
    """Whoever writes our JSON into the field is understood, whatever else stands in it or beside it."""
    event = json.loads(document(a_capture())) | {"unknown": 1}
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await redis.xadd(ARTICLES_FETCHED.name, {"__data__": json.dumps(event, ensure_ascii=False), "another": "field"})
        await eventually(lambda: finished(redis))

    assert await redis.xlen(ARTICLES_CLEANED.name) == 1
