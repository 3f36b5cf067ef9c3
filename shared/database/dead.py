"""Dead letters: listing, showing and marking them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, func, select, update

from shared.contracts.dead import report_in
from shared.database.session import reading, writing
from shared.database.tables import dead_letters, outcomes
from shared.identity import article_id_of_url

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Status = Literal["dead", "retried", "discarded"]
_COLUMNS = [column for column in dead_letters.c if column.name != "url_key"]


@dataclass(frozen=True)
class DeadRow:
    """A dead letter as it is kept.

    Attributes:
        body: the original `__data__`, written as `encoding` says; see `shared.contracts.dead.original`.
        url: of the report, where it could be read from the body.
        why: said by the person who discarded it.
    """

    dead_id: str
    stream: str
    entry_id: str
    service: str
    reason: str
    deliveries: int
    body: str
    encoding: str
    url: str | None
    died_at: datetime
    status: str
    marked_at: datetime | None
    why: str | None


@dataclass(frozen=True)
class Which:
    """Which dead letters are meant; None leaves it open.

    Attributes:
        reason: a part of the reason, in any case.
    """

    status: Status | None = "dead"
    reason: str | None = None
    stream: str | None = None
    service: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same, for a query."""
        exact = {"status": self.status, "stream": self.stream, "service": self.service}
        conditions = [dead_letters.c[name] == value for name, value in exact.items() if value is not None]
        if self.reason is not None:
            # SQLite's LIKE takes no notice of case, PostgreSQL's does.
            conditions.append(dead_letters.c.reason.icontains(self.reason, autoescape=True))
        return conditions


async def list_dead(engine: AsyncEngine, which: Which = Which(), *, limit: int = 100) -> list[DeadRow]:
    """The latest dead letters, newest first."""
    newest = (dead_letters.c.died_at.desc(), dead_letters.c.dead_id)
    query = select(*_COLUMNS).where(*which.conditions()).order_by(*newest).limit(limit)
    async with reading(engine) as connection:
        return [DeadRow(**row._asdict()) for row in await connection.execute(query)]


async def dead_ids(engine: AsyncEngine, which: Which) -> list[str]:
    """The ids of all that are meant, oldest first."""
    query = select(dead_letters.c.dead_id).where(*which.conditions())
    async with reading(engine) as connection:
        found = await connection.scalars(query.order_by(dead_letters.c.died_at, dead_letters.c.dead_id))
        return list(found)


async def get_dead(engine: AsyncEngine, dead_id: str) -> DeadRow | None:
    """One dead letter, by its id or the beginning of it; None if no single one is meant."""
    query = select(*_COLUMNS).where(dead_letters.c.dead_id.startswith(dead_id, autoescape=True)).limit(2)
    async with reading(engine) as connection:
        found = (await connection.execute(query)).all()
    return DeadRow(**found[0]._asdict()) if len(found) == 1 else None


async def mark_dead(
    engine: AsyncEngine, row: DeadRow, status: Status, *, now: datetime, why: str | None = None
) -> bool:
    """Note what was done with a dead letter; False if something was done with it before.

    A retried one is open again: should Redis lose it, the sweep finds its capture without an outcome.
    """
    is_meant = (dead_letters.c.dead_id == row.dead_id) & (dead_letters.c.status == "dead")
    change = update(dead_letters).where(is_meant).values(status=status, marked_at=now, why=why)
    async with writing(engine) as connection:
        if (await connection.execute(change)).rowcount != 1:
            return False
        if status == "retried":
            await _reopen(connection, row)
    return True


async def _reopen(connection: AsyncConnection, row: DeadRow) -> None:
    url, capture = report_in(row.body)
    if url is None or capture is None:
        return
    is_its = (outcomes.c.capture == capture) & (outcomes.c.url_key == article_id_of_url(url))
    await connection.execute(delete(outcomes).where(is_its, outcomes.c.outcome == "dead"))


async def count_dead(engine: AsyncEngine) -> int:
    """How many wait for a person."""
    query = select(func.count()).select_from(dead_letters).where(dead_letters.c.status == "dead")
    async with reading(engine) as connection:
        return await connection.scalar(query) or 0
