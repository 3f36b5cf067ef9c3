"""Builders and a small running transport for the tests."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.contracts.article import ArticleCleaned, ArticleFetched
from shared.contracts.event import envelope, opened
from shared.identity import article_id_of_url, article_version, sha256
from shared.runtime.service import Service
from shared.runtime.settings import ServiceSettings
from shared.transport.broker import Patience, patient_client
from shared.transport.groups import keep
from shared.transport.streams import FIELD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from redis.asyncio import Redis

    from shared.contracts.contract import Message
    from shared.transport.streams import Stream

SOME_TIME = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def an_article(**changes: Any) -> ArticleCleaned:
    """A readable article; name only the fields that matter."""
    text = changes.pop("text", "Officials said the bridge was closed.")
    url = changes.pop("url", "https://news.example/a")
    fields: dict[str, Any] = {
        "article_id": article_id_of_url(url),
        "article_version": article_version(text),
        "url": url,
        "capture": sha256(text.encode()),
        "fetched_at": SOME_TIME,
        "text": text,
        "language": "en",
        "cleaner_version": "test",
    }
    return ArticleCleaned(**(fields | changes))


def a_capture(**changes: Any) -> ArticleFetched:
    """A captured page; name only the fields that matter."""
    url = changes.pop("url", "https://news.example/a")
    fields: dict[str, Any] = {
        "article_id": article_id_of_url(url),
        "url": url,
        "fetched_at": SOME_TIME,
        "capture": sha256(url.encode()),
        "body": "",
        "media_type": "text/html",
    }
    return ArticleFetched(**(fields | changes))


def document(message: Message) -> bytes:
    """The CloudEvents document of a message."""
    return envelope(message, source="test", time=SOME_TIME)


async def add(redis: Redis, stream: Stream, message: Message | bytes) -> str:
    """Add a message, or raw bytes, to a stream; returns its id."""
    body = message if isinstance(message, bytes) else document(message)
    entry_id: Any = await redis.xadd(stream.name, {FIELD: body})
    return str(entry_id.decode())


async def messages(redis: Redis, stream: Stream | str) -> list[dict[str, Any]]:
    """The `data` of everything that is in a stream."""
    name = stream if isinstance(stream, str) else stream.name
    entries: Any = await redis.xrange(name)
    return [opened(fields[FIELD.encode()])["data"] for _, fields in entries]


async def eventually(holds: Callable[[], Awaitable[bool]], *, seconds: float = 60.0) -> None:
    """Return once it holds.

    Raises:
        TimeoutError: it did not within the time.

    """
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - what is waited for is in another process
            await asyncio.sleep(0.05)


@asynccontextmanager
async def a_keeper(redis_url: str) -> AsyncIterator[None]:
    """A keeper that runs beside the test."""
    patience = Patience(waits_for_keeper=False)
    redis = patient_client(redis_url, patience)
    task = asyncio.create_task(keep(redis, patience, every_seconds=0.1, idle_ms=60_000))
    try:
        yield
    finally:
        patience.stopping.set()
        await task
        await redis.aclose()


@asynccontextmanager
async def a_service(redis_url: str, service: str, source: Stream, **stage: Any) -> AsyncIterator[Service]:
    """A service with one stage, in this process; `settings` among the keywords overrides its settings."""
    overrides = {"reclaim_after_ms": 400, "max_records": 16} | stage.pop("settings", {})
    running = Service(ServiceSettings(service=service, redis_url=redis_url, **overrides))
    running.subscribe(source, **stage)
    await running.start()
    try:
        yield running
    finally:
        await running.stop()
