"""Two fetchers poll many feeds through one Redis, time compressed: what the sites, the streams and the memory say.

`make polling`: 300 feeds whose interval of 15 minutes is 15 seconds, for ten minutes: ten hours, a second for a minute.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from services.console.redis_server import RedisServer, bundled_binary
from shared.contracts.event import opened
from shared.transport.streams import ARTICLES_DISCOVERED, ARTICLES_FETCHED, FIELD
from tests.integration.polling.site import Measured, Sites

_MOST_MIB = 150.0
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Plan:
    """How much, for how long.

    Attributes:
        interval_seconds: between two polls of a feed.
        polls_per_item: of a feed, after which it has one item more, on average.
    """

    feeds: int
    hosts: int
    seconds: float
    interval_seconds: float
    polls_per_item: float


SHORT = Plan(feeds=50, hosts=10, seconds=20, interval_seconds=1.5, polls_per_item=10)
FULL = Plan(feeds=300, hosts=100, seconds=600, interval_seconds=15, polls_per_item=20)


@dataclass
class Result:
    """What was seen.

    Attributes:
        published: the addresses of all items.
        handed_on: how often each is in `articles.discovered`, those that were put off and came back left out.
        captured: how often each is in `articles.fetched`.
        memory: of each fetcher with its worker, PSS in MiB, over time.
    """

    plan: Plan
    sites: Measured
    published: set[str]
    handed_on: Counter[str]
    captured: Counter[str]
    memory: list[list[float]] = field(default_factory=list)

    def not_modified_share(self) -> float:
        """Of the polls of a feed that had not changed, those answered 304."""
        return self.sites.polls[304] / max(1, self.sites.unchanged)

    def told(self) -> str:
        """The figures, for a person."""
        sites, total = self.sites, self.sites.polls.total()
        lines = [
            f"{self.plan.feeds} feeds, {self.plan.hosts} hosts, {self.plan.seconds:.0f} s, two fetchers: {total} polls",
            f"items published: {len(self.published)}",
            f"handed on: {len(self.handed_on)}, more than once {_repeated(self.handed_on)}",
            f"captured: {len(self.captured)}, more than once {_repeated(self.captured)}",
            f"304: {self.not_modified_share():.1%} of {sites.unchanged} polls of feeds that had not changed",
            f"304: {sites.polls[304] / max(1, total):.1%} of all",
            f"most requests at once to a host: {max(sites.together.values())}",
            f"asked too soon: {len(sites.too_soon)} of {sites.waits} times that a server named a time",
        ]
        for number, each in enumerate(self.memory):
            steps = each[:: max(1, len(each) // 10)]
            course = " ".join(f"{mib:.0f}" for mib in steps)
            lines.append(f"fetcher {number} with its worker: {course} MiB of PSS, most {most_held(each):.0f}")
        return "\n".join(lines)

    def faults(self) -> list[str]:
        """What is not as it must be."""
        kept = {
            "each item is handed on exactly once": self.handed_on == Counter(dict.fromkeys(self.published, 1)),
            "each page is captured exactly once": self.captured == Counter(dict.fromkeys(self.published, 1)),
            "each page is asked for once": self.sites.pages == Counter(dict.fromkeys(self.published, 1)),
            "a feed that has not changed is answered 304": self.not_modified_share() >= 0.95,
            "one request at a time to a host": max(self.sites.together.values()) == 1,
            "no server is asked too soon": self.sites.waits > 0 and not self.sites.too_soon,
            f"at most {_MOST_MIB:.0f} MiB each": all(most_held(each) <= _MOST_MIB for each in self.memory),
        }
        return [what for what, holds in kept.items() if not holds]


def _repeated(counted: Counter[str]) -> int:
    return sum(times > 1 for times in counted.values())


def is_flat(memory: list[float]) -> bool:
    """Whether the last quarter takes no more than the second one: the first is for warming up."""
    quarter = len(memory) // 4
    second, last = memory[quarter : 2 * quarter], memory[-quarter:]
    return sum(last) / len(last) <= 1.05 * sum(second) / len(second)


def most_held(memory: list[float]) -> float:
    """The most that two readings in a row found.

    A process that starts another one is read before and the other one after they part, so that a page counts twice.
    """
    return max(min(pair) for pair in itertools.pairwise(memory))


def _pss_mib(pid: int) -> float:
    """The proportional set size of a process and its children."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return own / 1024 + sum(_pss_mib(int(child)) for child in children)


