"""The group that the transport's tests work with: a cleaner, and what it has left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.errors import Done
from shared.testing import a_capture, add, an_article
from shared.transport.groups import create_groups, load_functions
from shared.transport.hop import Entry
from shared.transport.streams import ARTICLES_FETCHED, FIELD

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.contracts.article import ArticleFetched


async def cleaned(capture: ArticleFetched) -> Done:
    """A handler that passes the URL on."""
    return Done((an_article(url=capture.url),))


async def add_captures(redis: Redis, *names: object) -> list[str]:
    """Add a capture for each name, which ends its URL; returns the ids of the entries."""
    return [await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{name}")) for name in names]


async def ready(redis: Redis) -> None:
    """Functions and groups, as the keeper leaves them."""
    await load_functions(redis)
    await create_groups(redis)


async def claimed(redis: Redis, consumer: str, count: int = 10) -> list[Entry]:
    """Read as a consumer of the cleaner."""
    answer: Any = await redis.xreadgroup("cleaner", consumer, {ARTICLES_FETCHED.name: ">"}, count=count)
    return [Entry(i.decode(), fields[FIELD.encode()]) for _, entries in answer for i, fields in entries]


async def left(redis: Redis) -> int:
    """How many captures the cleaner has not finished; counted, since `lag` is wrong after a restart of Redis 7.0."""
    groups: Any = await redis.xinfo_groups(ARTICLES_FETCHED.name)
    mine = next(group for group in groups if group["name"] == b"cleaner")
    unread: Any = await redis.xrange(ARTICLES_FETCHED.name, min=f"({mine['last-delivered-id'].decode()}")
    return int(mine["pending"]) + len(unread)


async def finished(redis: Redis) -> bool:
    """Whether the cleaner has finished everything."""
    return await left(redis) == 0


async def has(redis: Redis, stream: str, count: int) -> bool:
    """Whether a stream holds as many entries."""
    return bool(await redis.xlen(stream) >= count)
