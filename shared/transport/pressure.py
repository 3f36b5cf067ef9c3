"""Back-pressure: a stage does not read on while the next one is behind or Redis is filling up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis.asyncio import Redis

    from shared.runtime.settings import ServiceSettings
    from shared.transport.broker import Patience
    from shared.transport.streams import Stream

log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 0.2
_PERCENT = 100


@dataclass
class Pressure:
    """High and low watermarks on what comes next.

    The length of a stream is its backlog, because the keeper trims what every group has finished; `lag` is not used:
    it is absent or far too high after a restart of Redis 7.0.
    """

    redis: Redis
    settings: ServiceSettings
    patience: Patience
    watch_memory: bool = False

    async def wait(self, streams: Sequence[Stream]) -> None:
        """Return once every stream is below its mark; at once if none was above; early when the process stops."""
        if not await self._is_over(streams, self.settings.high_watermark):
            return
        log.warning("stage.held_back", streams=[stream.name for stream in streams])
        while not self.patience.stopping.is_set() and await self._is_over(streams, self.settings.low_watermark):
            await self.patience.pause(_LOOK_AGAIN_SECONDS)
        log.info("stage.resumed", streams=[stream.name for stream in streams])

    async def _is_over(self, streams: Sequence[Stream], mark: int) -> bool:
        for stream in streams:
            if await self.redis.xlen(stream.name) > mark:
                return True
        return self.watch_memory and await self._memory_is_short()

    async def _memory_is_short(self) -> bool:
        memory = await self.redis.info("memory")
        limit = int(memory.get("maxmemory", 0))
        used = int(memory["used_memory"])
        return limit > 0 and used * _PERCENT > limit * self.settings.memory_watermark_percent
