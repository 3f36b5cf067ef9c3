"""Work in processes of its own: what dies or stalls takes no neighbour along."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from redis.exceptions import ResponseError

from shared.errors import TransientError
from shared.runtime.workers import WorkerDiedError, Workers
from shared.testing import a_keeper, eventually
from shared.transport.streams import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis.asyncio import Redis

    from shared.transport.streams import Stream


def never_warm(processes: int, *, timeout_seconds: float, warm: Callable[[], object]) -> Workers:
    """Workers that load for ever."""
    return Workers(processes, timeout_seconds=timeout_seconds, warm=partial(time.sleep, 600))


async def have_groups(redis: Redis, stream: Stream) -> bool:
    """Whether the keeper has made the groups of a stream."""
    try:
        return len(await redis.xinfo_groups(stream.name)) == len(stream.groups)
    except ResponseError:
        return False


async def test_work_that_waits_for_a_stalled_one_is_done() -> None:
    """The time of a piece of work begins when it has a process, so that the one behind a hostile page is not blamed."""
    workers = Workers(1, timeout_seconds=4, warm=int)

    stalled, done = await asyncio.gather(workers.run(time.sleep, 600), workers.run(abs, -1), return_exceptions=True)
    await workers.close()

    assert isinstance(stalled, WorkerDiedError)
    assert str(stalled) == "no result after 4 s"
    assert done == 1


async def test_time_to_load_the_tables_is_not_the_first_message_s() -> None:
    """On a busy machine a worker takes long to start; the message behind it is sound."""
    workers = Workers(1, timeout_seconds=4, warm=partial(time.sleep, 6))

    assert await workers.run(abs, -1) == 1
    await workers.close()


@pytest.mark.parametrize("name", ["cleaner", "extractor"])
async def test_nothing_is_read_before_the_workers_are_warm(
    redis_url: str, redis: Redis, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Who is killed while it loads its tables has no message in hand whose deliveries would be used up."""
    app = importlib.import_module(f"services.{name}.app")
    settings = importlib.import_module(f"services.{name}.settings").Settings(redis_url=redis_url)
    monkeypatch.setattr(app, "Workers", never_warm)
    async with a_keeper(redis_url):
        service = app.make(settings)
        stream = service.health.subscriptions[0].stage.source
        starting = asyncio.create_task(service.start())
        await eventually(lambda: have_groups(redis, stream))
        await redis.xadd(stream.name, {FIELD: b"{}"})
        await asyncio.sleep(2)

        assert (await redis.xpending(stream.name, name))["pending"] == 0
        assert not starting.done()
        assert service.health.unready() == ["not started yet"]
        await service.stop()
        await starting


@pytest.mark.parametrize("warm", [partial(time.sleep, 600), partial(os._exit, 1)])
async def test_a_worker_that_does_not_start_is_nobody_s_fault(warm: Callable[[], None]) -> None:
    """The message waits for better times instead of dying of it, and each try has a new worker."""
    workers = Workers(1, timeout_seconds=60, warm=warm, start_seconds=5)

    for _ in range(2):
        with pytest.raises(TransientError, match="no worker process became warm"):
            await workers.run(abs, -1)
    await workers.close()


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


_PROGRAM = """
import asyncio, wave
from shared.runtime.workers import Workers

async def main():
    for slim in (False, True):
        workers = Workers(1, timeout_seconds=60, warm=int, slim=slim)
        print(await workers.run(eval, "'wave' in __import__('sys').modules"))
        await workers.close()

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_slim_worker_does_not_load_the_program(tmp_path: Path) -> None:
    """What the program that starts a worker imports costs memory again in each worker but in a slim one."""
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    run = subprocess.run([sys.executable, program], env=environment, check=True, capture_output=True, text=True)

    assert run.stdout.split() == ["True", "False"]
