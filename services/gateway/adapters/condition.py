"""The condition of the whole pipeline, as far as Redis, the database and the disk tell it."""

from __future__ import annotations

import asyncio
import platform
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import text

from services.gateway.domain import condition as judge
from shared.database.dead import count_dead
from shared.database.reading import last_sequence
from shared.database.session import reading
from shared.errors import TransientError
from shared.runtime.clock import now
from shared.runtime.process import release
from shared.transport.leases import feed_states
from shared.transport.streams import STREAMS

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.gateway.domain.condition import Check
    from shared.transport.streams import Stream

_SERVICES = ("keeper", "fetcher", "cleaner", "extractor", "store")
_VERSION = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}
_SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


async def condition(engine: AsyncEngine, redis: Redis, gateway: Check) -> dict[str, Any]:
    """The document of `/health`: draft-inadarei-api-health-check.

    Args:
        gateway: what the gateway says about itself.

    """
    checks: dict[str, list[Check]] = {
        "database": [await database(engine)],
        "redis": [await answers(redis)],
        "disk": [await _disk(engine)],
        "service:gateway": [gateway],
    }
    if "used_memory" in checks["redis"][0]:
        try:
            checks |= await _from_redis(redis)
        except (RedisError, OSError, ValueError) as error:
            checks["redis"] = [{"status": "fail", "output": str(error)[:300]}]
    versions = {name: checks[name][0].get("version") for name in ("database", "redis")}
    return {
        "status": judge.worst(checks),
        "version": "1",
        "releaseId": release(),
        "service": "claimwire",
        "time": now().isoformat(),
        "versions": {"claimwire": release(), "python": platform.python_version(), **versions},
        "checks": checks,
    }


async def database(engine: AsyncEngine) -> Check:
    """Whether the database answers, how far and how large it is."""
    try:
        dialect = engine.dialect.name
        async with reading(engine) as connection:
            version = await connection.scalar(text(_VERSION[dialect]))
            size = await connection.scalar(text(_SIZE[dialect]))
        return {
            "status": "pass",
            "kind": dialect,
            "version": str(version),
            "size_bytes": size,
            "last_sequence": await last_sequence(engine),
            "dead_letters": await count_dead(engine),
        }
    except TransientError as error:
        return {"status": "fail", "output": str(error)}


async def answers(redis: Redis) -> Check:
    """Whether Redis answers, how full it is and whether it can write."""
    try:
        info = await redis.info()
    except (RedisError, OSError) as error:
        return {"status": "fail", "output": str(error)[:300]}
    # Valkey names itself beside the Redis release whose commands it speaks.
    version = f"valkey {info['valkey_version']}" if "valkey_version" in info else str(info.get("redis_version"))
    return {"version": version} | judge.redis(info)


async def _disk(engine: AsyncEngine) -> Check:
    """The disk of an SQLite file; those of servers are not seen from here."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file:
        return {"status": "pass", "output": "the disks of the database and of Redis are not seen from the gateway"}
    try:
        usage = await asyncio.to_thread(shutil.disk_usage, Path(file).parent)
    except OSError as error:
        return {"status": "fail", "output": str(error)}
    return judge.disk(free=usage.free, total=usage.total)


async def _from_redis(redis: Redis) -> dict[str, list[Check]]:
    """What the services say about themselves, what waits in the streams, how the feeds are."""
    checks = judge.instances(await _reports(redis), _SERVICES)
    checks |= {f"stream:{stream.name}": [await _backlog(redis, stream)] for stream in STREAMS}
    moment = now()
    found = [judge.feed(url, state, moment) async for url, state in feed_states(redis)]
    return checks | {"feeds": judge.feeds([check for check in found if check is not None])}


async def _reports(redis: Redis) -> list[object]:
    """The reports of all instances; one that says nothing for ten seconds is forgotten."""
    keys = [key async for key in redis.scan_iter("claimwire:health:*", count=500)]
    said = await redis.mget(keys) if keys else []
    return [orjson.loads(one) for one in said if one is not None]


async def _backlog(redis: Redis, stream: Stream) -> Check:
    try:
        groups: Any = await redis.xinfo_groups(stream.name)
    except ResponseError:
        return {"status": "warn", "output": "the stream does not exist"}
    oldest: Any = await redis.xrange(stream.name, count=1)
    return judge.backlog(
        length=await redis.xlen(stream.name),
        oldest_age_seconds=max(0.0, time.time() - int(oldest[0][0].split(b"-")[0]) / 1000) if oldest else 0.0,
        pending={group["name"].decode(): group["pending"] for group in groups},
        required=stream.groups,
    )