async def _follow(url: str, stream: str, counted: Counter[str], stopping: asyncio.Event) -> None:
    """Count the articles of a stream by their address as they come, before anybody trims them.

    It ends by an event: a client that waits for entries does not always notice that it is cancelled.
    """
    async with Redis.from_url(url) as redis:
        last: Any = "0"
        while not stopping.is_set():
            for _, entries in await redis.xread({stream: last}, block=500, count=500) or []:
                last = entries[-1][0]
                for _, fields in entries:
                    data = opened(fields[FIELD.encode()])["data"]
                    counted[data["url"]] += not data.get("failed_rounds")


async def _change(sites: Sites, plan: Plan) -> None:
    """Add items to feeds by chance, up to a while before the end."""
    chance, end = random.Random(1), time.monotonic() + plan.seconds - 4 * plan.interval_seconds
    pause = plan.interval_seconds * plan.polls_per_item / plan.feeds
    while time.monotonic() < end:
        sites.items[chance.randrange(plan.feeds)] += 1
        await asyncio.sleep(pause)


def _started(service: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", f"services.{service}.app"], env=environment, cwd=_ROOT)


async def drive(plan: Plan, folder: Path) -> Result:
    """Run a keeper and two fetchers against sites of our own."""
    server = RedisServer(folder / "redis", binary=bundled_binary())
    server.start()
    processes: list[subprocess.Popen[bytes]] = []
    handed_on, captured = Counter[str](), Counter[str]()
    try:
        async with Sites(plan.feeds, plan.hosts) as sites:
            (folder / "feeds.txt").write_text("\n".join(sites.feeds()))
            environment = _environment(plan, folder, server.url, sites)
            processes = [_started(service, environment) for service in ("keeper", "fetcher", "fetcher")]
            followed = ((ARTICLES_DISCOVERED.name, handed_on), (ARTICLES_FETCHED.name, captured))
            stopping = asyncio.Event()
            tasks = [asyncio.create_task(_follow(server.url, *each, stopping)) for each in followed]
            tasks.append(asyncio.create_task(_change(sites, plan)))
            memory: list[list[float]] = [[], []]
            end = time.monotonic() + plan.seconds
            while time.monotonic() < end:
                await asyncio.sleep(min(1.0, plan.seconds / 100))
                for number, process in enumerate(processes[1:]):
                    memory[number].append(_pss_mib(process.pid))
            await _settled(sites, captured)
            stopping.set()
            await asyncio.gather(*tasks)
            return Result(plan, sites.seen, sites.published(), handed_on, captured, memory)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(30)
        server.stop()


async def _settled(sites: Sites, captured: Counter[str]) -> None:
    """Return once every item was captured, or after a while in which it should have been."""
    for _ in range(300):
        if len(captured) >= len(sites.published()):
            break
        await asyncio.sleep(0.1)
    # What comes twice may come late.
    await asyncio.sleep(1)


def _environment(plan: Plan, folder: Path, redis_url: str, sites: Sites) -> dict[str, str]:
    return dict(os.environ) | {
        "CLAIMWIRE_REDIS_URL": redis_url,
        "CLAIMWIRE_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'claims.sqlite3'}",
        "CLAIMWIRE_FEEDS_FILE": str(folder / "feeds.txt"),
        "CLAIMWIRE_PRIVATE_HOSTS": ",".join(sites.hosts),
        "CLAIMWIRE_SHORTEST_POLL_SECONDS": str(plan.interval_seconds),
        "CLAIMWIRE_LONGEST_POLL_SECONDS": str(max(plan.interval_seconds, 6)),
        "CLAIMWIRE_SHORTEST_RETRY_SECONDS": "1",
        # Nobody takes the captures away here.
        "CLAIMWIRE_HIGH_WATERMARK": "1000000",
        "CLAIMWIRE_LOG_LEVEL": "error",
        "PYTHONPATH": str(_ROOT),
    }


def main() -> int:
    """Print the figures of the full size, or of the short one with `--short`; 1 if something is not as it must be."""
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(drive(SHORT if "--short" in sys.argv else FULL, Path(folder)))
    print(result.told())
    faults = result.faults() + ["memory is flat"] * (not all(map(is_flat, result.memory)))
    print(f"not as it must be: {'; '.join(faults) or 'nothing'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
