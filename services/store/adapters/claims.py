"""Articles, their claims, and the events that the relay will publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from services.store.domain.search import search_columns
from services.store.domain.versions import current_version, is_older
from shared.contracts.claim import ClaimsExtracted
from shared.contracts.contract import READING
from shared.database.session import insert_into
from shared.database.tables import articles, claim_events, claims
from shared.identity import article_id_of_url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from services.store.domain.revisions import Record, Revision

_COLUMNS = (
    "article_id",
    "article_version",
    "url",
    "capture",
    "title",
    "outlet",
    "language",
    "text",
    "no_claims_reason",
)
_APART = {*_COLUMNS, "claims", "extractor", "fetched_at"}


@dataclass(frozen=True)
class Kept:
    """The state of an article after a delivery.

    Attributes:
        is_news: whether the claims of the article may have changed.
        is_known: whether any version was kept before.
        current: the version that was fetched last, with its claims.
        first_seen_at: the first time that any version was met.
    """

    is_news: bool
    is_known: bool
    current: ClaimsExtracted
    first_seen_at: datetime


async def keep_article(connection: AsyncConnection, message: ClaimsExtracted, now: datetime) -> Kept:
    """Keep this version of the article and decide which version is the current one.

    The answer does not depend on the order in which versions and extractors are delivered.
    """
    rows = (await connection.execute(select(articles).where(articles.c.article_id == message.article_id))).all()
    before = next((row for row in rows if row.article_version == message.article_version), None)
    fetched = {row.article_version: row.fetched_at for row in rows}
    fetched[message.article_version] = max(message.fetched_at, fetched.get(message.article_version, message.fetched_at))
    current = current_version(fetched)
    await _mark_current(connection, message.article_id, current, rows)
    met = {
        "fetched_at": fetched[message.article_version],
        "first_seen_at": min(message.fetched_at, before.first_seen_at if before else message.fetched_at),
        "is_current": current == message.article_version,
    }
    await _write(connection, message, before, met, now)
    first_seen_at = min([message.fetched_at, *(row.first_seen_at for row in rows)])
    if current != message.article_version:
        return Kept(is_news=False, is_known=True, current=message, first_seen_at=first_seen_at)
    if before is not None and _is_stale(message, before):
        return Kept(is_news=not before.is_current, is_known=True, current=_message(before), first_seen_at=first_seen_at)
    return Kept(is_news=True, is_known=bool(rows), current=message, first_seen_at=first_seen_at)


async def records(connection: AsyncConnection, article_id: str) -> dict[str, Record]:
    """The last record of every claim that the article ever made."""
    query = select(claims.c.claim_id, claims.c.record).where(claims.c.article_id == article_id)
    return {row.claim_id: row.record for row in await connection.execute(query.order_by(claims.c.claim_id))}


async def write(connection: AsyncConnection, revisions: Sequence[Revision], now: datetime) -> None:
    """Write the new state of claims and the events about them, without sequences: only the relay gives those."""
    if not revisions:
        return
    states = [_state(revision) for revision in revisions]
    insert = insert_into(connection, claims)
    kept = {name: insert.excluded[name] for name in ("revision", "is_superseded", "record")}
    await connection.execute(insert.on_conflict_do_update(index_elements=["claim_id"], set_=kept), states)
    events = [_event(revision) | {"recorded_at": now} for revision in revisions]
    await connection.execute(insert_into(connection, claim_events), events)


def _state(revision: Revision) -> dict[str, Any]:
    record = revision.record
    told = {field: record[field] for field in ("claim_id", "article_id", "revision")}
    return told | {"is_superseded": revision.is_superseded, "record": record}


def _event(revision: Revision) -> dict[str, Any]:
    record = revision.record
    told = {field: record[field] for field in ("claim_id", "revision")}
    return told | {"kind": revision.kind, "record": record} | search_columns(record)


async def _write(
    connection: AsyncConnection, message: ClaimsExtracted, before: Row[Any] | None, met: dict[str, Any], now: datetime
) -> None:
    """Write this version; a stale delivery only tells when the text was met."""
    this = (articles.c.article_id == message.article_id) & (articles.c.article_version == message.article_version)
    if before is None:
        await connection.execute(insert_into(connection, articles), _row(message) | met | {"stored_at": now})
    elif not _is_stale(message, before) and _differs(row := _row(message), before):
        await connection.execute(update(articles).where(this).values(row | met | {"stored_at": now}))
    elif any(before._mapping[name] != value for name, value in met.items()):  # noqa: SLF001 - a public attribute of rows
        await connection.execute(update(articles).where(this).values(met))


def _is_stale(message: ClaimsExtracted, before: Row[Any]) -> bool:
    """Whether what is kept of the same text is from a newer extractor, or from a later fetch by the same one."""
    version = message.extractor.version
    if is_older(version, before.extractor_version):
        return True
    is_same = not is_older(before.extractor_version, version)
    return bool(is_same and message.fetched_at < before.fetched_at)


def _differs(row: dict[str, Any], before: Row[Any]) -> bool:
    return any(before._mapping[name] != value for name, value in row.items())  # noqa: SLF001 - a public attribute of rows


async def _mark_current(connection: AsyncConnection, article_id: str, current: str, rows: Sequence[Row[Any]]) -> None:
    """Take the flag from versions that were current until now."""
    if any(row.is_current and row.article_version != current for row in rows):
        of_article = update(articles).where(articles.c.article_id == article_id)
        await connection.execute(of_article.values(is_current=articles.c.article_version == current))


def _row(message: ClaimsExtracted) -> dict[str, Any]:
    return {
        **{field: getattr(message, field) for field in _COLUMNS},
        "url_key": article_id_of_url(message.url),
        "record": message.model_dump(mode="json", exclude=_APART),
        "claims": _said(message),
        "extractor_name": message.extractor.name,
        "extractor_version": message.extractor.version,
    }


def _said(message: ClaimsExtracted) -> list[dict[str, Any]]:
    return [claim.model_dump(mode="json") for claim in message.claims]


def _message(row: Row[Any]) -> ClaimsExtracted:
    values = {field: getattr(row, field) for field in _COLUMNS}
    extractor = {"name": row.extractor_name, "version": row.extractor_version}
    whole = row.record | values | {"claims": row.claims, "fetched_at": row.fetched_at, "extractor": extractor}
    return ClaimsExtracted.model_validate(whole, extra="ignore", context=READING)
