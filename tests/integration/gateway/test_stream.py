"""Server-sent events: in order, resumable, without a gap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import update

from shared.database.session import writing
from shared.database.tables import topics
from shared.testing import eventually

if TYPE_CHECKING:
    import aiohttp
    from sqlalchemy.ext.asyncio import AsyncEngine

    from tests.integration.gateway.conftest import Publisher

PATH = "/v1/claims/stream"


async def events(gateway: aiohttp.ClientSession, count: int, path: str = PATH, **headers: str) -> list[dict[str, str]]:
    """The first events of a stream, each as its fields."""
    found: list[dict[str, str]] = []
    async with asyncio.timeout(60), gateway.get(path, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.content_type == "text/event-stream"
        fields: dict[str, str] = {}
        while len(found) < count:
            line = (await answer.content.readline()).decode().rstrip("\n")
            if line.startswith(":"):
                continue
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                found.append(fields)
                fields = {}
            else:
                fields = {}
    return found


def said(event: dict[str, str]) -> Any:
    """The content of the claim in an event."""
    return orjson.loads(event["data"])["data"]["claim"]["content"]["text"]


async def test_event_is_a_cloud_event_under_its_sequence(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """`id` is the sequence, `event` the type, `data` the whole document on one line."""
    await publisher.publish("line one\nline two")

    event = (await events(gateway, 1, f"{PATH}?after=0"))[0]

    document = orjson.loads(event["data"])
    assert event["id"] == "1"
    assert event["event"] == document["type"] == "io.claimwire.claim.published.v1"
    assert said(event) == "line one\nline two"


async def test_resuming_with_last_event_id_leaves_no_gap(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """A subscriber that comes and goes while claims are published sees each exactly once, in order."""
    total, seen = 60, [0]

    async def publish() -> None:
        for turn in range(total // 3):
            await publisher.publish(*(f"{turn}-{n}" for n in range(3)))

    publishing = asyncio.create_task(publish())
    while len(seen) <= total:
        wanted = min(7, total + 1 - len(seen))
        found = await events(gateway, wanted, **{"Last-Event-ID": str(seen[-1])})
        seen += [int(event["id"]) for event in found]
    await publishing

    assert seen == list(range(total + 1))


async def test_stream_without_cursor_begins_now(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """Only what comes after the subscription is sent, and soon."""
    await publisher.publish("old")
    reading = asyncio.create_task(events(gateway, 1))
    await eventually(lambda: _streams(gateway, 1))

    await publisher.publish("new")

    assert [said(event) for event in await reading] == ["new"]


async def _streams(gateway: aiohttp.ClientSession, count: int) -> bool:
    async with gateway.get("/health") as answer:
        report = await answer.json(content_type="application/health+json")
    return bool(report["checks"]["service:gateway"][0]["streams"] == count)


async def test_filtered_stream_holds_only_what_is_wanted(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """The filters of the list hold for the stream, before and after it has caught up."""
    await publisher.publish("a", certainty="likely")
    await publisher.publish("b")
    reading = asyncio.create_task(events(gateway, 2, f"{PATH}?after=0&certainty=likely"))
    await eventually(lambda: _streams(gateway, 1))

    await publisher.publish("c")
    await publisher.publish("d", certainty="likely")

    assert [said(event) for event in await reading] == ["a", "d"]


async def test_stream_goes_on_while_redis_is_gone(
    gateway: aiohttp.ClientSession, publisher: Publisher, valkey: Any
) -> None:
    """Without Redis to wake it, the tail looks into the database by itself."""
    await publisher.publish("one")
    reading = asyncio.create_task(events(gateway, 2, f"{PATH}?after=0"))
    await eventually(lambda: _streams(gateway, 1))

    valkey.kill()
    await publisher.store("two")
    await publisher.number()

    assert [said(event) for event in await reading] == ["one", "two"]


async def test_cursor_of_another_database_is_reset(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """A cursor above everything that exists is answered with `reset` and the place to go on from."""
    await publisher.publish("one")

    event = (await events(gateway, 1, f"{PATH}?after=900"))[0]

    assert (event["event"], event["id"]) == ("reset", "1")


async def test_cursor_that_a_restore_took_back_is_reset_however_late(
    gateway: aiohttp.ClientSession, publisher: Publisher, engine: AsyncEngine
) -> None:
    """Whoever saw events that the restored database does not know is told so, also when there are newer ones."""
    await publisher.publish("one", "two")
    async with writing(engine) as connection:
        await connection.execute(update(topics).values(last_sequence=1_000_000))
    await publisher.publish("after the restore")

    told = (await events(gateway, 1, f"{PATH}?after=7"))[0]
    untouched = await events(gateway, 2, f"{PATH}?after=1")

    assert (told["event"], told["id"]) == ("reset", "1000001")
    assert [event["id"] for event in untouched] == ["2", "1000001"]


async def test_silence_is_broken_by_heartbeats(gateway: aiohttp.ClientSession) -> None:
    """A comment comes when nothing else does."""
    async with asyncio.timeout(30), gateway.get(PATH) as answer:
        async for line in answer.content:
            if line.startswith(b": still here"):
                return
    raise AssertionError


async def test_subscriber_that_leaves_is_forgotten(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """The number of open streams goes back."""
    await publisher.publish("one")
    await events(gateway, 1, f"{PATH}?after=0")

    await eventually(lambda: _streams(gateway, 0))


async def test_slow_subscriber_misses_nothing_that_left_memory(
    gateway: aiohttp.ClientSession, publisher: Publisher
) -> None:
    """More events than the tail keeps: a late subscriber reads them from the database, in order."""
    await publisher.publish(*(f"n{n:04d}" for n in range(1200)))

    found = await events(gateway, 1200, f"{PATH}?after=0")

    assert [int(event["id"]) for event in found] == list(range(1, 1201))
