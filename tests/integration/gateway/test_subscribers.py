"""Subscribers that are slow, many, gone or confused: they cost little and harm nobody."""

from __future__ import annotations

import asyncio
import shutil
import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from services.gateway.routes.stream import EventStream
from shared.testing import eventually
from shared.transport.streams import CLAIMS_V1
from tests.integration.gateway.conftest import a_gateway
from tests.integration.gateway.test_stream import PATH, events, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    import aiohttp
    from redis.asyncio import Redis

    from tests.integration.gateway.conftest import Publisher

LONG = "x" * 20_000


def a_socket_that_never_reads(gateway: aiohttp.ClientSession, path: str = f"{PATH}?after=0") -> socket.socket:
    """A client that asks for a stream and leaves it in the kernel's hands."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect((gateway._base_url.host, gateway._base_url.port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
    return client


@pytest.fixture
def stuck(gateway: aiohttp.ClientSession, publisher: Publisher) -> Iterator[list[socket.socket]]:
    """Sockets that are closed after the test."""
    sockets: list[socket.socket] = []
    yield sockets
    for one in sockets:
        one.close()


async def gateway_check(gateway: aiohttp.ClientSession) -> dict[str, Any]:
    """What `/health` says of the gateway itself."""
    async with gateway.get("/health") as answer:
        report = await answer.json(content_type="application/health+json")
    check: dict[str, Any] = report["checks"]["service:gateway"][0]
    return check


async def no_streams(gateway: aiohttp.ClientSession) -> bool:
    """Whether nobody is subscribed."""
    return bool((await gateway_check(gateway))["streams"] == 0)


def connections_of_server(gateway: aiohttp.ClientSession) -> int:
    """How many TCP connections the gateway holds."""
    found = psutil.Process().net_connections(kind="tcp")
    port = gateway._base_url.port
    return sum(one.laddr.port == port and one.status == psutil.CONN_ESTABLISHED for one in found)


async def test_clients_that_read_nothing_are_cut_and_others_are_served(
    gateway: aiohttp.ClientSession, publisher: Publisher, stuck: list[socket.socket]
) -> None:
    """Their connections end, memory stays, and a reader meanwhile gets every event in order."""
    await publisher.publish(*(f"{n}-{LONG}" for n in range(150)))
    before = psutil.Process().memory_info().rss

    stuck += [a_socket_that_never_reads(gateway) for _ in range(30)]
    found = await events(gateway, 150, f"{PATH}?after=0")
    grown = psutil.Process().memory_info().rss - before
    await eventually(lambda: no_streams(gateway))

    assert [int(event["id"]) for event in found] == list(range(1, 151))
    # All of it for all of them would be over 300 MB.
    assert grown < 100 * 1024 * 1024

    async def are_cut() -> bool:
        # The only one left is this client's own.
        return connections_of_server(gateway) <= 2

    await eventually(are_cut)


async def test_many_subscribers_see_the_same(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """Two hundred at once, some from the past, each get every event once; lists are answered meanwhile."""
    await publisher.publish("a", "b")
    reading = [asyncio.create_task(events(gateway, 3, f"{PATH}?after=0")) for _ in range(200)]

    async def all_there() -> bool:
        return bool((await gateway_check(gateway))["streams"] == 200)

    await eventually(all_there)

    await publisher.publish("c")

    assert [[said(event) for event in one] for one in await asyncio.gather(*reading)] == [["a", "b", "c"]] * 200


async def test_one_stream_too_many_is_told_to_come_back(database_url: str, redis_url: str) -> None:
    """Above the limit a subscriber gets a problem document, not silence."""
    async with (
        a_gateway(database_url=database_url, redis_url=redis_url, max_streams=2) as gateway,
        gateway.get(PATH),
        gateway.get(PATH),
        gateway.get(PATH) as answer,
    ):
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert answer.content_type == "application/problem+json"


async def test_cursor_that_was_trimmed_from_redis_resumes_from_the_database(
    gateway: aiohttp.ClientSession, publisher: Publisher, redis: Redis
) -> None:
    """The topic keeps less than the database: nobody who asks the gateway notices."""
    await publisher.publish(*"abcdef")
    await redis.xtrim(CLAIMS_V1, maxlen=1, approximate=False)

    found = await events(gateway, 4, **{"Last-Event-ID": "2"})

    assert [said(event) for event in found] == list("cdef")


@pytest.mark.parametrize("cursor", ["900", str(2**63 - 1)])
async def test_cursor_in_the_future_is_reset_and_then_served(
    gateway: aiohttp.ClientSession, publisher: Publisher, cursor: str
) -> None:
    """`reset` names the newest sequence, and what comes after it is sent."""
    await publisher.publish("one")
    reading = asyncio.create_task(events(gateway, 2, **{"Last-Event-ID": cursor}))

    async def is_there() -> bool:
        return bool((await gateway_check(gateway))["streams"] == 1)

    await eventually(is_there)
    await publisher.publish("two")

    first, second = await reading
    assert (first["event"], first["id"]) == ("reset", "1")
    assert said(second) == "two"


async def test_cursor_zero_begins_at_the_first_event(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """0 is before everything."""
    await publisher.publish("one")

    assert [said(event) for event in await events(gateway, 1, **{"Last-Event-ID": "0"})] == ["one"]


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "99999999999999999999", "1-0", "0x10", "⁵"])
async def test_garbage_as_cursor_is_a_problem(gateway: aiohttp.ClientSession, cursor: str) -> None:
    """A cursor that is no sequence is refused with its name; the gateway does not guess."""
    async with gateway.get(PATH, params={"after": cursor}) as answer:
        assert answer.status == 422
        assert (await answer.json(content_type="application/problem+json"))["errors"][0]["field"] == "query.after"
    if cursor.isascii():
        async with gateway.get(PATH, headers={"Last-Event-ID": cursor}) as answer:
            assert answer.status == 422


async def no_tasks_of_streams() -> bool:
    """Whether nothing runs for a subscriber."""
    names = {getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()}
    return not any(name.startswith(EventStream.__name__) for name in names)


async def test_subscribers_that_leave_in_any_way_leave_no_task(
    gateway: aiohttp.ClientSession, publisher: Publisher
) -> None:
    """Whether it hangs up at once, in the middle or by a reset: nothing runs on for it."""
    await publisher.publish(*(f"{n}-{LONG}" for n in range(20)))

    for _ in range(5):
        with closing(a_socket_that_never_reads(gateway)):
            await asyncio.sleep(0.01)
        await events(gateway, 2, f"{PATH}?after=0")
    await eventually(lambda: no_streams(gateway))
    # What writes to one that is gone ends a moment after it was counted out.
    await eventually(no_tasks_of_streams)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_plain_client_resumes_with_last_event_id(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """`curl -N -H 'Last-Event-ID: 5'` prints what came after 5."""
    await publisher.publish(*"abcdefg")

    process = await asyncio.create_subprocess_exec(
        "curl", "-sN", "-H", "Last-Event-ID: 5", str(gateway._base_url.join(gateway._base_url.with_path(PATH))),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(60):
        ids = []
        while len(ids) < 2:
            line = await process.stdout.readline()
            ids += [line.strip()] if line.startswith(b"id: ") else []
    process.kill()
    await process.wait()

    assert ids == [b"id: 6", b"id: 7"]
