"""A slice of messages in, one transaction out; doing it again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.store.adapters import captures, claims, endings
from services.store.domain.revisions import revisions
from shared.contracts.article import ArticleFetched, ArticleSkipped
from shared.contracts.claim import Claim, ClaimsExtracted
from shared.contracts.contract import READING
from shared.contracts.dead import DeadLetter
from shared.database.session import lock, writing
from shared.runtime.clock import rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Stored = ArticleFetched | ClaimsExtracted | ArticleSkipped | DeadLetter

_OF_ARTICLE = (
    "article_id",
    "article_version",
    "url",
    "title",
    "outlet",
    "language",
    "capture",
    "published",
    "modified",
)


async def store_slice(engine: AsyncEngine, messages: Sequence[Stored], *, now: datetime) -> None:
    """Store messages of any kind, in any order, together or not at all.

    Raises:
        PermanentError: the database refuses the content of one of them; store them one by one.
        TransientError: the database is locked, full or gone.
    """
    async with writing(engine) as connection:
        await lock(connection, {message.article_id for message in messages if isinstance(message, ClaimsExtracted)})
        for message in messages:
            match message:
                case ArticleFetched():
                    await captures.keep(connection, message, now)
                case ClaimsExtracted():
                    await _store_claims(connection, message, now)
                case ArticleSkipped():
                    await endings.keep_skipped(connection, message)
                case DeadLetter():
                    await endings.keep_dead(connection, message)


async def _store_claims(connection: AsyncConnection, message: ClaimsExtracted, now: datetime) -> None:
    """Keep the article; if this is its current version, its claims become this set."""
    await captures.note_outcome(connection, message.capture, message.url, "stored")
    kept = await claims.keep_article(connection, message, now)
    if not kept.is_news:
        return
    old = await claims.records(connection, message.article_id) if kept.is_known else {}
    new = {claim["claim_id"]: claim for claim in reversed(_public(kept.current, kept.first_seen_at, now))}
    await claims.write(connection, revisions(old, new, recorded_at=rfc3339(now)), now)


def _public(article: ClaimsExtracted, first_seen_at: datetime, now: datetime) -> list[dict[str, Any]]:
    """The public record of each claim of an article, at revision 1."""
    where = {field: getattr(article, field) for field in _OF_ARTICLE}
    stamps = {"first_seen_at": first_seen_at, "recorded_at": now}
    return [
        Claim.model_validate(claim.model_dump() | where | stamps, context=READING).model_dump(mode="json")
        for claim in article.claims
    ]
