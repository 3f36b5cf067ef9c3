"""The whole pipeline: articles a second, time from capture to subscriber at half load, memory of each service."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
import orjson
import psutil
import zstandard
from redis.asyncio import Redis

from services.console.redis_server import RedisServer, bundled_binary, free_port
from services.console.supervisor import Supervisor
from shared.runtime.clock import now
from shared.testing import a_capture, document
from shared.transport.streams import ARTICLES_FETCHED, CLAIMS_V1, FIELD

SERVICES = ("keeper", "store", "cleaner", "extractor", "fetcher", "gateway")
_FILLER = "The road to the village stayed closed and few people were seen in the market during the whole afternoon. "


def capture(number: int) -> bytes:
    """An article of about 400 words with five claims."""
    said = "".join(
        f"Colonel Ivan Petrenko said that convoy {number}-{part} had reached the bridge. {_FILLER * 4}\n\n"
        for part in range(5)
    )
    body = base64.b64encode(zstandard.compress(f"Report {number}\n\n{said}".encode())).decode()
    url = f"https://news.example/{number}"
    return document(a_capture(url=url, body=body, media_type="text/plain", fetched_at=now()))


async def add(redis: Redis, first: int, count: int, every: float) -> None:
    """Add captures, evenly spaced in time."""
    for number in range(first, first + count):
        await redis.xadd(ARTICLES_FETCHED.name, {FIELD: capture(number)})
        await asyncio.sleep(every)


async def follow_stream(url: str, articles: int, seconds: list[float]) -> None:
    """Read the firehose until so many articles were seen; note how old each article's first claim was."""
    seen: set[str] = set()
    last = "$"
    async with Redis.from_url(url) as redis:
        while len(seen) < articles:
            for _, entries in await redis.xread({CLAIMS_V1: last}, block=1000):
                for entry_id, fields in entries:
                    last = entry_id
                    note(orjson.loads(fields[FIELD.encode()]), seen, seconds)


async def follow_sse(port: int, after: int, articles: int, seconds: list[float]) -> None:
    """The same over HTTP."""
    seen: set[str] = set()
    url = f"http://127.0.0.1:{port}/v1/claims/stream?after={after}"
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=timeout, read_bufsize=2**20) as session, session.get(url) as response:
        async for line in response.content:
            if line.startswith(b"data: {") and b'"specversion"' in line:
                note(orjson.loads(line[6:]), seen, seconds)
                if len(seen) >= articles:
                    return


def note(event: dict[str, dict[str, dict[str, str]]], seen: set[str], seconds: list[float]) -> None:
    """Note the age of an article's first claim."""
    from datetime import datetime

    claim = event["data"]["claim"]
    if claim["url"] not in seen:
        seen.add(claim["url"])
        seconds.append((now() - datetime.fromisoformat(claim["first_seen_at"])).total_seconds())


def percentile(seconds: list[float], share: float) -> float:
    """The value below which this share lies, in milliseconds."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000


def memory(process: psutil.Process) -> float:
    """Proportional set size of a process and its children, in MB."""
    return sum(each.memory_full_info().pss for each in (process, *process.children(recursive=True))) / 1e6


async def measure(folder: Path, articles: int) -> None:
    """Run everything and print the figures."""
    server, port = RedisServer(folder / "redis", binary=bundled_binary()), free_port()
    server.start()
    environment = dict(os.environ) | {
        "CLAIMWIRE_REDIS_URL": server.url,
        "CLAIMWIRE_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'claims.sqlite3'}",
        "CLAIMWIRE_PORT": str(port),
        "CLAIMWIRE_LOG_LEVEL": "warning",
    }
    supervisor = Supervisor(folder, environment)
    await supervisor.start(SERVICES)
    try:
        async with Redis.from_url(server.url) as redis:
            await _warm(redis, server.url)
            began, ages = time.monotonic(), list[float]()
            await asyncio.gather(add(redis, 1, articles, 0), follow_stream(server.url, articles, ages))
            rate = articles / (time.monotonic() - began)
            print(f"end to end: {rate:.1f} articles/s ({articles} articles of 400 words, 5 claims each)")
            await _half_load(redis, server.url, port, rate)
        for service in supervisor.services:
            assert service.process is not None
            print(f"memory: {service.name} {memory(psutil.Process(service.process.pid)):.0f} MB (PSS with its workers)")
    finally:
        await supervisor.stop()
        server.stop()


async def _warm(redis: Redis, url: str) -> None:
    following = asyncio.create_task(follow_stream(url, 1, []))
    await asyncio.sleep(3)
    await redis.xadd(ARTICLES_FETCHED.name, {FIELD: capture(0)})
    await asyncio.wait_for(following, 60)


async def _half_load(redis: Redis, url: str, port: int, rate: float) -> None:
    count = max(50, int(rate * 10))
    last = int((await redis.xrevrange(CLAIMS_V1, count=1))[0][0].decode().split("-")[0])
    over_stream, over_sse = list[float](), list[float]()
    await asyncio.gather(
        follow_stream(url, count, over_stream),
        follow_sse(port, last, count, over_sse),
        add(redis, 1_000_000, count, 2 / rate),
    )
    for name, ages in (("XREAD", over_stream), ("SSE", over_sse)):
        p50, p99 = percentile(ages, 0.5), percentile(ages, 0.99)
        print(f"capture to {name} at half load ({rate / 2:.1f} articles/s): p50 {p50:.0f} ms, p99 {p99:.0f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(measure(Path(scratch), int(sys.argv[1]) if len(sys.argv) > 1 else 300))
