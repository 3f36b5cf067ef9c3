"""Leases in Redis: one holder at a time, for polling a feed, asking a host and reading an archive."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import orjson

from shared.transport.streams import ARTICLES_DISCOVERED, FIELD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from redis.asyncio import Redis


def _lease(name: str) -> str:
    return f"claimwire:lease:{name}"


def _state(feed: str) -> str:
    return f"claimwire:feed:{feed}"


async def take(redis: Redis, name: str, *, seconds: float) -> str | None:
    """Take a lease; returns its token, or None if somebody holds it."""
    token = secrets.token_hex(16)
    return token if await redis.set(_lease(name), token, nx=True, px=int(seconds * 1000)) else None


async def renew(redis: Redis, name: str, token: str, *, seconds: float) -> bool:
    """Hold a lease that is ours for longer; False if it is not ours any more, or Redis has lost it.

    In two steps: in between, somebody else can take a lease that has just run out, and both go on till the next call.
    """
    if await redis.get(_lease(name)) != token.encode():
        return False
    return bool(await redis.set(_lease(name), token, xx=True, px=int(seconds * 1000)))


async def release(redis: Redis, name: str, token: str) -> None:
    """Give a lease back if it is still ours."""
    await redis.fcall("claimwire_release", 1, _lease(name), token)


async def feed_state(redis: Redis, feed: str) -> dict[str, object] | None:
    """What was saved with the last committed poll of a feed."""
    saved = await redis.get(_state(feed))
    return orjson.loads(saved) if saved else None


async def feed_states(redis: Redis) -> AsyncIterator[tuple[str, dict[str, object]]]:
    """Every feed that was ever polled, with what was saved; in no order."""
    start = _state("")
    # A state can hold thousands of marks: few at a time.
    async for key in redis.scan_iter(f"{start}*", count=100):
        state = orjson.loads(await redis.get(key) or b"null")
        if isinstance(state, dict):
            yield key.decode(errors="replace").removeprefix(start), state


async def commit_poll(
    redis: Redis, feed: str, token: str, state: dict[str, object], discovered: Sequence[bytes]
) -> bool:
    """Add all new items and save the feed's state in one step.

    Returns:
        False when the lease has passed to somebody else: nothing was added or saved.

    """
    answer = await redis.fcall(
        "claimwire_commit_poll",
        2,
        _state(feed),
        _lease(f"feed:{feed}"),
        token,
        orjson.dumps(state),
        ARTICLES_DISCOVERED.name,
        FIELD,
        *discovered,
    )
    return bool(answer)
