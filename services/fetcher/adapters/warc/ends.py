"""What has come to its end, by what the database knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from shared.contracts.article import ArticleFetched, ArticleSkipped
from shared.database.session import reading
from shared.database.tables import captures, dead_letters, outcomes, skipped
from shared.identity import article_id_of_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Key(NamedTuple):
    """By what the end of a message is found: of a capture by URL and bytes, of a skip by its id."""

    url_key: str
    capture: str | None
    skip_id: str | None


def key_of(message: ArticleFetched | ArticleSkipped) -> Key:
    """The key of a message."""
    url_key = article_id_of_url(message.url)
    match message:
        case ArticleFetched(capture=capture):
            return Key(url_key, capture, None)
        case ArticleSkipped():
            return Key(url_key, None, message.skip_id())


async def ends(engine: AsyncEngine, keys: Sequence[Key]) -> dict[Key, str]:
    """The end of each that has one: `stored`, `dead`, or the word of a skip.

    A capture that the database holds and no later stage has answered for has none yet: the store's sweep
    brings it back. Nor has one that was answered for and is not there: its claims may overtake it, and a loss of Redis
    then takes what alone can be read again.
    """
    urls = sorted({key.url_key for key in keys})
    async with reading(engine) as connection:
        hashes = sorted({key.capture for key in keys if key.capture})
        answered, kept = await _answered(connection, hashes), await _kept(connection, hashes)
        skips, skipped_captures = await _skips(connection, urls)
        letters = select(dead_letters.c.url_key).where(dead_letters.c.url_key.in_(urls))
        dead = set((await connection.execute(letters)).scalars())
    found: dict[Key, str] = {}
    for key in keys:
        capture = (key.url_key, key.capture or "")
        words = answered.get(capture, set())
        if key.skip_id is not None:
            end = skips.get(key.skip_id)
        elif words and "dead" not in words and capture not in kept:
            end = None
        elif "stored" in words:
            end = "stored"
        elif "skipped" in words:
            end = skipped_captures.get(capture, "skipped")
        else:
            # A letter that nobody could read has a URL at the most.
            end = "dead" if words or key.url_key in dead else None
        if end is not None:
            found[key] = end
    return found


async def _answered(connection: AsyncConnection, hashes: list[str]) -> dict[tuple[str, str], set[str]]:
    """The outcomes by URL and capture."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in await connection.execute(select(outcomes).where(outcomes.c.capture.in_(hashes))):
        found.setdefault((row.url_key, row.capture), set()).add(row.outcome)
    return found


async def _kept(connection: AsyncConnection, hashes: list[str]) -> set[tuple[str, str]]:
    """The captures that the database holds, by URL and hash."""
    query = select(captures.c.url_key, captures.c.capture).where(captures.c.capture.in_(hashes))
    return {(row.url_key, row.capture) for row in await connection.execute(query)}


async def _skips(connection: AsyncConnection, urls: list[str]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """The words of skips by their ids, and by URL and capture."""
    columns = (skipped.c.skip_id, skipped.c.url_key, skipped.c.capture, skipped.c.outcome)
    rows = (await connection.execute(select(*columns).where(skipped.c.url_key.in_(urls)))).all()
    by_capture = {(row.url_key, row.capture): row.outcome for row in rows if row.capture is not None}
    return {row.skip_id: row.outcome for row in rows}, by_capture
