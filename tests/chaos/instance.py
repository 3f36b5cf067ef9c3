"""An embedded instance that can be killed in parts, and lose its power."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.console.supervisor import Supervisor
from tests.chaos.power import Platter
from tests.chaos.powered import PoweredServer
from tests.chaos.sabotaged import BUGS
from tests.chaos.suspension import working

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path
    from random import Random

    from services.console.redis_server import RedisServer

SERVICES = ("keeper", "store", "cleaner", "extractor", "fetcher")
# Two of each that takes messages from a stream, so that one can take over what the other holds.
REPLICAS = (*SERVICES, "store", "cleaner", "extractor")


@dataclass
class Instance:
    """Server, services and database.

    Attributes:
        shim: what keeps account of the database's files; with it a power cut takes everything, without it the server.
        bug: one of `sabotaged.BUGS`, planted in every service.

    """

    folder: Path
    server: RedisServer
    done_to: Counter[str]
    shim: Path | None = None
    bug: str | None = None
    supervisor: Supervisor = field(init=False)

    def __post_init__(self) -> None:
        """Set up the folders; nothing runs yet."""
        self.inbox = self.folder / "inbox"
        self.inbox.mkdir(parents=True)
        home = self.folder / "database"
        self.platter = Platter(home / "data", home / "platter")
        self.platter.data.mkdir(parents=True)
        self.platter.begin()
        self.database = self.platter.data / "claims.sqlite3"
        self.supervisor = self._supervisor()

    async def start(self) -> None:
        """Start the services and return when all of them read; the server runs already."""
        await self.supervisor.start(REPLICAS)
        await working(self.server.url, REPLICAS)

    async def stop(self) -> None:
        """Stop everything in order."""
        await self.supervisor.stop()
        self.server.stop()

    async def kill(self, victim: str, chance: Random) -> None:
        """Kill one process; it is started again."""
        self.done_to[f"{victim} killed"] += 1
        if victim == "redis":
            self.server.kill()
            await self._start_server(chance)
            return
        service = chance.choice([each for each in self.supervisor.services if each.name == victim])
        if service.process is not None and service.process.returncode is None:
            service.process.kill()

    async def cut(self, chance: Random) -> None:
        """Cut the power of the server, or of everything, and switch it on again."""
        assert isinstance(self.server, PoweredServer)
        if self.shim is None:
            self.done_to["power cut of Redis"] += 1
            self.done_to["bytes gone"] += await asyncio.to_thread(self.server.cut, chance)
            await self._start_server(chance)
            return
        self.done_to["power cut of everything"] += 1
        _, gone = await asyncio.gather(self._kill_services(), asyncio.to_thread(self.server.cut, chance))
        self.done_to["bytes gone"] += gone + self.platter.cut(chance)
        await self._start_server(chance)
        self.supervisor = self._supervisor()
        await self.start()

    async def _start_server(self, chance: Random) -> None:
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        await asyncio.to_thread(self.server.start)

    async def _kill_services(self) -> None:
        """So that nobody starts them again."""
        self.supervisor.stopping.set()
        await end(set(self.supervisor._watchers))
        running = [each.process for each in self.supervisor.services if each.process is not None]
        for process in running:
            if process.returncode is None:
                process.kill()
        await asyncio.gather(*(process.wait() for process in running))

    def _supervisor(self) -> Supervisor:
        environment = dict(os.environ) | {
            "CLAIMWIRE_REDIS_URL": self.server.url,
            "CLAIMWIRE_DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "CLAIMWIRE_INBOX": str(self.inbox),
            "CLAIMWIRE_ENGINE": "marked",
            "CLAIMWIRE_LOG_LEVEL": "warning",
        }
        if self.shim is not None:
            environment |= self.platter.environment(self.shim)
        launcher = ("-m", "tests.chaos.sabotaged", self.bug) if self.bug in BUGS else ("-m",)
        return Supervisor(self.folder, environment, launcher=launcher)


async def end(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: before Python 3.12 redis-py swallows a cancellation that comes while it writes."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=1)
