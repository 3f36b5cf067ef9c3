"""Processes for work on the CPU, so that the event loop never blocks and a killed worker is replaced."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger()

T = TypeVar("T")

_ORPHAN_LOOKS_EVERY_SECONDS = 1.0


class WorkerDiedError(Exception):
    """The process that worked on the message was killed, or took too long and was killed by us."""


class Workers:
    """A pool of worker processes.

    Args:
        processes: how many.
        timeout_seconds: after which a piece of work is given up and the workers are replaced.
        warm: called once in each new worker, so that tables are loaded before the first message.

    """

    def __init__(self, processes: int, *, timeout_seconds: float, warm: Callable[[], object]) -> None:
        self._processes = processes
        self._timeout_seconds = timeout_seconds
        self._warm = warm
        self._pool = self._new_pool()

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Run a module-level function in a worker.

        Raises:
            WorkerDiedError: the worker was killed or did not finish in time.

        """
        pool = self._pool
        future = asyncio.get_running_loop().run_in_executor(pool, work, *arguments)
        try:
            return await asyncio.wait_for(future, self._timeout_seconds)
        except BrokenProcessPool as error:
            self._replace(pool)
            message = "the worker process was killed"
            raise WorkerDiedError(message) from error
        except TimeoutError as error:
            self._replace(pool)
            message = f"no result after {self._timeout_seconds:.0f} s"
            raise WorkerDiedError(message) from error

    async def close(self) -> None:
        """Kill the workers; what they had in hand is delivered again."""
        _kill(self._pool)

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._warm,)
        )

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._pool is broken:
            log.error("workers.replaced")
            self._pool = self._new_pool()
            _kill(broken)


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - no public way before Python 3.14
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _begin(warm: Callable[[], object]) -> None:
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    warm()


def _end_with_parent(parent: int) -> None:
    """A worker whose service was killed would wait for work for ever."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_LOOKS_EVERY_SECONDS)
    os._exit(1)
