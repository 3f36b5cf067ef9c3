"""The condition of the whole pipeline, as far as Redis and the database tell it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import orjson
from redis.exceptions import RedisError, ResponseError

from shared.database.dead import count_dead
from shared.database.reading import last_sequence
from shared.errors import TransientError
from shared.runtime.clock import now
from shared.transport.streams import STREAMS

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.transport.streams import Stream

Check = dict[str, Any]

_SERVICES = ("keeper", "fetcher", "cleaner", "extractor", "store")
_WORST = ("pass", "warn", "fail")


async def condition(engine: AsyncEngine, redis: Redis) -> dict[str, Any]:
    """The document of `/health`: draft-inadarei-api-health-check."""
    checks: dict[str, list[Check]] = {"database": [await database(engine)], "redis": [await answers(redis)]}
    if checks["redis"][0]["status"] == "pass":
        try:
            checks |= await _services(redis)
            checks |= {f"stream:{stream.name}": [await _backlog(redis, stream)] for stream in STREAMS}
        except RedisError as error:
            checks["redis"] = [{"status": "fail", "output": str(error)[:300]}]
    worst = max((check["status"] for listed in checks.values() for check in listed), key=_WORST.index)
    return {"status": worst, "service": "claimwire", "time": now().isoformat(), "checks": checks}


async def database(engine: AsyncEngine) -> Check:
    """Whether the database answers, and how far it is."""
    try:
        return {
            "status": "pass",
            "last_sequence": await last_sequence(engine),
            "dead_letters": await count_dead(engine),
        }
    except TransientError as error:
        return {"status": "fail", "output": str(error)}


async def answers(redis: Redis) -> Check:
    """Whether Redis answers, and how full it is."""
    try:
        memory = await redis.info("memory")
    except (RedisError, OSError) as error:
        return {"status": "fail", "output": str(error)[:300]}
    return {"status": "pass", "used_memory": memory["used_memory"], "maxmemory": memory.get("maxmemory", 0)}


async def _services(redis: Redis) -> dict[str, list[Check]]:
    """What each instance says about itself; an instance that says nothing for ten seconds is not listed."""
    checks: dict[str, list[Check]] = {f"service:{service}": [] for service in _SERVICES}
    keys = [key async for key in redis.scan_iter("claimwire:health:*", count=500)]
    for said in await redis.mget(keys) if keys else []:
        if said is not None:
            report = orjson.loads(said)
            checks.setdefault(f"service:{report['service']}", []).append(report)
    silent: Check = {"status": "warn", "output": "no instance has reported"}
    return {name: reports or [silent] for name, reports in checks.items()}


async def _backlog(redis: Redis, stream: Stream) -> Check:
    """How much waits in a stream and for how long; a missing group is a failure."""
    try:
        groups: Any = await redis.xinfo_groups(stream.name)
    except ResponseError:
        return {"status": "warn", "output": "the stream does not exist"}
    oldest: Any = await redis.xrange(stream.name, count=1)
    missing = sorted(set(stream.groups) - {group["name"].decode() for group in groups})
    return {
        "status": "fail" if missing else "pass",
        "length": await redis.xlen(stream.name),
        "oldest_age_seconds": round(time.time() - int(oldest[0][0].split(b"-")[0]) / 1000, 1) if oldest else 0,
        # What is unread is told by the length: Redis's own figure is wrong or absent after a restart of 7.0.
        "groups": {group["name"].decode(): {"pending": group["pending"]} for group in groups},
        **({"output": f"missing groups: {', '.join(missing)}"} if missing else {}),
    }
