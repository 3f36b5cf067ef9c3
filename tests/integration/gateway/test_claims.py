"""Listing claims over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shared.contracts.claim import Claim, Place

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


async def test_openapi_describes_the_record(gateway: aiohttp.ClientSession) -> None:
    """The generated document knows the list, the claim and the stream."""
    document = await listed(gateway, "/openapi.json")

    assert {"/v1/claims", "/v1/claims/{claim_id}", "/v1/claims/stream"} <= set(document["paths"])
    assert "ExtractedClaim" in str(document["components"]["schemas"]) or "Claim" in document["components"]["schemas"]
