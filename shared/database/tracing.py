"""What became of a report: every stage, outcome and reason that the database knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from shared.database.session import reading
from shared.database.tables import articles, captures, claims, dead_letters, skipped
from shared.identity import article_id_of_url

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_HEX = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")


@dataclass(frozen=True)
class StageRow:
    """One thing that happened to a report.

    Attributes:
        outcome: captured, stored, dead, retried, discarded, or the word of a skip.
        reason: for a person; empty if the outcome says it all.
    """

    at: datetime
    stage: str
    outcome: str
    reason: str
    url: str


async def where(engine: AsyncEngine, *urls_or_ids: str) -> list[StageRow]:
    """What became of a report, oldest first.

    Args:
        urls_or_ids: what it is known by: URLs, or ids of an article, a claim or a capture.
    """
    async with reading(engine) as connection:
        keys = {key for wanted in urls_or_ids for key in await _url_keys(connection, wanted.strip())}
        rows = [
            *await _captured(connection, keys),
            *await _skipped(connection, keys),
            *await _stored(connection, keys),
            *await _dead(connection, keys),
        ]
    return sorted(rows, key=lambda row: row.at)


async def _url_keys(connection: AsyncConnection, wanted: str) -> set[str]:
    if not _HEX.fullmatch(wanted):
        key = article_id_of_url(wanted)
        redirected = await connection.scalars(select(captures.c.url_key).where(captures.c.requested_key == key))
        return {key, *redirected}
    of_claim = select(claims.c.article_id).where(claims.c.claim_id == wanted)
    is_meant = or_(articles.c.article_id == wanted, articles.c.capture == wanted, articles.c.article_id.in_(of_claim))
    found = await connection.scalars(select(articles.c.url_key).where(is_meant))
    captured = await connection.scalars(select(captures.c.url_key).where(captures.c.capture == wanted))
    return {wanted, *found, *captured}


async def _captured(connection: AsyncConnection, keys: set[str]) -> list[StageRow]:
    found = await connection.execute(
        select(captures.c.fetched_at, captures.c.media_type, captures.c.url, captures.c.requested_url).where(
            captures.c.url_key.in_(keys)
        )
    )
    return [
        StageRow(row.fetched_at, "fetcher", "captured", _captured_reason(row.media_type, row.requested_url), row.url)
        for row in found
    ]


def _captured_reason(media_type: str, requested_url: str | None) -> str:
    """The kind of document, and by which other name it was asked for."""
    return f"{media_type}, asked for as {requested_url}" if requested_url else media_type


async def _skipped(connection: AsyncConnection, keys: set[str]) -> list[StageRow]:
    found = await connection.execute(select(skipped).where(skipped.c.url_key.in_(keys)))
    return [StageRow(row.skipped_at, row.stage, row.outcome, row.reason, row.url) for row in found]


async def _stored(connection: AsyncConnection, keys: set[str]) -> list[StageRow]:
    counts = select(claims.c.article_id, func.count().label("n")).where(~claims.c.is_superseded)
    counted = counts.group_by(claims.c.article_id).subquery()
    columns = (articles.c.stored_at, articles.c.url, articles.c.is_current, articles.c.no_claims_reason, counted.c.n)
    found = await connection.execute(
        select(*columns)
        .outerjoin_from(articles, counted, counted.c.article_id == articles.c.article_id)
        .where(articles.c.url_key.in_(keys))
    )
    return [
        StageRow(row.stored_at, "store", "stored", _stored_reason(row.is_current, row.n, row.no_claims_reason), row.url)
        for row in found
    ]


def _stored_reason(is_current: bool, n_claims: int | None, no_claims_reason: str | None) -> str:
    if not is_current:
        return "an older version"
    return f"{n_claims} claims" if n_claims else (no_claims_reason or "no claims")


async def _dead(connection: AsyncConnection, keys: set[str]) -> list[StageRow]:
    found = await connection.execute(select(dead_letters).where(dead_letters.c.url_key.in_(keys)))
    return [row for letter in found for row in _letter_rows(letter)]


def _letter_rows(letter: Row[Any]) -> list[StageRow]:
    """That it died, and what a person did about it."""
    url = letter.url or ""
    rows = [StageRow(letter.died_at, letter.service, "dead", letter.reason, url)]
    if letter.marked_at is not None:
        said = letter.why or f"dead letter {letter.dead_id} of {letter.service}"
        rows.append(StageRow(letter.marked_at, "console", letter.status, said, url))
    return rows
