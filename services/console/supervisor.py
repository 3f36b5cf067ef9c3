"""Runs the services as processes: restarts them with back-off, stops them all."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import signal
import sys
import time
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger()

_FIRST_WAIT_SECONDS = 0.2
_LONGEST_WAIT_SECONDS = 5.0
# A process that ran this long was not failing at its start.
_SETTLED_SECONDS = 10.0
_STOP_SECONDS = 7.0
# Of Linux's <sys/prctl.h>; loaded here, since a new process must do as little as possible before its program begins.
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Supervised:
    """One service as a process."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log_file: Path
    ends_with_us: bool = False
    process: Process | None = None
    restarts: int = 0

    async def start(self) -> None:
        """Start the process, in a session of its own so that Ctrl-C reaches only the supervisor."""
        with self.log_file.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=end_with_parent if self.ends_with_us else None,
            )


@dataclass
class Supervisor:
    """All services of an embedded instance.

    Attributes:
        launcher: the interpreter's arguments before the module of a service.
        ends_with_us: whether the services are to end when this process is killed; the main thread must run it then.
    """

    folder: Path
    environment: dict[str, str]
    launcher: tuple[str, ...] = ("-m",)
    ends_with_us: bool = False
    services: list[Supervised] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _watchers: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self, names: tuple[str, ...]) -> None:
        """Start the named services and keep them running."""
        logs = self.folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        for name in names:
            command = [sys.executable, *self.launcher, f"services.{name}.app"]
            service = Supervised(name, command, self.environment, logs / f"{name}.log", self.ends_with_us)
            await service.start()
            self.services.append(service)
            self._watchers.append(asyncio.create_task(self._watch(service)))

    async def stop(self) -> None:
        """Ask all services to end, then kill those that do not."""
        self.stopping.set()
        for watcher in self._watchers:
            watcher.cancel()
        running = [s.process for s in self.services if s.process is not None and s.process.returncode is None]
        for process in running:
            _send(process, signal.SIGTERM)
        if not running:
            return
        waits = [asyncio.create_task(process.wait()) for process in running]
        _, late = await asyncio.wait(waits, timeout=_STOP_SECONDS)
        if late:
            for process in running:
                _send(process, signal.SIGKILL)
            await asyncio.wait(late)

    async def _watch(self, service: Supervised) -> None:
        wait = _FIRST_WAIT_SECONDS
        while not self.stopping.is_set():
            assert service.process is not None  # noqa: S101 - started before it is watched
            began = time.monotonic()
            code = await service.process.wait()
            wait = _FIRST_WAIT_SECONDS if time.monotonic() - began > _SETTLED_SECONDS else wait * 2
            log.warning("service.restarted", name=service.name, exit_code=code, log=str(service.log_file))
            await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
            service.restarts += 1
            try:
                await service.start()
            except OSError as error:
                # No memory, no process or no log file now: the next try comes, or the service would stay away for good.
                log.warning("service.not_started", name=service.name, reason=str(error))


def end_with_parent() -> None:
    """In a new process, on Linux: be told to end when the thread that started it is gone."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _send(process: Process, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)
