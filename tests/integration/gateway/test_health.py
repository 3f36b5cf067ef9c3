"""`/health` tells an operator what is wrong, from what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from shared.runtime.clock import now
from shared.testing import a_keeper, eventually
from shared.transport.streams import STREAMS

if TYPE_CHECKING:
    import aiohttp
    from redis.asyncio import Redis

    from tests.integration.gateway.conftest import Publisher


async def health(gateway: aiohttp.ClientSession) -> dict[str, Any]:
    """The document."""
    async with gateway.get("/health") as answer:
        report: dict[str, Any] = await answer.json(content_type="application/health+json")
        assert (answer.status == 503) == (report["status"] == "fail")
        return report


async def test_health_names_what_is_missing(gateway: aiohttp.ClientSession) -> None:
    """Without services and streams the gateway is ready, and `/health` says who has not reported."""
    async with gateway.get("/readyz") as answer:
        assert answer.status == 200

    report = await health(gateway)

    assert report["status"] == "warn"
    assert report["checks"]["service:extractor"] == [{"status": "warn", "output": "no instance has reported"}]


async def test_health_tells_versions_disk_and_how_far_it_is(
    gateway: aiohttp.ClientSession, publisher: Publisher
) -> None:
    """Figures come from the database, Redis and the disk themselves."""
    await publisher.publish("one", "two")

    report = await health(gateway)

    assert set(report["versions"]) == {"claimwire", "python", "database", "redis"}
    assert all(report["versions"].values())
    assert report["checks"]["database"][0]["last_sequence"] == 2
    assert report["checks"]["database"][0]["size_bytes"] > 0
    assert report["checks"]["disk"][0].get("free_bytes", 1) > 0
    assert report["checks"]["service:gateway"][0]["memory_bytes"] > 0


async def test_health_follows_the_streams(gateway: aiohttp.ClientSession, redis: Redis, redis_url: str) -> None:
    """Groups that the keeper has made are well; what waits is counted; a group that is gone is a failure."""
    name = STREAMS[0].name
    async with a_keeper(redis_url):

        async def all_there() -> bool:
            report = await health(gateway)
            return all(report["checks"][f"stream:{stream.name}"][0]["status"] == "pass" for stream in STREAMS)

        await eventually(all_there)
    await redis.xadd(name, {"x": "y"}, id="1000-0")
    waiting = (await health(gateway))["checks"][f"stream:{name}"][0]
    await redis.xgroup_destroy(name, STREAMS[0].groups[0])
    broken = await health(gateway)

    assert (waiting["status"], waiting["length"]) == ("warn", 1)
    assert waiting["oldest_age_seconds"] > 1000
    assert broken["status"] == "fail"
    assert "missing groups" in broken["checks"][f"stream:{name}"][0]["output"]


async def test_health_lists_the_feeds(gateway: aiohttp.ClientSession, redis: Redis) -> None:
    """From what the fetcher saves with each poll."""
    state = {"next_poll": now().isoformat(), "failures": 4, "problem": "404 Not Found", "last_new": None}
    await redis.set("claimwire:feed:https://news.example/feed", orjson.dumps(state))

    (feed,) = (await health(gateway))["checks"]["feeds"]

    assert feed["componentId"] == "https://news.example/feed"
    assert (feed["status"], feed["failures"], feed["output"]) == ("warn", 4, "404 Not Found")


@pytest.mark.parametrize("key", ["claimwire:health:x:1", "claimwire:feed:x"])
async def test_garbage_in_redis_is_a_failed_check_not_an_error(
    gateway: aiohttp.ClientSession, redis: Redis, key: str
) -> None:
    """Something that somebody else has written cannot take `/health` away."""
    await redis.set(key, b"{")

    assert (await health(gateway))["checks"]["redis"][0]["status"] == "fail"


async def test_health_without_redis_says_so(gateway: aiohttp.ClientSession, valkey: Any) -> None:
    """The gateway itself stays alive and ready."""
    valkey.kill()

    report = await health(gateway)

    assert report["checks"]["redis"][0]["status"] == "fail"
    assert report["checks"]["database"][0]["status"] == "pass"
    for path in ("/livez", "/readyz"):
        async with gateway.get(path) as answer:
            assert answer.status == 200


async def test_lag_of_a_subscriber_is_told(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """A subscriber that was handed everything has no lag."""
    await publisher.publish("one", "two")

    async with gateway.get("/v1/claims/stream?after=0"):

        async def has_none() -> bool:
            check = (await health(gateway))["checks"]["service:gateway"][0]
            return bool(check["lags"] == [0])

        await eventually(has_none)
