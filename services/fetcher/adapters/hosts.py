"""Hosts: one request at a time to each, whichever process makes it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.errors import TransientError
from shared.transport.leases import release, take

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio import Redis

    from shared.transport.broker import Patience

_LOOK_AGAIN_SECONDS = 0.1
# Short, so that a stage that waits for a slow host shows that it is alive.
_LOOKS = 30


@asynccontextmanager
async def alone_at_host(redis: Redis, patience: Patience, url: str, *, seconds: float) -> AsyncIterator[None]:
    """Hold the lease of a URL's host.

    Raises:
        TransientError: somebody else is still asking that host, or the process is stopping.
    """
    name = f"host:{_host(url)}"
    for _ in range(_LOOKS):
        token = None if patience.stopping.is_set() else await take(redis, name, seconds=seconds)
        if token is not None:
            break
        await patience.pause(_LOOK_AGAIN_SECONDS)
    else:
        message = f"the host of {url} is busy"
        raise TransientError(message)
    try:
        yield
    finally:
        await release(redis, name, token)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
