"""Listing claims over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from yarl import URL

from shared.contracts.claim import Claim, Place
from tests.integration.gateway.conftest import a_gateway

if TYPE_CHECKING:
    import aiohttp

    from tests.integration.gateway.conftest import Publisher


async def listed(gateway: aiohttp.ClientSession, path: str = "/v1/claims") -> dict[str, Any]:
    """The body of a successful answer."""
    async with gateway.get(path) as answer:
        assert answer.status == 200, await answer.text()
        body: dict[str, Any] = await answer.json()
        return body


def contents(body: dict[str, Any]) -> list[str]:
    """What the listed claims say."""
    return [item["claim"]["content"]["text"] for item in body["items"]]


async def test_claims_are_listed_newest_first_as_whole_records(
    gateway: aiohttp.ClientSession, publisher: Publisher
) -> None:
    """Each item is a record that the contract accepts, with its sequence."""
    await publisher.publish("one", "two")

    body = await listed(gateway)

    assert contents(body) == ["two", "one"]
    assert body["as_of_sequence"] == 2
    assert Claim.model_validate(body["items"][0]["claim"]).revision == 1


async def test_claim_without_a_sequence_is_not_shown(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """What the relay has not published yet does not exist for readers."""
    await publisher.store("one")

    assert await listed(gateway) == {"as_of_sequence": 0, "items": [], "next": None}


async def test_pages_follow_each_other_without_gap_or_repeat(
    gateway: aiohttp.ClientSession, publisher: Publisher
) -> None:
    """Following `next` gives every claim once; the Link header says the same."""
    await publisher.publish(*"abcdefg")

    found, path = [], "/v1/claims?limit=3"
    while path:
        async with gateway.get(path) as answer:
            body = await answer.json()
            assert (answer.headers.get("Link") == f'<{body["next"]}>; rel="next"') == bool(body["next"])
        found += contents(body)
        path = body["next"]

    assert found == list("gfedcba")


async def test_since_gives_what_came_after_oldest_first(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """A consumer that polls goes on where it was, also over several pages."""
    await publisher.publish(*"abcde")

    first = await listed(gateway, "/v1/claims?since=2&limit=2")

    assert contents(first) == ["c", "d"]
    assert contents(await listed(gateway, first["next"])) == ["e"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=BRIDGE+tendar", ["the bridge in Lyman fell"]),
        ("q=100%25", ["100% held"]),
        ("event=withdrawal", []),
        ("event=destruction", ["100% held", "the bridge in Lyman fell"]),
        ("place=lyman", ["the bridge in Lyman fell"]),
        ("place=UA-14", ["the bridge in Lyman fell"]),
        ("place=lym", []),
        ("source=tend", ["100% held", "the bridge in Lyman fell"]),
        ("source_kind=military", []),
        ("certainty=likely", ["the bridge in Lyman fell"]),
        ("verification=unstated&certainty=asserted", ["100% held"]),
        ("outlet=nobody", []),
    ],
)
async def test_filters(gateway: aiohttp.ClientSession, publisher: Publisher, query: str, expected: list[str]) -> None:
    """All given filters must hold; signs of the database's patterns are ordinary characters."""
    place = Place(text="Lyman", spans=[(14, 19)], name="Lyman", regions=["UA-14"])
    await publisher.publish("the bridge in Lyman fell", places=[place], certainty="likely")
    await publisher.publish("100% held")

    assert contents(await listed(gateway, f"/v1/claims?{query}")) == expected


async def test_one_claim_by_id(gateway: aiohttp.ClientSession, publisher: Publisher) -> None:
    """A claim has its own address; an unknown id is a problem document."""
    await publisher.publish("one")
    item = (await listed(gateway))["items"][0]

    assert await listed(gateway, f"/v1/claims/{item['claim']['claim_id']}") == item
    async with gateway.get("/v1/claims/none") as answer:
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "cursor=-1", "since=99999999999999999999", "q=%00" + "a" * 300]
)
async def test_bad_parameters_are_problems(gateway: aiohttp.ClientSession, query: str) -> None:
    """A request that cannot be understood is told what is wrong with it."""
    async with gateway.get(f"/v1/claims?{query}") as answer:
        assert answer.status == 422
        assert (await answer.json())["errors"]


