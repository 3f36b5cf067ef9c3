"""Runs an embedded instance, feeds it reports, kills and suspends its processes, cuts the power of its server.

It keeps a ledger of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from tests.chaos.instance import SERVICES, Instance, end
from tests.chaos.producer import Producer, report
from tests.chaos.suspension import nothing_at_its_last_try, suspend_in_hand
from tests.chaos.watchers import Subscriber, Tap

if TYPE_CHECKING:
    from pathlib import Path

    from services.console.redis_server import RedisServer

# Published before the keeper's first start, as by a producer that came up sooner.
_EARLY_SHARE = 0.05
_FEED_EVERY_SECONDS = 0.5
_BETWEEN_FAULTS_SECONDS = (0.8, 2.5)
# Without any progress for this long, the rest is lost: a machine may be busy, and only a planted bug is expected.
_STALLED_SECONDS = 60.0
_STALLED_WITH_A_BUG_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 0.05


@dataclass
class Chaos:
    """One run.

    Attributes:
        kills: of services and the server together.
        cuts: of the server's power; of everything's with a shim for the database.
        bug: what was planted; None for the product as it is.
    """

    folder: Path
    server: RedisServer
    reports: int
    kills: int
    cuts: int
    seed: int
    shim: Path | None = None
    bug: str | None = None
    done_to: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Set up the instance and those who watch it."""
        self.instance = Instance(self.folder, self.server, self.done_to, self.shim, self.bug)
        self.subscriber = Subscriber(self.server.url)
        self.tap = Tap(self.server.url)
        self.producer = Producer(self.server.url)
        self.acknowledged_lost: list[str] = []
        self._seen = 0

    async def run(self) -> None:
        """Feed, kill and suspend, then wait until every report has its outcome or nothing moves any more."""
        self.server.start()
        early = int(self.reports * _EARLY_SHARE)
        await self.producer.hand_in(*range(early))
        following = [asyncio.create_task(each.follow()) for each in (self.subscriber, self.tap, self.producer)]
        suspending = {
            asyncio.create_task(suspend_in_hand(self.server.url, service, self.done_to))
            for service in ("store", "cleaner", "extractor")
        }
        try:
            await self.instance.start()
            await asyncio.gather(self._feed(early), self._break())
            await end(suspending)
            await self._settled()
            self.acknowledged_lost = await self.producer.lost()
        finally:
            await end({*suspending, *following})
            await self.instance.stop()

    def faults(self) -> dict[str, list[str]]:
        """What contradicts the ledger, by kind; empty for a faultless run."""
        expected = {f"unit {number} has crossed the river near the old mill" for number in range(self.reports)}
        stored, published = self._stored(), Counter(self.subscriber.claims)
        sequences = self.subscriber.sequences
        kinds = {
            "dead letters": self._dead(),
            "acknowledged lost": self.acknowledged_lost,
            "lost": sorted(expected - set(stored)),
            "stored twice": _repeated(stored),
            "handed over twice": _repeated(self.tap.handed_over),
            "not published": sorted(expected - set(published)),
            "published twice": _repeated(published),
            "gaps": [str(at) for at, number in enumerate(sequences, 1) if number != at],
            "left in the inbox": self._left(),
        }
        return {kind: found for kind, found in kinds.items() if found}

    def _stored(self) -> Counter[str]:
        """How often each claim stands in the database, read without any code of the product."""
        with sqlite3.connect(self.instance.database) as connection:
            rows = connection.execute("SELECT record FROM claims").fetchall()
        return Counter(orjson.loads(record)["content"]["text"] for (record,) in rows)

    def _dead(self) -> list[str]:
        with sqlite3.connect(self.instance.database) as connection:
            return [reason for (reason,) in connection.execute("SELECT reason FROM dead_letters").fetchall()]

    def _left(self) -> list[str]:
        return sorted(path.name for path in self.instance.inbox.iterdir() if path.is_file())

    async def _feed(self, first: int) -> None:
        """Over as long as the faults take, so that they always find work in hand: into the inbox and into Redis."""
        seconds = (self.kills + self.cuts) * sum(_BETWEEN_FAULTS_SECONDS) / 2
        batch = max(10, int((self.reports - first) * _FEED_EVERY_SECONDS / seconds))
        for begin in range(first, self.reports, batch):
            numbers = range(begin, min(begin + batch, self.reports))
            for number in numbers[::2]:
                part = self.instance.inbox / f".{number}.part"
                part.write_text(report(number))
                part.rename(self.instance.inbox / f"{number}.txt")
            await asyncio.gather(asyncio.sleep(_FEED_EVERY_SECONDS), self.producer.hand_in(*numbers[1::2]))

    async def _break(self) -> None:
        chance = random.Random(self.seed)
        for fault in chance.sample(["kill", "cut"], self.kills + self.cuts, counts=[self.kills, self.cuts]):
            await asyncio.sleep(chance.uniform(*_BETWEEN_FAULTS_SECONDS))
            if fault == "cut":
                await self._something_new()
            # Last: meanwhile another entry may have come to its last try.
            await nothing_at_its_last_try(self.server.url)
            if fault == "cut":
                await self.instance.cut(chance)
            else:
                await self.instance.kill(chance.choice((*SERVICES, "redis")), chance)

    async def _something_new(self) -> None:
        """Return when the subscriber has seen another claim, or after a while: a cut has to find something to take."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STALLED_SECONDS):
                while len(self.subscriber.claims) == self._seen < self.reports:
                    await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        self._seen = len(self.subscriber.claims)

    async def _settled(self) -> None:
        """Return when everything has arrived, and a while after the last suspended process woke up."""
        before, since = None, asyncio.get_running_loop().time()
        patience = _STALLED_WITH_A_BUG_SECONDS if self.bug else _STALLED_SECONDS
        while True:
            state = (len(self.subscriber.claims), len(self._left()))
            if state[0] >= self.reports and state[1] == 0:
                break
            moment = asyncio.get_running_loop().time()
            if state != before:
                before, since = state, moment
            elif moment - since > patience:
                break
            await asyncio.sleep(0.5)
        await asyncio.sleep(5)


def _repeated(counts: Counter[str] | Counter[tuple[str, str]]) -> list[str]:
    return sorted(str(what) for what, times in counts.items() if times > 1)
