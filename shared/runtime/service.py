"""A service: its consumers, its background tasks, its health; started and stopped in order.

start     health endpoint ─▶ wait for the keeper's groups ─▶ warm workers ─▶ consumers and tasks
shutdown  not ready ─▶ stop reading ─▶ finish the slice in hand ─▶ close
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from redis.exceptions import RedisError

from shared.runtime import health
from shared.runtime.logging import configure_logging
from shared.transport.broker import Patience, PatientBroker, patient_client
from shared.transport.groups import wait_for_groups
from shared.transport.pressure import Pressure
from shared.transport.stage import Stage
from shared.transport.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from shared.runtime.settings import ServiceSettings
    from shared.transport.streams import Stream

log = structlog.get_logger()

_REPORT_EVERY_SECONDS = 2.0
_REPORT_TTL_MS = 10_000
_REPORT_PATIENCE_SECONDS = 2.0
# A dead consumer is first shown on /livez; a process that nobody restarts by then ends itself.
_DEAD_FOR_SECONDS = 30.0
_EXIT_DEAD = 70


class Service:
    """One process of claimwire.

    Attributes:
        patience: shared by everything that waits; its `stopping` ends all waits.
        redis: a client that waits rather than fails.

    """

    def __init__(self, settings: ServiceSettings, *, waits_for_keeper: bool = True) -> None:
        self.settings = settings
        self.patience = Patience(waits_for_keeper=waits_for_keeper)
        self.redis = patient_client(settings.redis_url, self.patience)
        self.broker = PatientBroker(settings.redis_url, self.patience, grace_seconds=settings.grace_seconds)
        instance = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
        self.health = health.Health(settings.service, instance, self.patience)
        self.health_port = 0
        self._tasks: dict[str, Callable[[], Awaitable[None]]] = {}
        self._starters: list[Callable[[], Awaitable[None]]] = []
        self._closers: list[Callable[[], Awaitable[None]]] = []
        self._exit_code = 0

    def subscribe(self, source: Stream, *, watch_memory: bool = False, **stage: Any) -> Subscription:
        """Read a stream; the keywords are those of :class:`Stage`."""
        settings = self.settings
        subscription = Subscription(
            stage=Stage(source, settings.service, self.patience, max_deliveries=settings.max_deliveries, **stage),
            redis=self.redis,
            settings=settings,
            pressure=Pressure(self.redis, settings, self.patience, watch_memory=watch_memory),
        )
        subscription.register(self.broker)
        self.health.subscriptions.append(subscription)
        return subscription

    def background(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a task beside the consumers; it should end soon after `patience.stopping` is set."""
        self._tasks[name] = run

    def on_start(self, start: Callable[[], Awaitable[None]]) -> None:
        """Wait for this before anything is read."""
        self._starters.append(start)

    def on_close(self, close: Callable[[], Awaitable[None]]) -> None:
        """Call this last, after all consumers and tasks have ended."""
        self._closers.append(close)

    async def run(self) -> int:
        """Run until a signal comes; returns the exit code."""
        self._listen_for_signals()
        runner, self.health_port = await health.serve(self.health, self.settings.health_port)
        reporter = asyncio.create_task(self._report())
        try:
            await self.start()
            log.info("service.started", instance=self.health.instance, health_port=self.health_port)
            await self.patience.stopping.wait()
        finally:
            await self.stop()
            reporter.cancel()
            await runner.cleanup()
            log.info("service.stopped")
        return self._exit_code

    async def start(self) -> None:
        """Wait for the keeper, then start consumers and tasks."""
        for subscription in self.health.subscriptions:
            await wait_for_groups(self.redis, subscription.stage.source, self.patience)
        await self._prepared()
        if self.patience.stopping.is_set():
            return
        if self.health.subscriptions:
            await self.broker.start()
        for name, run in self._tasks.items():
            self.health.tasks[name] = asyncio.ensure_future(run())
            self.health.tasks[name].add_done_callback(self._ended)
        self.health.started_at = time.monotonic()

    async def stop(self) -> None:
        """Stop reading, finish what is in hand within the grace period, close."""
        self.patience.stopping.set()
        await self.broker.stop()
        tasks = list(self.health.tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self.settings.grace_seconds)
            for task in late:
                task.cancel()
        for close in self._closers:
            await close()
        await self.redis.aclose()

    async def _prepared(self) -> None:
        """Return when all that was to be started is, or a signal has come."""
        starting: asyncio.Future[Any] = asyncio.gather(*(start() for start in self._starters))
        stopping: asyncio.Future[Any] = asyncio.ensure_future(self.patience.stopping.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
        starting.cancel()
        stopping.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task.failed", exc_info=error)

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.patience.stopping.set)

    async def _report(self) -> None:
        """Say how we are, where the gateway looks; end the process if its consumers stay dead."""
        key = f"claimwire:health:{self.settings.service}:{self.health.instance}"
        dead_since: float | None = None
        while True:
            await asyncio.sleep(_REPORT_EVERY_SECONDS)
            report = self.health.report() | {"health_port": self.health_port}
            dead_since = (dead_since or time.monotonic()) if report["failures"] else None
            if dead_since is not None and time.monotonic() - dead_since > _DEAD_FOR_SECONDS:
                log.critical("service.dead", failures=report["failures"])
                self._exit_code = _EXIT_DEAD
                self.patience.stopping.set()
            try:
                # The client would wait as long as Redis refuses, and nobody would look at the consumers meanwhile.
                async with asyncio.timeout(_REPORT_PATIENCE_SECONDS):
                    await self.redis.set(key, orjson.dumps(report), px=_REPORT_TTL_MS)
            except TimeoutError:
                log.warning("health.unreported", reason="Redis takes no report")
            except RedisError as error:
                log.warning("health.unreported", reason=str(error))


def run(make: Callable[[], Service], settings: ServiceSettings) -> None:
    """The end of every `main`: configure logging, run the service, exit with its code."""
    configure_logging(settings)

    sys.excepthook = _report_uncaught

    async def go() -> int:
        return await make().run()

    sys.exit(asyncio.run(go()))


def _report_uncaught(_kind: type[BaseException], error: BaseException, _traceback: TracebackType | None) -> None:
    """An error that ends the process is one event of the log, like everything else."""
    log.critical("service.failed", exc_info=error)
