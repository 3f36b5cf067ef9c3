"""`claimwire tail`: the firehose as lines."""

from __future__ import annotations

from typing import Any

import orjson
from redis.exceptions import RedisError
from rich.console import Console

from services.console.run import line
from shared.errors import TransientError
from shared.transport.client import CancellableRedis
from shared.transport.streams import CLAIMS_V1, FIELD

_BLOCK_MS = 1000


async def tail_claims(redis_url: str, *, after: int, count: int) -> bool:
    """Print claims from a sequence on, until interrupted or until `count` were printed (0: no end).

    Raises:
        TransientError: Redis does not answer.
    """
    try:
        await _tail(redis_url, after, count)
    except RedisError as error:
        message = f"Redis does not answer: {error}"
        raise TransientError(message) from error
    return True


async def _tail(redis_url: str, after: int, count: int) -> None:
    screen, last, printed = Console(highlight=False, soft_wrap=True), f"{after}-0", 0
    async with CancellableRedis.from_url(redis_url) as client:
        while not count or printed < count:
            answer: Any = await client.xread({CLAIMS_V1: last}, block=_BLOCK_MS, count=count or 100)
            for _, entries in answer:
                for entry_id, fields in entries:
                    last, printed = entry_id.decode(), printed + 1
                    screen.print(line(orjson.loads(fields[FIELD.encode()])["data"]["claim"]))
