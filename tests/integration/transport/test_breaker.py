"""A bad release stops instead of emptying its stream into the dead letters."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from redis.asyncio import Redis

from shared.errors import Done, PermanentError
from shared.runtime import health
from shared.testing import a_capture, a_keeper, a_service, add, an_article, eventually, messages
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED, MESSAGES_DEAD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shared.contracts.article import ArticleFetched
    from shared.runtime.service import Service

_COUNT = 60
# The first slice has four messages, so that it is known how many die before the breaker opens.
_FOR_EVER: dict[str, Any] = {"breaker_deaths": 4, "breaker_pause_seconds": 3600, "max_records": 8}
_SHORT = _FOR_EVER | {"breaker_pause_seconds": 0.3}


async def good(capture: ArticleFetched) -> Done:
    """A handler that passes the URL on."""
    return Done((an_article(url=capture.url),))


async def refusing(capture: ArticleFetched) -> Done:
    """A release that takes every message for bad input."""
    message = f"no use: {capture.url}"
    raise PermanentError(message)


async def broken(_: ArticleFetched) -> Done:
    """A release with a bug."""
    raise ZeroDivisionError


def is_stopped(service: Service) -> bool:
    """Whether its only stage has been stopped."""
    return service.health.subscriptions[0].breaker.is_open


async def fill(redis: Redis) -> set[str]:
    """A backlog; returns its URLs."""
    urls = {f"https://news.example/{number}" for number in range(_COUNT)}
    for url in sorted(urls):
        await add(redis, ARTICLES_FETCHED, a_capture(url=url))
    return urls


async def urls_in(redis: Redis) -> list[str]:
    """What was cleaned."""
    return [message["url"] for message in await messages(redis, ARTICLES_CLEANED)]


async def done(redis: Redis, count: int) -> bool:
    """Whether so many were cleaned."""
    return len(await urls_in(redis)) >= count


@asynccontextmanager
async def endpoint(service: Service) -> AsyncIterator[Any]:
    """Its health endpoint, as a function from path to status and document."""
    runner, port = await health.serve(service.health, 0)

    async def get(path: str) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, await answer.json(content_type=None)

    yield get
    await runner.cleanup()


@pytest.mark.parametrize("handle", [refusing, broken])
async def test_a_bad_release_stops_and_a_good_one_does_the_rest(redis_url: str, redis: Redis, handle: Any) -> None:
    """What died before the stop is a handful; everything else is worked on by the next release."""
    urls = await fill(redis)
    async with a_keeper(redis_url):
        async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle, settings=_FOR_EVER) as bad:
            await eventually(lambda: asyncio.sleep(0, is_stopped(bad)))
            # Long enough for the other half of the stage to use up the deliveries of what was left, if it went on.
            await asyncio.sleep(4)
        died = [letter["reason"] for letter in await messages(redis, MESSAGES_DEAD)]
        assert len(died) == (4 if handle is refusing else 0)

        async with a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=good, settings=_FOR_EVER):
            await eventually(lambda: done(redis, len(urls) - len(died)))

    assert sorted(await urls_in(redis)) == sorted(urls - {reason.removeprefix("no use: ") for reason in died})


async def test_standing_still_uses_up_no_delivery(redis_url: str, redis: Redis) -> None:
    """Restarting a stopped release again and again buries nothing that was not tried."""
    await fill(redis)
    async with (
        a_keeper(redis_url),
        a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=broken, settings=_FOR_EVER) as service,
    ):
        consumer = service.health.subscriptions[0].consumers()["reclaimed"]
        await eventually(lambda: has_in_hand(redis, consumer))
        # The answer of Redis is on its way; what stands still has it.
        await asyncio.sleep(0.3)

    pending: Any = await redis.xpending_range(ARTICLES_FETCHED.name, "cleaner", "-", "+", 100)
    assert sorted(entry["times_delivered"] for entry in pending) == [0] * 4 + [1] * 4


async def has_in_hand(redis: Redis, consumer: str) -> bool:
    """Whether a consumer holds an entry."""
    return bool(await redis.xpending_range(ARTICLES_FETCHED.name, "cleaner", "-", "+", 1, consumer))


async def test_a_stopped_service_is_alive_but_not_ready(
    redis_url: str, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restart would not help, so only `/livez` stays good; the others name the stage and the reason."""
    monkeypatch.setattr(health, "_SILENT_SECONDS", 1.5)
    await fill(redis)
    async with (
        a_keeper(redis_url),
        a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=refusing, settings=_FOR_EVER) as service,
        endpoint(service) as get,
    ):
        await eventually(lambda: asyncio.sleep(0, is_stopped(service)))
        # Longer than a consumer may be silent.
        await asyncio.sleep(2.5)

        assert await get("/livez") == (200, {"alive": True, "failures": []})
        status, said = await get("/readyz")
        assert (status, said["ready"]) == (503, False)
        assert said["reasons"][0].startswith("cleaner stopped on articles.fetched: ")
        status, report = await get("/health")
        assert (status, report["status"], report["failures"]) == (503, "fail", [])
        assert report["stopped"][0].startswith("cleaner stopped on articles.fetched: ")


async def test_it_goes_on_by_itself_once_messages_live_again(redis_url: str, redis: Redis) -> None:
    """When the cause has passed, trials succeed, and every message that had not died is worked on once."""
    urls, is_bad = await fill(redis), True

    async def handle(capture: ArticleFetched) -> Done:
        return await (refusing if is_bad else good)(capture)

    async with (
        a_keeper(redis_url),
        a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=handle, settings=_SHORT) as service,
        endpoint(service) as get,
    ):
        await eventually(lambda: asyncio.sleep(0, is_stopped(service)))
        is_bad = False
        died = len(await messages(redis, MESSAGES_DEAD))
        await eventually(lambda: done(redis, _COUNT - died))

        assert not is_stopped(service)
        assert (await get("/readyz"))[0] == 200

    dead = {letter["reason"].removeprefix("no use: ") for letter in await messages(redis, MESSAGES_DEAD)}
    assert len(dead) <= 4 + 8
    assert sorted(await urls_in(redis)) == sorted(urls - dead)


async def test_a_trial_costs_one_message_not_a_batch(redis_url: str, redis: Redis) -> None:
    """While the release stays bad, each pause is followed by one try of each half of the stage."""
    await fill(redis)
    async with (
        a_keeper(redis_url),
        a_service(redis_url, "cleaner", ARTICLES_FETCHED, handle=refusing, settings=_SHORT) as service,
    ):
        await eventually(lambda: asyncio.sleep(0, is_stopped(service)))
        breaker, counts = service.health.subscriptions[0].breaker, []
        for _ in range(3):
            began = breaker._resumes_at
            await eventually(lambda began=began: asyncio.sleep(0, breaker._resumes_at > began))  # type: ignore[misc]
            counts.append(len(await messages(redis, MESSAGES_DEAD)))

    assert counts[2] - counts[0] <= 4
