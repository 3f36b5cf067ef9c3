"""How much disk and Redis memory articles and claims take: reports of random words through the whole pipeline."""

from __future__ import annotations

import asyncio
import base64
import os
import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import zstandard
from redis.asyncio import Redis

from services.console.redis_server import RedisServer, bundled_binary
from services.console.supervisor import Supervisor
from services.extractor.domain.tables import rows
from shared.runtime.clock import now
from shared.testing import a_capture, document
from shared.transport.streams import ARTICLES_FETCHED, CLAIMS_V1, FIELD, STREAMS
from tests.benchmarks.pipeline import follow_stream

SERVICES = ("keeper", "store", "cleaner", "extractor")
CLAIMS = 5
# Nouns only: without a cue among them they make no claim.
_WORDS = [row["word"] for row in rows("roles")]


def page(number: int, chance: random.Random) -> bytes:
    """An article of about 400 words with five claims, as a small page."""
    paragraphs = (
        f"<p>Colonel Ivan Petrenko said that convoy {number}-{part} had reached the bridge. "
        f"{' '.join(chance.choices(_WORDS, k=68)).capitalize()}.</p>\n"
        for part in range(CLAIMS)
    )
    return f"<html><head><title>Report {number}</title></head><body>{''.join(paragraphs)}</body></html>".encode()


async def fill(folder: Path, articles: int) -> dict[str, int]:
    """Send articles through the services; returns what Redis says then."""
    server = RedisServer(folder / "redis", binary=bundled_binary())
    server.start()
    environment = dict(os.environ) | {
        "CLAIMWIRE_REDIS_URL": server.url,
        "CLAIMWIRE_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'claims.sqlite3'}",
        "CLAIMWIRE_LOG_LEVEL": "warning",
    }
    supervisor = Supervisor(folder, environment)
    await supervisor.start(SERVICES)
    try:
        async with Redis.from_url(server.url) as redis:
            following = asyncio.create_task(follow_stream(server.url, articles, []))
            chance = random.Random(1)
            await asyncio.sleep(3)
            for number in range(articles):
                body = base64.b64encode(zstandard.compress(page(number, chance))).decode()
                capture = a_capture(
                    url=f"https://news.example/{number}", capture=f"{number:064x}", body=body, fetched_at=now()
                )
                await redis.xadd(ARTICLES_FETCHED.name, {FIELD: document(capture)})
            await following
            await _settled(redis)
            return {
                "entries": int(await redis.xlen(CLAIMS_V1)),
                "topic": int(await redis.memory_usage(CLAIMS_V1, samples=0) or 0),
            }
    finally:
        await supervisor.stop()
        server.stop()


async def _settled(redis: Redis) -> None:
    """Return once the streams between services are empty and the topic has not grown for three seconds."""
    last, entries = -1, 0
    while last != entries:
        last = entries
        await asyncio.sleep(3)
        waiting = [await redis.xlen(stream.name) for stream in STREAMS]
        entries = -2 if any(waiting) else int(await redis.xlen(CLAIMS_V1))


def measured(database: Path) -> tuple[int, int, int, dict[str, int]]:
    """Bytes of the file, articles, claims, and bytes of the columns that make most of it."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        (claims,) = connection.execute("SELECT count(*) FROM claims").fetchone()
        columns = {
            f"{table}.{column}": connection.execute(f"SELECT total(length({column})) FROM {table}").fetchone()[0]  # noqa: S608 - names from below
            for table, column in (
                ("captures", "body"),
                ("articles", "text"),
                ("articles", "claims"),
                ("claims", "record"),
                ("claim_events", "record"),
            )
        }
    return database.stat().st_size, articles, claims, columns


def main(articles: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        redis = asyncio.run(fill(folder, articles))
        size, stored, claims, columns = measured(folder / "claims.sqlite3")
        aof = sum(file.stat().st_size for file in (folder / "redis").rglob("*.aof"))
    print(
        f"disk: {size / stored:.0f} bytes an article with its {claims / stored:.1f} claims ({stored} articles, SQLite)"
    )
    for name, total in columns.items():
        print(f"  {name}: {total / stored:.0f} bytes an article")
    print(f"Redis: {redis['topic'] / redis['entries']:.0f} bytes an entry of {CLAIMS_V1} ({redis['entries']} entries)")
    print(f"Redis: {aof / stored:.0f} bytes of append-only file an article, before it is rewritten")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
