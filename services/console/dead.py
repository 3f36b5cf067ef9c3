"""`claimwire dead`: look at dead letters, put them back on their streams, or give them up.

Each answer says how it went for one id. Nothing here ends half-way in silence: what was done is printed as it is done.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson
from redis.exceptions import RedisError

from services.console.terminal import say
from shared.contracts.dead import original
from shared.database.dead import dead_ids, get_dead, list_dead, mark_dead
from shared.database.session import connect
from shared.errors import TransientError
from shared.runtime.clock import now
from shared.transport.client import client_of_a_command
from shared.transport.streams import FIELD, STREAMS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.console.instance import Instance
    from shared.database.dead import DeadRow, Status, Which

_SHOWN_CHARACTERS = 4000
_SHORT_ID = 12


@dataclass(frozen=True)
class Answer:
    """How it went for one id.

    Attributes:
        dead_id: as it was asked for, where no single dead letter is meant.
        outcome: retried, discarded, unknown or refused.
        reason: why it was refused; else empty.
        stream, entry_id: where the message is now, if it was put back.
    """

    dead_id: str
    outcome: str
    reason: str = ""
    stream: str | None = None
    entry_id: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether it was done."""
        return self.outcome in {"retried", "discarded"}

    def line(self) -> str:
        """The answer for a person."""
        where = f"  {self.stream} {self.entry_id}" if self.entry_id else ""
        return f"{self.dead_id}  {self.outcome}{where}{f': {self.reason}' if self.reason else ''}"


async def print_list(instance: Instance, which: Which, *, limit: int, as_json: bool) -> bool:
    """Print the newest dead letters without their bodies, and how many they are."""
    async with _database(instance) as engine:
        rows = await list_dead(engine, which, limit=limit)
    for row in rows:
        _print(_without_body(row), _summary(row), as_json=as_json)
    if not as_json:
        say(f"{len(rows)} dead letters" + (f"; there may be more than --limit {limit}" if len(rows) == limit else ""))
    return True


async def print_one(instance: Instance, dead_id: str, *, as_json: bool) -> bool:
    """Print everything about one dead letter; returns whether there is one."""
    async with _database(instance) as engine:
        row = await get_dead(engine, dead_id) if dead_id else None
    if row is None:
        _print(asdict(_unknown(dead_id)), _unknown(dead_id).line(), as_json=as_json)
        return False
    _print(asdict(row), _whole(row), as_json=as_json)
    return True


async def retry(instance: Instance, ids: Sequence[str], which: Which | None, *, as_json: bool) -> bool:
    """Put messages back on their streams as they were; returns whether all were.

    Args:
        ids: ids, or beginnings of ids.
        which: instead of ids, all that are like this.

    Raises:
        TransientError: Redis or the database cannot do it now; what was printed is done.

    """
    async with _database(instance) as engine, client_of_a_command(instance.redis_url) as client:
        wanted = ids if which is None else await dead_ids(engine, which)

        async def put_back(row: DeadRow) -> Answer:
            return await _retried(engine, client, row)

        return await _each(engine, wanted, put_back, as_json=as_json)


async def discard(instance: Instance, ids: Sequence[str], why: str, *, as_json: bool) -> bool:
    """Mark dead letters as given up; their rows stay, with the reason. Returns whether all were."""
    async with _database(instance) as engine:

        async def give_up(row: DeadRow) -> Answer:
            return await _marked(engine, row, "discarded", why=why)

        return await _each(engine, ids, give_up, as_json=as_json)


async def _each(
    engine: AsyncEngine, wanted: Iterable[str], do: Callable[[DeadRow], Awaitable[Answer]], *, as_json: bool
) -> bool:
    answers = []
    # One at a time: a body may be large, and there may be many.
    for dead_id in dict.fromkeys(wanted):
        row = await get_dead(engine, dead_id) if dead_id else None
        if row is None:
            answer = _unknown(dead_id)
        elif row.status != "dead":
            answer = Answer(row.dead_id, "refused", f"already {row.status} at {row.marked_at:%Y-%m-%d %H:%M:%S}")
        else:
            answer = await do(row)
        _print(asdict(answer), answer.line(), as_json=as_json)
        answers.append(answer.is_good)
    if not as_json:
        say(f"{sum(answers)} of {len(answers)} done")
    return all(answers)


async def _retried(engine: AsyncEngine, client: Redis, row: DeadRow) -> Answer:
    if row.stream not in {stream.name for stream in STREAMS}:
        return Answer(row.dead_id, "refused", f"this release has no stream {row.stream}")
    try:
        body = original(row.body, row.encoding)
    except ValueError as error:
        return Answer(row.dead_id, "refused", str(error))
    moment = now()
    try:
        entry_id: Any = await client.xadd(row.stream, {FIELD: body})
    except (RedisError, OSError) as error:
        message = f"Redis does not take {row.dead_id}, which stays dead: {error}"
        raise TransientError(message) from error
    # Marked only now: a crash in between puts it back twice, which ids make harmless; the other order would lose it.
    try:
        answer = await _marked(engine, row, "retried", moment=moment)
    except TransientError as error:
        message = f"{row.dead_id} was put back but could not be marked, so it still counts as dead: {error}"
        raise TransientError(message) from error
    return Answer(row.dead_id, answer.outcome, answer.reason, row.stream, entry_id.decode())


async def _marked(
    engine: AsyncEngine, row: DeadRow, status: Status, *, why: str | None = None, moment: datetime | None = None
) -> Answer:
    if await mark_dead(engine, row, status, now=moment or now(), why=why):
        return Answer(row.dead_id, status)
    return Answer(row.dead_id, "refused", "somebody else has retried or discarded it in this moment")


def _unknown(dead_id: str) -> Answer:
    return Answer(dead_id, "unknown", "no dead letter, or more than one, has an id that begins so")


@asynccontextmanager
async def _database(instance: Instance) -> AsyncIterator[AsyncEngine]:
    engine = connect(instance.database_url)
    try:
        yield engine
    finally:
        await engine.dispose()


def _without_body(row: DeadRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "body"}


def _summary(row: DeadRow) -> str:
    return (
        f"{row.dead_id[:_SHORT_ID]}  {row.died_at:%Y-%m-%d %H:%M:%S}  {row.status:<9}  "
        f"{row.stream} {row.entry_id}  {row.service}  {' '.join(row.reason.split())}"
    )


def _whole(row: DeadRow) -> str:
    said = "\n".join(f"{name:<11} {value}" for name, value in _without_body(row).items() if value is not None)
    cut = f"\n… {len(row.body)} characters; --json prints them all" if len(row.body) > _SHOWN_CHARACTERS else ""
    return f"{said}\n\n{row.body[:_SHOWN_CHARACTERS]}{cut}"


def _print(document: dict[str, Any], for_people: str, *, as_json: bool) -> None:
    say(orjson.dumps(document, option=orjson.OPT_UTC_Z).decode() if as_json else for_people)
