"""SIGTERM ends the gateway within its grace period, whoever is connected."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import aiohttp
import pytest

from services.console.redis_server import free_port
from shared.runtime.settings import environment
from tests.integration.gateway.conftest import until_alive
from tests.integration.gateway.test_stream import PATH
from tests.integration.gateway.test_subscribers import LONG, a_socket_that_never_reads

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.integration.gateway.conftest import Publisher

# Half of it is for the readers: enough for a busy machine.
GRACE_SECONDS = 8
# Far above the grace period, since a busy machine is slow; far below the time after which a client is cut.
MOST_SECONDS = 60


@pytest.fixture
async def process(database_url: str, redis_url: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A gateway as a process of its own, and where it is."""
    port = free_port()
    names = {"CLAIMWIRE_DATABASE_URL": database_url, "CLAIMWIRE_REDIS_URL": redis_url, "CLAIMWIRE_PORT": str(port)}
    names["CLAIMWIRE_GRACE_SECONDS"] = str(GRACE_SECONDS)
    # Nobody is cut for not reading while the test runs: only the end of the grace period is left.
    names["CLAIMWIRE_SEND_TIMEOUT_SECONDS"] = "90"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.gateway.app", env=environment() | names
    )
    yield process, f"http://127.0.0.1:{port}"
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_sigterm_with_open_and_stuck_streams_ends_in_time(
    process: tuple[asyncio.subprocess.Process, str], publisher: Publisher
) -> None:
    """Readers are told that their stream has ended; those that do not read are left behind."""
    await publisher.publish(*(f"{n}-{LONG}" for n in range(60)))
    server, url = process
    async with aiohttp.ClientSession(url, timeout=aiohttp.ClientTimeout(60)) as client:
        with ExitStack() as sockets:
            await until_alive(client)
            for _ in range(5):
                sockets.enter_context(closing(a_socket_that_never_reads(client)))
            readers = [await client.get(PATH) for _ in range(15)]

            server.send_signal(signal.SIGTERM)
            ends = asyncio.gather(*(reader.read() for reader in readers))
            code = await asyncio.wait_for(server.wait(), MOST_SECONDS)
            read = await ends

    assert code == 0
    assert all(body.startswith(b": claims\n") for body in read)


async def test_port_that_is_taken_ends_the_process_with_a_reason(
    process: tuple[asyncio.subprocess.Process, str], database_url: str, redis_url: str
) -> None:
    """Two gateways never share a port by accident: the second one says so and ends."""
    _, url = process
    async with aiohttp.ClientSession(url) as client:
        await until_alive(client)
    names = {"CLAIMWIRE_DATABASE_URL": database_url, "CLAIMWIRE_REDIS_URL": redis_url}
    second = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.gateway.app",
        env=environment() | names | {"CLAIMWIRE_PORT": url.rsplit(":", 1)[1]},
        stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip

    out, err = await asyncio.wait_for(second.communicate(), 60)

    assert second.returncode == 70
    assert b"in use" in out + err
