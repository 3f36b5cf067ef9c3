"""What ended on the way: skipped articles and dead letters.

These rows must always go in, or their message would die of its own report: NUL, which PostgreSQL refuses, is escaped,
except in the body of a dead letter, whose bytes must come back as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.store.adapters.captures import note_outcome
from shared.contracts.dead import kept, report_in
from shared.database.session import insert_into
from shared.database.tables import dead_letters, skipped
from shared.identity import article_id_of_url, sha256

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from shared.contracts.article import ArticleSkipped
    from shared.contracts.dead import DeadLetter


async def keep_skipped(connection: AsyncConnection, message: ArticleSkipped) -> None:
    """Keep the reason, once for each URL, capture, stage and outcome."""
    row = {field: _storable(value) for field, value in message.model_dump().items()} | {
        "skip_id": message.skip_id(),
        "url_key": article_id_of_url(message.url),
    }
    await connection.execute(insert_into(connection, skipped).values(row).on_conflict_do_nothing())
    if message.capture is not None:
        await note_outcome(connection, message.capture, message.url, "skipped")


async def keep_dead(connection: AsyncConnection, message: DeadLetter) -> None:
    """Keep the original with its reason, once for each entry and service."""
    url, capture = report_in(message.body)
    body, encoding = kept(message.body.encode()) if message.encoding == "utf8" else (message.body, message.encoding)
    row = {field: _storable(value) for field, value in message.model_dump().items()} | {
        "body": _storable(body),
        "encoding": _storable(encoding),
        "dead_id": sha256(message.identity().encode())[:32],
        "url": _storable(url),
        "url_key": article_id_of_url(url) if url else None,
        "status": "dead",
    }
    await connection.execute(insert_into(connection, dead_letters).values(row).on_conflict_do_nothing())
    if url and capture:
        await note_outcome(connection, capture, url, "dead")


def _storable(value: object) -> object:
    return value.replace("\x00", "\\x00") if isinstance(value, str) else value
