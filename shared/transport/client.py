"""Redis clients: one whose commands can be cancelled, and one for a person who waits."""

from __future__ import annotations

import asyncio
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

_SECONDS = 5.0


class CancellableRedis(Redis):  # type: ignore[misc,unused-ignore]
    """A Redis client that passes every cancellation on.

    Before Python 3.12 a cancellation that comes while redis-py writes is swallowed by its `wait_for`, and one that
    comes while it connects may end as an error of the connection: a loop around such a command would never end.
    """

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command; asyncio.CancelledError if the task was cancelled meanwhile."""
        cancelled = _cancellations()
        try:
            answer = await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except (RedisError, OSError) as error:
            if _cancellations() > cancelled:
                raise asyncio.CancelledError from error
            raise
        if _cancellations() > cancelled:
            raise asyncio.CancelledError
        return answer


def client_of_a_command(redis_url: str) -> Redis:
    """A client for a person who waits for the answer: not the patient one of the services."""
    return Redis.from_url(redis_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)


def _cancellations() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task else 0
