"""The order of public events: a lease on a topic, and the numbers that are given under it.

The lease only saves work; correctness comes from the row lock and the token that is compared in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select, update

from shared.database.session import insert_into, reading, writing
from shared.database.tables import claim_events, claims, topics

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


@dataclass(frozen=True)
class Lease:
    """A right to give sequences for a while.

    Attributes:
        token: grows with each taking; an older one is refused.
    """

    topic: str
    holder: str
    token: int
    expires_at: datetime


@dataclass(frozen=True)
class TopicState:
    """How far a topic got.

    Attributes:
        last_sequence: the highest number that was given.
        trimmed_to: entries up to here may be gone from the stream.
        has_waiting: whether committed events wait for a number.
    """

    last_sequence: int
    trimmed_to: int
    has_waiting: bool


# No lease is taken for so many times its length: its holder's clock was ahead, and nobody would publish until then.
_PLAUSIBLE_LENGTHS = 12


class LeaseLostError(Exception):
    """Somebody else took the lease; nothing was written."""


async def take(engine: AsyncEngine, topic: str, holder: str, *, now: datetime, seconds: float) -> Lease | None:
    """Take the lease, or hold it longer; None while somebody else has it."""
    expires_at = now + timedelta(seconds=seconds)
    async with writing(engine) as connection:
        new = {"topic": topic, "last_sequence": 0, "trimmed_to": 0, "token": 0}
        await connection.execute(insert_into(connection, topics).values(new).on_conflict_do_nothing())
        row = (await connection.execute(select(topics).where(topics.c.topic == topic).with_for_update())).one()
        is_free = row.holder is None or row.expires_at is None or not _is_running(row.expires_at, now, seconds)
        if not is_free and row.holder != holder:
            return None
        token = row.token if row.holder == holder else row.token + 1
        change = {"holder": holder, "token": token, "expires_at": expires_at}
        await connection.execute(update(topics).where(topics.c.topic == topic).values(change))
    return Lease(topic, holder, token, expires_at)


async def release(engine: AsyncEngine, lease: Lease) -> None:
    """Give the lease back, so that another relay need not wait for its end."""
    async with writing(engine) as connection:
        await connection.execute(update(topics).where(*_held(lease)).values(holder=None, expires_at=None))


async def state(engine: AsyncEngine, topic: str) -> TopicState:
    """How far the topic got; all zero before the first lease."""
    waiting = select(claim_events.c.event_row).where(claim_events.c.sequence.is_(None)).limit(1)
    async with reading(engine) as connection:
        row = (await connection.execute(select(topics).where(topics.c.topic == topic))).one_or_none()
        has_waiting = await connection.scalar(waiting) is not None
    return TopicState(row.last_sequence if row else 0, row.trimmed_to if row else 0, has_waiting)


async def assign(engine: AsyncEngine, lease: Lease, *, above: int, limit: int) -> int:
    """Number committed events that have none yet, in the order of their rows; returns how many.

    Rows are found by their missing number, so one that commits late is only later, never lost.

    Args:
        above: numbers start above this and above all given ones.

    Raises:
        LeaseLostError: the token is not the present one.
    """
    async with writing(engine) as connection:
        row = (await connection.execute(select(topics).where(*_held(lease)).with_for_update())).one_or_none()
        if row is None:
            raise LeaseLostError(lease.topic)
        waiting = select(claim_events.c.event_row, claim_events.c.claim_id).where(claim_events.c.sequence.is_(None))
        found = (await connection.execute(waiting.order_by(claim_events.c.event_row).limit(limit))).all()
        first = max(row.last_sequence, above) + 1
        numbered = [
            {"row": event.event_row, "claim": event.claim_id, "number": first + place}
            for place, event in enumerate(found)
        ]
        if numbered:
            await _number(connection, lease, numbered)
    return len(numbered)


async def older_than(engine: AsyncEngine, newest: int) -> int:
    """The highest sequence that is not one of so many newest; 0 if there is none.

    Counted, not calculated: after a restore, sequences go on far above the last one.
    """
    column = claim_events.c.sequence
    query = select(column).where(column.is_not(None)).order_by(column.desc()).offset(newest).limit(1)
    async with reading(engine) as connection:
        return await connection.scalar(query) or 0


async def note_trim(engine: AsyncEngine, topic: str, trimmed_to: int) -> None:
    """Remember, before it is done, that entries up to here go."""
    is_higher = topics.c.trimmed_to < trimmed_to
    async with writing(engine) as connection:
        await connection.execute(update(topics).where(topics.c.topic == topic, is_higher).values(trimmed_to=trimmed_to))


async def _number(connection: AsyncConnection, lease: Lease, numbered: list[dict[str, Any]]) -> None:
    events = update(claim_events).where(claim_events.c.event_row == bindparam("row"))
    await connection.execute(
        events.values(sequence=bindparam("number")), [{"row": n["row"], "number": n["number"]} for n in numbered]
    )
    latest = update(claims).where(
        claims.c.claim_id == bindparam("claim"),
        or_(claims.c.sequence.is_(None), claims.c.sequence < bindparam("number")),
    )
    await connection.execute(
        latest.values(sequence=bindparam("number")), [{"claim": n["claim"], "number": n["number"]} for n in numbered]
    )
    last = numbered[-1]["number"]
    await connection.execute(update(topics).where(topics.c.topic == lease.topic).values(last_sequence=last))


def _is_running(expires_at: datetime, now: datetime, seconds: float) -> bool:
    return now < expires_at <= now + timedelta(seconds=seconds * _PLAUSIBLE_LENGTHS)


def _held(lease: Lease) -> tuple[Any, ...]:
    return topics.c.topic == lease.topic, topics.c.holder == lease.holder, topics.c.token == lease.token
