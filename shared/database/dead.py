"""Dead letters: listing, showing and marking them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select, update

from shared.database.session import reading, writing
from shared.database.tables import dead_letters

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

Status = Literal["dead", "retried", "discarded"]
_COLUMNS = [column for column in dead_letters.c if column.name != "url_key"]


@dataclass(frozen=True)
class DeadRow:
    """A dead letter as it is kept.

    Attributes:
        body: the original `__data__`.
        url: of the report, where it could be read from the body.
    """

    dead_id: str
    stream: str
    entry_id: str
    service: str
    reason: str
    deliveries: int
    body: str
    url: str | None
    died_at: datetime
    status: str
    marked_at: datetime | None


async def list_dead(engine: AsyncEngine, *, status: Status | None = "dead", limit: int = 100) -> list[DeadRow]:
    """The latest dead letters, newest first."""
    query = select(*_COLUMNS).order_by(dead_letters.c.died_at.desc()).limit(limit)
    if status is not None:
        query = query.where(dead_letters.c.status == status)
    async with reading(engine) as connection:
        return [DeadRow(**row._asdict()) for row in await connection.execute(query)]


async def get_dead(engine: AsyncEngine, dead_id: str) -> DeadRow | None:
    """One dead letter, by its id or the beginning of it; None if no single one is meant."""
    query = select(*_COLUMNS).where(dead_letters.c.dead_id.startswith(dead_id, autoescape=True)).limit(2)
    async with reading(engine) as connection:
        found = (await connection.execute(query)).all()
    return DeadRow(**found[0]._asdict()) if len(found) == 1 else None


async def mark_dead(engine: AsyncEngine, dead_id: str, status: Status, *, now: datetime) -> bool:
    """Note what was done with a dead letter; False if there is none with this id."""
    change = update(dead_letters).where(dead_letters.c.dead_id == dead_id).values(status=status, marked_at=now)
    async with writing(engine) as connection:
        return (await connection.execute(change)).rowcount == 1


async def count_dead(engine: AsyncEngine) -> int:
    """How many wait for a person."""
    query = select(func.count()).select_from(dead_letters).where(dead_letters.c.status == "dead")
    async with reading(engine) as connection:
        return await connection.scalar(query) or 0
