"""Runs an embedded instance, feeds it reports, kills its processes, and keeps a ledger of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import psutil
import redis.asyncio
from redis.exceptions import RedisError

from services.console.redis_server import RedisServer, bundled_binary
from services.console.supervisor import Supervisor

SERVICES = ("keeper", "store", "cleaner", "extractor", "fetcher")
# Two of each that passes messages on, so that one can take over what the other holds.
REPLICAS = (*SERVICES, "cleaner", "extractor")
TOPIC = "claimwire:claims.v1"
TAPPED = ("articles.cleaned", "claims.extracted")
_BATCH = 50
# Longer than the idle limit: when the process goes on, somebody else has taken what it holds.
_PAUSE_SECONDS = 3.5


def report(number: int) -> str:
    """A short report with one claim that the test's extractor finds without a model."""
    return (
        f"Report number {number} from the river\n\n"
        f"CLAIM r{number}: Officer Reed said that unit {number} has crossed the river near the old mill.\n\n"
        f"The weather was bad in sector {number}, and the road to the village was closed for most of the day.\n"
    )


@dataclass
class Subscriber:
    """A plain client that resumes at the last id it has seen."""

    url: str
    sequences: list[int] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    async def follow(self) -> None:
        """Read until cancelled; a lost connection is opened again."""
        last = "0"
        async with redis.asyncio.Redis.from_url(self.url, socket_timeout=5) as client:
            while True:
                try:
                    answer = await client.xread({TOPIC: last}, block=500, count=500)
                except (RedisError, OSError):
                    await asyncio.sleep(0.2)
                    continue
                for _, entries in answer:
                    for entry_id, fields in entries:
                        last = entry_id.decode()
                        event = orjson.loads(fields[b"__data__"])["data"]
                        self.sequences.append(event["sequence"])
                        self.claims.append(event["claim"]["content"]["text"])


@dataclass
class Tap:
    """Counts what is handed over on the streams between services, by trace: one input may be passed on only once."""

    url: str
    handed_over: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def follow(self) -> None:
        """Read until cancelled, without a group, so that nothing of the product notices."""
        last = dict.fromkeys(TAPPED, "0")
        async with redis.asyncio.Redis.from_url(self.url, socket_timeout=5) as client:
            while True:
                try:
                    answer = await client.xread(last, block=200, count=1000)
                except (RedisError, OSError):
                    await asyncio.sleep(0.05)
                    continue
                for name, entries in answer:
                    for entry_id, fields in entries:
                        last[name.decode()] = entry_id.decode()
                        trace = orjson.loads(fields[b"__data__"])["traceparent"].split("-")[1]
                        self.handed_over[(name.decode(), trace)] += 1


@dataclass
class Chaos:
    """One run."""

    folder: Path
    reports: int
    kills: int
    seed: int
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Set up the server and the supervisor."""
        self.inbox = self.folder / "inbox"
        self.inbox.mkdir(parents=True)
        self.database = self.folder / "claims.sqlite3"
        self.server = RedisServer(self.folder / "redis", binary=bundled_binary())
        environment = dict(os.environ) | {
            "CLAIMWIRE_REDIS_URL": self.server.url,
            "CLAIMWIRE_DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "CLAIMWIRE_INBOX": str(self.inbox),
            "CLAIMWIRE_ENGINE": "marked",
            "CLAIMWIRE_LOG_LEVEL": "warning",
        }
        self.supervisor = Supervisor(self.folder, environment)
        self.subscriber = Subscriber(self.server.url)
        self.tap = Tap(self.server.url)

    async def run(self) -> None:
        """Feed and kill, then wait until every report has its outcome."""
        self.server.start()
        await self.supervisor.start(REPLICAS)
        following = [asyncio.create_task(each.follow()) for each in (self.subscriber, self.tap)]
        try:
            await asyncio.gather(self._feed(), self._kill(), self._pause())
            await self._settled()
        finally:
            for each in following:
                each.cancel()
            await self.supervisor.stop()
            self.server.stop()

    def stored(self) -> Counter[str]:
        """How often each claim stands in the database, read without any code of the product."""
        with sqlite3.connect(self.database) as connection:
            rows = connection.execute("SELECT record FROM claims").fetchall()
        return Counter(orjson.loads(record)["content"]["text"] for (record,) in rows)

    def dead(self) -> list[str]:
        """The reasons of the dead letters."""
        with sqlite3.connect(self.database) as connection:
            return [reason for (reason,) in connection.execute("SELECT reason FROM dead_letters").fetchall()]

    def expected(self) -> set[str]:
        """What the ledger says must be claimed."""
        return {f"unit {number} has crossed the river near the old mill" for number in range(self.reports)}

    async def _feed(self) -> None:
        for first in range(0, self.reports, _BATCH):
            for number in range(first, min(first + _BATCH, self.reports)):
                part = self.inbox / f".{number}.part"
                part.write_text(report(number))
                part.rename(self.inbox / f"{number}.txt")
            await asyncio.sleep(0.5)

    async def _kill(self) -> None:
        chance = random.Random(self.seed)
        for _ in range(self.kills):
            await asyncio.sleep(chance.uniform(0.8, 2.5))
            victim = chance.choice((*SERVICES, "redis"))
            self.killed[victim] += 1
            if victim == "redis":
                self.server.kill()
                await asyncio.sleep(chance.uniform(0.0, 0.5))
                await asyncio.to_thread(self.server.start)
            else:
                service = next(each for each in self.supervisor.services if each.name == victim)
                if service.process is not None and service.process.returncode is None:
                    service.process.kill()

    async def _pause(self) -> None:
        """Suspend cleaners and extractors, as an overloaded machine would, about as often as something is killed."""
        chance = random.Random(self.seed + 1)
        for _ in range(self.kills // 2):
            await asyncio.sleep(chance.uniform(0.2, 1.0))
            name = chance.choice(("cleaner", "extractor"))
            service = next(each for each in self.supervisor.services if each.name == name)
            if service.process is None:
                continue
            paused = psutil.Process(service.process.pid)
            with contextlib.suppress(psutil.NoSuchProcess):
                paused.suspend()
                await asyncio.sleep(_PAUSE_SECONDS)
                paused.resume()
                self.killed["paused"] += 1

    async def _settled(self) -> None:
        """Return when the number of claims no longer changes and all are there, or after two minutes."""
        async with asyncio.timeout(120):
            while len(set(self.subscriber.claims)) < self.reports:
                await asyncio.sleep(0.5)
        await asyncio.sleep(2)
