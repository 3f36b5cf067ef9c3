"""The hop on a real server: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from redis.asyncio import Redis

from shared.contracts.dead import original
from shared.errors import Done, PermanentError
from shared.testing import a_capture, a_keeper, a_service, add, eventually, messages
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED, MESSAGES_DEAD
from tests.integration.transport.cleaner import cleaned, finished

if TYPE_CHECKING:
    from shared.contracts.article import ArticleFetched


async def test_what_was_published_before_the_first_start_is_delivered(redis_url: str) -> None:
    """Groups begin at 0, so a message that is older than its group is worked on."""
    redis = Redis.from_url(redis_url)
    await add(redis, ARTICLES_FETCHED, a_capture())

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await eventually(lambda: finished(redis))

    assert [m["url"] for m in await messages(redis, ARTICLES_CLEANED)] == ["https://news.example/a"]
    await redis.aclose()


async def test_a_bad_entry_leaves_its_neighbours_unharmed(redis_url: str) -> None:
    """Of a slice with an entry that is not JSON, only that entry becomes a dead letter."""
    redis = Redis.from_url(redis_url)
    await add(redis, ARTICLES_FETCHED, a_capture(url="https://news.example/1"))
    await add(redis, ARTICLES_FETCHED, b"\xff not json")
    await add(redis, ARTICLES_FETCHED, a_capture(url="https://news.example/2"))

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await eventually(lambda: finished(redis))

    assert [m["url"][-1] for m in await messages(redis, ARTICLES_CLEANED)] == ["1", "2"]
    [letter] = await messages(redis, MESSAGES_DEAD)
    assert letter["reason"].startswith("not a valid ArticleFetched")
    assert original(letter["body"], letter["encoding"]) == b"\xff not json"
    await redis.aclose()


async def test_an_entry_without_a_body_keeps_what_it_has(redis_url: str) -> None:
    """An entry of a client that does not know the field for the body dies with its other fields, and their names."""
    redis = Redis.from_url(redis_url)
    await redis.xadd(ARTICLES_FETCHED.name, {"url": "http://a", b"\xff": "b"})

    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=cleaned):
        await eventually(lambda: finished(redis))

    [letter] = await messages(redis, MESSAGES_DEAD)
    assert letter["reason"] == "not a valid ArticleFetched: no field __data__, only: url, \\xff"
    assert json.loads(letter["body"]) == {"url": "http://a", "\\xff": "b"}
    await redis.aclose()


async def test_a_poison_message_is_dead_lettered_after_three_deliveries(redis_url: str) -> None:
    """A message that breaks the handler is tried three times, then kept with the reason; others go through."""
    redis = Redis.from_url(redis_url)
    tries: list[str] = []

    async def handle(capture: ArticleFetched) -> Done:
        tries.append(capture.url[-1])
        if capture.url.endswith("2"):
            message = "boom"
            raise ZeroDivisionError(message)
        return await cleaned(capture)

    for number in "123":
        await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{number}"))
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle):
        await eventually(lambda: finished(redis))

    assert sorted(m["url"][-1] for m in await messages(redis, ARTICLES_CLEANED)) == ["1", "3"]
    [letter] = await messages(redis, MESSAGES_DEAD)
    assert "ZeroDivisionError: boom" in letter["reason"]
    assert tries.count("2") == 3
    assert tries.count("1") == tries.count("3") == 1
    await redis.aclose()


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_an_output_that_cannot_be_written_leaves_its_neighbours_unharmed(
    redis_url: str, concurrency: int
) -> None:
    """It is a bug of the handler like another: alone, tried three times, and kept with what was wrong."""
    redis = Redis.from_url(redis_url)
    tries: list[str] = []

    async def handle(capture: ArticleFetched) -> Done:
        tries.append(capture.url[-1])
        done = await cleaned(capture)
        is_bad = capture.url.endswith("2")
        return Done((done.outputs[0].model_copy(update={"url": "\ud800"}),)) if is_bad else done

    for number in "123":
        await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{number}"))
    async with (
        a_keeper(redis_url),
        a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle, concurrency=concurrency),
    ):
        await eventually(lambda: finished(redis))

    [letter] = await messages(redis, MESSAGES_DEAD)
    assert "surrogates not allowed" in letter["reason"]
    # On a busy machine a neighbour may be taken over while it is in work, and is handed over once all the same.
    assert tries.count("2") == 3
    assert sorted(each["url"][-1] for each in await messages(redis, ARTICLES_CLEANED)) == ["1", "3"]
    await redis.aclose()


async def test_the_inputs_fault_is_dead_lettered_at_once(redis_url: str) -> None:
    """A permanent error needs no second delivery."""
    redis = Redis.from_url(redis_url)

    async def handle(capture: ArticleFetched) -> Done:
        message = f"no use: {capture.url}"
        raise PermanentError(message)

    await add(redis, ARTICLES_FETCHED, a_capture())
    async with a_keeper(redis_url), a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle):
        await eventually(lambda: finished(redis))

    [letter] = await messages(redis, MESSAGES_DEAD)
    assert (letter["reason"], letter["deliveries"]) == ("no use: https://news.example/a", 1)
    await redis.aclose()


async def test_a_slow_slice_is_not_stolen(redis_url: str) -> None:
    """While a slice is in work its idle time is reset, so that nobody else begins it, however slow it is."""
    redis = Redis.from_url(redis_url)
    runs: list[str] = []

    async def slow(capture: ArticleFetched) -> Done:
        runs.append(capture.url)
        await asyncio.sleep(0.3)
        return await cleaned(capture)

    for number in range(8):
        await add(redis, ARTICLES_FETCHED, a_capture(url=f"https://news.example/{number}"))
    async with (
        a_keeper(redis_url),
        a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow),
        a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=slow),
    ):
        await eventually(lambda: finished(redis))

    assert len(runs) == len(set(runs)) == 8
    await redis.aclose()
