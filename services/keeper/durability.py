"""Warns when Redis is not set so that it survives a power cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from shared.runtime import metrics

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from shared.transport.broker import Patience

log = structlog.get_logger()

_AGAIN_SECONDS = 600.0
_EXPECTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}


async def warn_if_not_durable(redis: Redis, patience: Patience) -> None:
    """Compare the server's settings with what durability needs, now and every ten minutes."""
    while not patience.stopping.is_set():
        for name, actual in await _differences(redis):
            metrics.ALARMS.labels("redis_not_durable").inc()
            log.error("redis.not_durable", setting=name, actual=actual, expected=_EXPECTED[name])
        await patience.pause(_AGAIN_SECONDS)


async def _differences(redis: Redis) -> list[tuple[str, str]]:
    try:
        actual = await redis.config_get(*_EXPECTED)
    except RedisError as error:
        log.warning("redis.settings_unknown", reason=str(error))
        return []
    return [(name, str(actual.get(name, ""))) for name, value in _EXPECTED.items() if actual.get(name) != value]
