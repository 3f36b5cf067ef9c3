"""Work in processes of its own: what dies or stalls takes no neighbour along."""

from __future__ import annotations

import asyncio
import os
import time

from shared.runtime.workers import WorkerDiedError, Workers


async def test_work_that_waits_for_a_stalled_one_is_done() -> None:
    """The time of a piece of work begins when it has a process, so that the one behind a hostile page is not blamed."""
    workers = Workers(1, timeout_seconds=4, warm=int)

    stalled, done = await asyncio.gather(workers.run(time.sleep, 600), workers.run(abs, -1), return_exceptions=True)
    await workers.close()

    assert isinstance(stalled, WorkerDiedError)
    assert str(stalled) == "no result after 4 s"
    assert done == 1


async def test_work_beside_a_killed_one_is_done() -> None:
    """A worker that dies, as of memory, ends only what it had in hand."""
    workers = Workers(2, timeout_seconds=60, warm=int)
    await asyncio.gather(workers.run(time.sleep, 0.5), workers.run(time.sleep, 0.5))

    killed, done, later = await asyncio.gather(
        workers.run(os._exit, 1),
        workers.run(time.sleep, 2),
        workers.run(abs, -1),
        return_exceptions=True,
    )
    await workers.close()

    assert isinstance(killed, WorkerDiedError)
    assert str(killed) == "the worker process was killed"
    assert (done, later) == (None, 1)
