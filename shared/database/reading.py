"""What the gateway, the console and the relay read: claims and their events.

Only events that have a sequence are public; a row without one is as good as not written yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from shared.contracts.claim import (
    Claim,
    ClaimEvent,
    ClaimLinked,
    ClaimPublished,
    ClaimRetracted,
    ClaimSuperseded,
    ClaimUpdated,
)
from shared.contracts.contract import READING
from shared.contracts.event import envelope
from shared.database.filters import ClaimFilters
from shared.database.session import reading
from shared.database.tables import claim_events, claims

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

_KINDS: dict[str, type[ClaimEvent]] = {
    "published": ClaimPublished,
    "updated": ClaimUpdated,
    "linked": ClaimLinked,
    "superseded": ClaimSuperseded,
    "retracted": ClaimRetracted,
}
# Records may have 100 KB and more.
_ROWS_AT_ONCE = 8
_PUBLIC = [column for column in claim_events.c if column.name not in {"event_row", "claim_id", "revision"}]


@dataclass(frozen=True)
class EventRow:
    """One public event as it stands in the database."""

    kind: str
    record: dict[str, Any]
    recorded_at: datetime
    sequence: int
    search: str
    events: str
    places: str
    source: str
    source_kind: str
    outlet: str | None
    verification: str
    certainty: str

    @property
    def type(self) -> str:
        """The CloudEvents type."""
        return _KINDS[self.kind].event_type

    def document(self) -> bytes:
        """The CloudEvents document; the same bytes each time it is made."""
        claim = Claim.model_validate(self.record, extra="ignore", context=READING)
        message = _KINDS[self.kind](sequence=self.sequence, claim=claim)
        return envelope(message, source="store", time=self.recorded_at)


@dataclass(frozen=True)
class Page:
    """Part of the list of claims.

    Attributes:
        as_of_sequence: the last public event when the list was read: the stream goes on from there.
        has_more: whether the list goes on after these rows.
    """

    rows: list[EventRow]
    as_of_sequence: int
    has_more: bool


async def claims_page(
    engine: AsyncEngine, filters: ClaimFilters, *, since: int | None, cursor: int | None, limit: int
) -> Page:
    """The latest public state of each claim, newest first; with `since`, what came after it, oldest first.

    Args:
        cursor: the sequence of the last row of the page before.
    """
    ascending = since is not None
    start = max(since or 0, cursor or 0) if ascending else cursor
    query = _latest().where(*filters.conditions()).limit(limit + 1)
    column = claim_events.c.sequence
    query = query.order_by(column.asc() if ascending else column.desc())
    if start is not None:
        query = query.where(column > start if ascending else column < start)
    async with reading(engine) as connection:
        rows = _rows((await connection.execute(query)).all())
        newest = await connection.scalar(select(func.max(claim_events.c.sequence)))
    return Page(rows[:limit], newest or 0, len(rows) > limit)


async def claim(engine: AsyncEngine, claim_id: str) -> EventRow | None:
    """The latest public state of one claim."""
    async with reading(engine) as connection:
        rows = _rows((await connection.execute(_latest().where(claims.c.claim_id == claim_id))).all())
    return rows[0] if rows else None


async def events_after(engine: AsyncEngine, sequence: int, *, limit: int) -> list[EventRow]:
    """Public events above a sequence, in order."""
    query = _above(sequence).limit(limit)
    async with reading(engine) as connection:
        return _rows((await connection.execute(query)).all())


async def each_event_after(
    engine: AsyncEngine, sequence: int, *, limit: int, filters: ClaimFilters
) -> AsyncGenerator[EventRow]:
    """Those that are wanted, one by one: whoever stops early never had the rest in memory.

    Close it when done (`contextlib.aclosing`): it holds a connection.
    """
    query = _above(sequence, filters).limit(limit)
    async with reading(engine) as connection:
        found = await connection.stream(query.execution_options(yield_per=_ROWS_AT_ONCE))
        async for row in found:
            yield _event_row(row)


async def has_sequence(engine: AsyncEngine, sequence: int) -> bool:
    """Whether a public event has this sequence; none has one that was given by a database that this one replaced."""
    async with reading(engine) as connection:
        found = select(claim_events.c.event_row).where(claim_events.c.sequence == sequence)
        return await connection.scalar(found) is not None


async def last_sequence(engine: AsyncEngine) -> int:
    """The sequence of the newest public event; 0 if there is none."""
    async with reading(engine) as connection:
        return await connection.scalar(select(func.max(claim_events.c.sequence))) or 0


def _above(sequence: int, filters: ClaimFilters | None = None) -> Select[Any]:
    column = claim_events.c.sequence
    return select(*_PUBLIC).where(column > sequence, *(filters or ClaimFilters()).conditions()).order_by(column)


def _latest() -> Select[Any]:
    return select(*_PUBLIC).join(claims, claims.c.sequence == claim_events.c.sequence)


def _rows(found: Sequence[Row[Any]]) -> list[EventRow]:
    return [_event_row(row) for row in found]


def _event_row(row: Row[Any]) -> EventRow:
    return EventRow(**row._asdict())
