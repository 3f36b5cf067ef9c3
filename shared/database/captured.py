"""The captures, one after the other, as they were received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zstandard
from sqlalchemy import and_, or_, select

from shared.database.session import reading
from shared.database.tables import captures
from shared.identity import article_id_of_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncEngine

# Bodies can have megabytes.
_ROWS_AT_ONCE = 8


@dataclass(frozen=True)
class Captured:
    """What was received, and how.

    Attributes:
        url: `urn:claimwire:capture:...` for a file that came without one.
        requested_url: what was asked for, or the file; None if it is the URL.
        body: without content encoding, as it was kept.
        capture: SHA-256 of the body, hexadecimal.
        item: what the feed said about it.
    """

    capture_id: str
    url: str
    requested_url: str | None
    status: int
    headers: dict[str, str]
    fetched_at: datetime
    capture: str
    body: bytes
    declared_media_type: str | None
    media_type: str
    item: dict[str, Any] | None


_COLUMNS = [captures.c[name] for name in Captured.__dataclass_fields__]


async def each_capture(
    engine: AsyncEngine,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    urls: frozenset[str] = frozenset(),
) -> AsyncIterator[Captured]:
    """Captures in the order in which they were fetched; no transaction stays open in between.

    Args:
        since: not those that were fetched before.
        until: nor those that were fetched then or later.
        urls: only these, as they were asked for or came in the end; all if there are none.
    """
    wanted = _wanted(since, until, urls)
    last: Captured | None = None
    while True:
        query = wanted if last is None else wanted.where(_behind(last))
        async with reading(engine) as connection:
            rows = (await connection.execute(query)).all()
        for row in rows:
            last = Captured(**(row._asdict() | {"body": _unpacked(row.body)}))
            yield last
        if len(rows) < _ROWS_AT_ONCE:
            return


def _wanted(since: datetime | None, until: datetime | None, urls: frozenset[str]) -> Select[Any]:
    query = select(*_COLUMNS).order_by(captures.c.fetched_at, captures.c.capture_id).limit(_ROWS_AT_ONCE)
    if since is not None:
        query = query.where(captures.c.fetched_at >= since)
    if until is not None:
        query = query.where(captures.c.fetched_at < until)
    if urls:
        keys = sorted({article_id_of_url(url) for url in urls})
        query = query.where(or_(captures.c.url_key.in_(keys), captures.c.requested_key.in_(keys)))
    return query


def _behind(last: Captured) -> Any:
    is_same = captures.c.fetched_at == last.fetched_at
    return or_(captures.c.fetched_at > last.fetched_at, and_(is_same, captures.c.capture_id > last.capture_id))


def _unpacked(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)
