"""Processes for work on the CPU, so that the event loop never blocks and a killed worker is replaced."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from multiprocessing import get_context
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

import structlog

from shared.errors import TransientError
from shared.runtime.loading import keep_loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = structlog.get_logger()

T = TypeVar("T")

_ORPHAN_LOOKS_EVERY_SECONDS = 1.0
# On a machine with far too much to do, loading the libraries takes this long; liveness waits for twice as much.
_START_SECONDS = 60.0


class WorkerDiedError(Exception):
    """The process that worked on this was killed, or took too long and was killed by us."""


class Workers:
    """Worker processes, each alone in its pool: what kills or stalls one takes no neighbour along.

    Args:
        processes: how many; more pieces of work wait, and their time begins when they have a process that is warm.
        timeout_seconds: after which a piece of work is given up and its worker is replaced.
        start_seconds: after which a worker that does not become warm is replaced; the work is not blamed.
        warm: called once in each new worker, so that tables are loaded before the first message.
        slim: whether a worker loads only what its work needs, and not the program that started this process: half the
            memory, where neither the work nor `warm` stands in that program's own file.

    """

    def __init__(
        self,
        processes: int,
        *,
        timeout_seconds: float,
        warm: Callable[[], object],
        start_seconds: float = _START_SECONDS,
        slim: bool = False,
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._start_seconds = start_seconds
        self._warm = warm
        self._slim = slim
        self._warm_pools: set[ProcessPoolExecutor] = set()
        self._pools = {self._new_pool() for _ in range(processes)}
        self._idle: asyncio.LifoQueue[ProcessPoolExecutor] = asyncio.LifoQueue()
        for pool in self._pools:
            self._idle.put_nowait(pool)

    async def start(self) -> None:
        """Make every worker warm, so that no message waits, or dies, while it loads its tables.

        Raises:
            TransientError: one could not be started.

        """
        await asyncio.gather(*(self.run(int) for _ in self._pools))

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Run a module-level function in a worker.

        Raises:
            WorkerDiedError: the worker was killed or did not finish in time.
            TransientError: no worker could be started.

        """
        pool = await self._idle.get()
        try:
            await self._warmed(pool)
            return await asyncio.wait_for(self._begun(pool, work, *arguments), self._timeout_seconds)
        except BrokenProcessPool as error:
            pool = self._replaced(pool)
            message = "the worker process was killed"
            raise WorkerDiedError(message) from error
        except TimeoutError as error:
            pool = self._replaced(pool)
            message = f"no result after {self._timeout_seconds:.0f} s"
            raise WorkerDiedError(message) from error
        except (asyncio.CancelledError, TransientError):
            # It still works on what nobody waits for, or never came to work.
            pool = self._replaced(pool)
            raise
        finally:
            self._idle.put_nowait(pool)

    async def close(self) -> None:
        """Kill the workers; what they had in hand is delivered again."""
        for pool in self._pools:
            _kill(pool)

    async def _warmed(self, pool: ProcessPoolExecutor) -> None:
        """Wait until a new worker has loaded its tables: that time is not the first message's."""
        if pool in self._warm_pools:
            return
        try:
            await asyncio.wait_for(self._begun(pool, int), self._start_seconds)
        except (TimeoutError, BrokenProcessPool) as error:
            message = f"no worker process became warm within {self._start_seconds:.0f} s ({type(error).__name__})"
            raise TransientError(message) from error
        self._warm_pools.add(pool)

    def _begun(self, pool: ProcessPoolExecutor, work: Callable[..., T], *arguments: object) -> asyncio.Future[T]:
        # A pool starts its process with its first work.
        with _without_program() if self._slim else nullcontext():
            return asyncio.get_running_loop().run_in_executor(pool, work, *arguments)

    def _new_pool(self) -> ProcessPoolExecutor:
        """A pool without a process, which begins with its first work."""
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._warm,))

    def _replaced(self, broken: ProcessPoolExecutor) -> ProcessPoolExecutor:
        log.error("worker.replaced")
        _kill(broken)
        new = self._new_pool()
        self._pools = (self._pools - {broken}) | {new}
        self._warm_pools.discard(broken)
        return new


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - no public way before Python 3.14
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _without_program() -> Iterator[None]:
    """Hide the program from what starts a process: it would be loaded there too, with all that it imports."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _begin(warm: Callable[[], object]) -> None:
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    warm()
    keep_loaded()


def _end_with_parent(parent: int) -> None:
    """A worker whose service was killed would wait for work for ever."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_LOOKS_EVERY_SECONDS)
    os._exit(1)
