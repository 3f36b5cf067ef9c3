"""Clients that know nothing of the product: they read streams and count."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
import redis.asyncio
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOPIC = "claimwire:claims.v1"
BETWEEN_SERVICES = ("articles.cleaned", "claims.extracted")


@dataclass
class Subscriber:
    """A plain client that resumes at the last id it has seen."""

    url: str
    sequences: list[int] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    async def follow(self) -> None:
        """Read until cancelled."""
        async for _, event in _entries(self.url, (TOPIC,)):
            self.sequences.append(event["data"]["sequence"])
            self.claims.append(event["data"]["claim"]["content"]["text"])


@dataclass
class Tap:
    """Counts what is handed over on the streams between services, by trace: one input may be passed on only once."""

    url: str
    handed_over: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def follow(self) -> None:
        """Read until cancelled, without a group, so that nothing of the product notices."""
        async for stream, event in _entries(self.url, BETWEEN_SERVICES):
            trace = event["traceparent"].split("-")[1]
            self.handed_over[(stream, trace)] += 1


async def _entries(url: str, streams: tuple[str, ...]) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Every entry of some streams from the beginning; a lost connection is opened again."""
    last = dict.fromkeys(streams, "0")
    async with redis.asyncio.Redis.from_url(url, socket_timeout=5) as client:
        while True:
            try:
                answer = await client.xread(last, block=200, count=1000)  # type: ignore[arg-type]
            except (RedisError, OSError):
                await asyncio.sleep(0.05)
                continue
            for name, entries in answer:
                for entry_id, fields in entries:
                    last[name.decode()] = entry_id.decode()
                    yield name.decode(), orjson.loads(fields[b"__data__"])
