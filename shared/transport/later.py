"""What is tried again: put off until its time, or left to the feed that lists it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.contracts.article import ArticleDiscovered
from shared.contracts.contract import READING
from shared.contracts.event import opened
from shared.transport.hop import output
from shared.transport.streams import ARTICLES_DISCOVERED, FIELD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from redis.asyncio import Redis

_LATER = "claimwire:later"
# One step of Redis: more would keep the other services waiting.
_MOST_AT_ONCE = 100
# A feed that has not answered for so long has lost its old items.
_REMEMBERED_SECONDS = 7 * 86_400


def _unreachable(feed: str) -> str:
    return f"claimwire:unreachable:{feed}"


async def put_off(redis: Redis, discovered: ArticleDiscovered, until: datetime, *, service: str) -> None:
    """Keep an article until a time; a repetition changes nothing but the time."""
    # The time of its discovery, not of this call: done twice, it is the same member.
    _, body = output(discovered, service=service, now=discovered.discovered_at)
    await redis.zadd(_LATER, {body: _ms(until)})


async def bring_back(redis: Redis, now: datetime) -> int:
    """Add the articles whose time has come to `articles.discovered`, in one step; returns how many."""
    destination = ARTICLES_DISCOVERED.name
    return int(await redis.fcall("claimwire_bring_back", 1, _LATER, _ms(now), _MOST_AT_ONCE, destination, FIELD))


async def put_off_until(redis: Redis) -> AsyncIterator[tuple[datetime, ArticleDiscovered]]:
    """Every article that is put off, with the time at which it is asked for again, in that order."""
    members: Any = await redis.zrange(_LATER, 0, -1, withscores=True)
    for member, until in members:
        data = opened(member)["data"]
        moment = datetime.fromtimestamp(until / 1000, UTC)
        yield moment, ArticleDiscovered.model_validate(data, extra="ignore", context=READING)


async def note_unreachable(redis: Redis, feed: str, url: str) -> None:
    """Remember that an article of a feed could not be had in the end."""
    await redis.sadd(_unreachable(feed), url)
    await redis.expire(_unreachable(feed), _REMEMBERED_SECONDS)


async def unreachable(redis: Redis, feed: str) -> frozenset[str]:
    """The URLs of a feed that could not be had."""
    urls = await redis.smembers(_unreachable(feed))
    return frozenset(url.decode() if isinstance(url, bytes) else url for url in urls)


async def forget_unreachable(redis: Redis, feed: str, urls: Collection[str]) -> None:
    """Forget them, once a poll has decided about them."""
    if urls:
        await redis.srem(_unreachable(feed), *urls)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
