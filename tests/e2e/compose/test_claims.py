"""A newcomer's five minutes: the demonstration's claims arrive over every public way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

from services.demonstration.domain.outlets import OUTLETS
from tests.e2e.compose.deployment import wait_until
from tests.integration.gateway.browser import CHROMIUM, a_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.compose.deployment import Deployment

TOPIC = "claimwire:claims.v1"


def test_the_claims_of_all_outlets_are_read_from_this_machine(deployment: Deployment) -> None:
    """By a plain redis-cli as `subscriber`: one CloudEvents document an entry."""

    def outlets() -> set[str]:
        printed = deployment.redis_cli("--json", "XRANGE", TOPIC, "-", "+")
        claims = [json.loads(entry[1][1])["data"]["claim"] for entry in json.loads(printed)]
        return {claim["outlet"] for claim in claims}

    wait_until(lambda: outlets() == {outlet.name for outlet in OUTLETS}, "claims of all five outlets", seconds=180)


@pytest.mark.parametrize(
    "command",
    [("XADD", TOPIC, "*", "a", "b"), ("XTRIM", TOPIC, "MAXLEN", "0"), ("XRANGE", "articles.fetched", "-", "+")],
)
def test_a_subscriber_only_reads_claims(deployment: Deployment, command: tuple[str, ...]) -> None:
    """It can add nothing, remove nothing and look at nothing else."""
    assert "NOPERM" in deployment.redis_cli(*command)


def test_a_stream_over_http_resumes(deployment: Deployment) -> None:
    """The first event after `Last-Event-ID: 5` is the sixth."""
    request = Request(f"{deployment.page}v1/claims/stream", headers={"Last-Event-ID": "5"})
    event: dict[str, Any] = {}
    with urlopen(request, timeout=20) as stream:
        for line in stream:
            name, _, value = line.decode().strip().partition(": ")
            event[name] = value
            if name == "data" and "id" in event:
                break

    assert event["id"] == "6"
    assert json.loads(event["data"])["data"]["claim"]["content"]["text"]


async def test_the_page_shows_them(deployment: Deployment, tmp_path: Path) -> None:
    """In a browser on this machine, live."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed; the page's data came over HTTP in the test before")
    async with a_page(tmp_path / "browser") as page:
        await page.open(deployment.page)
        await page.until("document.getElementById('connection').dataset.state === 'live'")
        await page.until("document.querySelectorAll('#claims > li').length >= 10")


def test_a_report_of_one_s_own_is_stored(deployment: Deployment) -> None:
    """`docker compose run console ingest` waits for the outcome, and its claim is in the API."""
    said = deployment.ingest("A field reopens\n\nMayor Olha Bondar said that the zeppelin field is open again.\n")

    assert "1 of 1 stored" in said
    claims = deployment.json("v1/claims?q=zeppelin")["items"]
    assert [item["claim"]["source"]["name"] for item in claims] == ["Olha Bondar"]


def test_health_tells_that_all_is_well(deployment: Deployment) -> None:
    """Every service and every feed of the demonstration."""
    report = deployment.json("health")

    assert report["status"] == "pass"
    for service in ("keeper", "fetcher", "cleaner", "extractor", "store", "gateway"):
        assert f"service:{service}" in report["checks"]