@pytest.mark.parametrize("path", ["/v1/claims", "/v1/claims/stream", "/v1/claims/x"])
async def test_parameter_that_nobody_knows_is_a_problem(gateway: aiohttp.ClientSession, path: str) -> None:
    """A misspelt filter would otherwise let everything through."""
    async with gateway.get(f"{path}?plaice=Lyman") as answer:
        assert answer.status == 422
        assert (await answer.json(content_type="application/problem+json"))["errors"] == [
            {"field": "query.plaice", "reason": "no such parameter"}
        ]


HOSTILE_VALUES = (
    *("", "0", "-1", "1e9", "NaN", "null", "true", "9" * 30, "a" * 201, "[]", "+", "|", "';--", "٣"),
    *("%00", "%ff%fe", "%ed%a0%80", "%F0%9F%92%A5", "%25_%5C", "%0d%0aX-Evil:%201", "%E2%80%AE"),
)


async def test_no_value_of_any_parameter_is_the_gateway_s_mistake(
    gateway: aiohttp.ClientSession, publisher: Publisher
) -> None:
    """Each is served or refused with a problem document; nothing gets into the headers."""
    await publisher.publish("one", "two")
    parameters = (await listed(gateway, "/openapi.json"))["paths"]["/v1/claims"]["get"]["parameters"]
    names = [one["name"] for one in parameters]

    for value in HOSTILE_VALUES:
        for query in [*(f"{name}={value}" for name in names), f"{value}=1", f"limit=1&limit={value}"]:
            async with gateway.get(URL(f"/v1/claims?{query}", encoded=True)) as answer:
                assert answer.status in {200, 400, 422}, query
                assert answer.status == 200 or answer.content_type == "application/problem+json"
                assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/none", 404),
        ("GET", "/v1", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/templates/page.html", 404),
        ("GET", "/v1/claims/" + "a" * 5000, 404),
        ("POST", "/v1/claims", 405),
        ("DELETE", "/v1/claims/x", 405),
        ("BREW", "/v1/claims", 405),
    ],
)
async def test_what_does_not_exist_is_a_problem(
    gateway: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    """No request is answered with a page of a framework."""
    async with gateway.request(method, URL(path, encoded=True)) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"


async def test_database_that_is_gone_is_told_with_a_time_to_come_back(redis_url: str) -> None:
    """503 and Retry-After for lists and streams; the page itself is served."""
    nowhere = "sqlite+aiosqlite:////nonexistent/claimwire.sqlite3"
    async with a_gateway(database_url=nowhere, redis_url=redis_url) as gateway:
        for path in ("/v1/claims", "/v1/claims/x", "/v1/claims/stream"):
            async with gateway.get(path) as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
                assert answer.content_type == "application/problem+json"
        async with gateway.get("/") as answer:
            assert answer.status == 200
        async with gateway.get("/health") as answer:
            assert answer.status == 503


async def test_character_that_the_database_refuses_is_a_problem_not_a_crash(gateway: aiohttp.ClientSession) -> None:
    """NUL in a filter finds nothing, or is refused."""
    async with gateway.get("/v1/claims?place=a%00b") as answer:
        assert answer.status in {200, 400}


async def test_page_allows_nothing_from_elsewhere(gateway: aiohttp.ClientSession) -> None:
    """The live page comes with its own script and style only, under a strict policy."""
    async with gateway.get("/") as answer:
        policy, body = answer.headers["Content-Security-Policy"], await answer.text()

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "No claims yet" in body
    assert "http://" not in body
    assert "https://" not in body
    for name in ("page.js", "page.css"):
        async with gateway.get(f"/static/{name}") as answer:
            assert answer.status == 200
            # After an update no browser goes on with the old script.
            assert answer.headers["Cache-Control"] == "no-cache"


async def test_openapi_describes_the_record(gateway: aiohttp.ClientSession) -> None:
    """The generated document knows the list, the claim and the stream."""
    document = await listed(gateway, "/openapi.json")

    assert {"/v1/claims", "/v1/claims/{claim_id}", "/v1/claims/stream"} <= set(document["paths"])
    assert "ExtractedClaim" in str(document["components"]["schemas"]) or "Claim" in document["components"]["schemas"]
