"""Captures and what became of them."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from shared.contracts.article import ArticleFetched
from shared.contracts.contract import READING
from shared.database.session import insert_into, reading
from shared.database.tables import captures, outcomes
from shared.errors import PermanentError
from shared.identity import article_id_of_url, sha256

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    # When a capture was stored, and its id: where it stands among all.
    Place = tuple[datetime, str]


async def keep(connection: AsyncConnection, message: ArticleFetched, now: datetime) -> None:
    """Keep the bytes as received; the same capture of the same URL is kept once."""
    try:
        body = base64.b64decode(message.body, validate=True)
    except binascii.Error as error:
        reason = f"the body of {message.url} is not base64: {error}"
        raise PermanentError(reason) from error
    row = {
        **message.model_dump(include=_PLAIN),
        "capture_id": sha256(message.identity().encode())[:32],
        "url_key": article_id_of_url(message.url),
        "requested_key": article_id_of_url(message.requested_url) if message.requested_url else None,
        "item": message.item.model_dump(mode="json") if message.item else None,
        "body": body,
        "stored_at": now,
    }
    await connection.execute(insert_into(connection, captures).values(row).on_conflict_do_nothing())


async def note_outcome(connection: AsyncConnection, capture: str, url: str, outcome: str) -> None:
    """Remember that a capture has reached an end."""
    row = {"capture": capture, "url_key": article_id_of_url(url), "outcome": outcome}
    await connection.execute(insert_into(connection, outcomes).values(row).on_conflict_do_nothing())


async def captures_without_outcome(
    engine: AsyncEngine, older_than: datetime, *, after: Place | None = None, limit: int = 100
) -> list[tuple[Place, ArticleFetched]]:
    """Captures stored before a moment that no later stage has answered for, oldest first.

    Args:
        after: the place of the last one that was looked at.
    """
    answered = select(outcomes.c.capture).where(
        outcomes.c.capture == captures.c.capture, outcomes.c.url_key == captures.c.url_key
    )
    query = select(captures).where(captures.c.stored_at < older_than, ~answered.exists())
    if after is not None:
        is_later = captures.c.capture_id > after[1]
        query = query.where(or_(captures.c.stored_at > after[0], and_(captures.c.stored_at == after[0], is_later)))
    async with reading(engine) as connection:
        found = await connection.execute(query.order_by(captures.c.stored_at, captures.c.capture_id).limit(limit))
        return [((row.stored_at, row.capture_id), _message(row)) for row in found]


_PLAIN = {
    "article_id",
    "url",
    "requested_url",
    "status",
    "headers",
    "fetched_at",
    "capture",
    "declared_media_type",
    "media_type",
}


def _message(row: Row[Any]) -> ArticleFetched:
    values = {field: getattr(row, field) for field in (*_PLAIN, "item")}
    body = base64.b64encode(row.body).decode()
    return ArticleFetched.model_validate({**values, "body": body}, extra="ignore", context=READING)
