"""What the keeper keeps: the Function, the groups, streams without what everybody has finished."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import structlog
from redis.exceptions import OutOfMemoryError, ResponseError

from shared.runtime import metrics
from shared.transport.streams import STREAMS

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.transport.broker import Patience
    from shared.transport.streams import Stream

log = structlog.get_logger()

_FUNCTIONS: Final = files("shared.transport").joinpath("functions.lua").read_text(encoding="utf8")


def mark_of(functions: str) -> str:
    """The name of one more Function, told by the code of the others, whose names stay from release to release."""
    return f"claimwire_code_{hashlib.sha256(functions.encode()).hexdigest()[:16]}"


_MARK: Final = mark_of(_FUNCTIONS)
# It does nothing, and may do so whatever the server's state: a refusal would not say what is loaded.
_MARKER: Final = f"""
redis.register_function{{
  function_name = '{_MARK}', callback = function() return 1 end, flags = {{'no-writes', 'allow-stale'}}
}}
"""


async def load_functions(redis: Redis) -> None:
    """Load the Functions, replacing an older release's."""
    await redis.function_load(_FUNCTIONS + _MARKER, replace=True)


async def has_functions(redis: Redis) -> bool:
    """Whether this release's Functions are loaded; asked often, and so without fetching their code."""
    try:
        await redis.fcall_ro(_MARK, 0)
    except ResponseError as error:
        if "function not found" in str(error).lower():
            return False
        raise
    return True


async def create_groups(redis: Redis, *, start: str = "0") -> list[str]:
    """Create every required group that is missing, at the beginning of its stream.

    Args:
        start: where a new group begins. At `$` whatever was added before would never be delivered.

    Returns:
        `stream/group` of each group that was created.

    """
    created = []
    for stream in STREAMS:
        # Asked first: a full Redis refuses even to say that a group exists, and the keeper must get on to trim.
        for group in set(stream.groups) - await _groups(redis, stream):
            try:
                await redis.xgroup_create(stream.name, group, id=start, mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise
            else:
                created.append(f"{stream.name}/{group}")
    return created


async def wait_for_groups(redis: Redis, stream: Stream, patience: Patience) -> None:
    """Return once the keeper has created the stream's groups.

    FastStream would create a missing group itself, at `$`, and so lose what was there before.
    """
    attempt = 0
    while not patience.stopping.is_set():
        if await _groups(redis, stream) >= set(stream.groups):
            return
        if attempt % 20 == 0:
            log.info("groups.awaited", stream=stream.name)
        await patience.pause(0.1)
        attempt += 1


async def _groups(redis: Redis, stream: Stream) -> set[str]:
    try:
        return {group["name"].decode() for group in await redis.xinfo_groups(stream.name)}
    except ResponseError as error:
        if "no such key" in str(error):
            return set()
        raise


async def trim(redis: Redis, stream: Stream) -> int:
    """Remove the entries that every group has finished, and return how many they were.

    Raises:
        redis.ResponseError: a required group is missing; nothing was removed.

    """
    return int(await redis.fcall("claimwire_trim", 1, stream.name, *stream.groups))


async def drop_idle_consumers(redis: Redis, stream: Stream, *, idle_ms: int) -> int:
    """Forget consumers that hold nothing and have been silent for long; return how many."""
    dropped = [await redis.fcall("claimwire_drop_idle", 1, stream.name, group, idle_ms) for group in stream.groups]
    return sum(map(int, dropped))


async def _mend(redis: Redis) -> None:
    """Load the Functions and create the groups that are missing."""
    if not await has_functions(redis):
        await load_functions(redis)
        log.info("functions.loaded")
    created = await create_groups(redis)
    if created:
        log.info("groups.created", groups=created)


async def keep_once(redis: Redis, *, idle_ms: int) -> None:
    """One round of the keeper: mend what is missing, then trim."""
    try:
        await _mend(redis)
    except OutOfMemoryError as error:
        # Trimming may free what this needs; the Function of an older release does it as well.
        metrics.ALARMS.labels("keeper_out_of_memory").inc()
        log.error("keeper.out_of_memory", reason=str(error))  # noqa: TRY400 - no traceback needed
    for stream in STREAMS:
        try:
            await trim(redis, stream)
        except ResponseError as error:
            metrics.ALARMS.labels("trim_refused").inc()
            log.error("trim.refused", stream=stream.name, reason=str(error))  # noqa: TRY400 - no traceback needed
            continue
        await drop_idle_consumers(redis, stream, idle_ms=idle_ms)


async def keep(redis: Redis, patience: Patience, *, every_seconds: float, idle_ms: int) -> None:
    """Keep until the process is stopped."""
    while not patience.stopping.is_set():
        try:
            await keep_once(redis, idle_ms=idle_ms)
        except ResponseError as error:
            metrics.ALARMS.labels("keeper_failed").inc()
            log.error("keeper.failed", reason=str(error))  # noqa: TRY400 - no traceback needed
        await patience.pause(every_seconds)
