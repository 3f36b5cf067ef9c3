"""Replicas, and processes that are killed: the work goes on."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from tests.e2e.compose.deployment import LONG_RUNNING, wait_until

if TYPE_CHECKING:
    from tests.e2e.compose.deployment import Deployment


def a_report() -> tuple[str, str]:
    """A report with one claim that no other report holds, and the word by which it is found."""
    word = f"convoy{secrets.token_hex(4)}"
    return f"News of {word}\n\nColonel Ihor Savka said that {word} has reached the town.\n", word


def is_served(deployment: Deployment) -> bool:
    """Whether a new report comes through as a claim."""
    report, word = a_report()
    return "1 of 1 stored" in deployment.ingest(report) and bool(deployment.json(f"v1/claims?q={word}")["items"])


def test_three_extractors_share_the_work(deployment: Deployment) -> None:
    """`--scale extractor=3` starts two more, which read the same stream."""
    deployment.up("--scale", "extractor=3", "--no-recreate")

    names = {container["Config"]["Hostname"] for container in deployment.containers("extractor")}
    assert len(names) == 3

    def reading() -> bool:
        report = deployment.json("health")["checks"]["service:extractor"]
        return {each["instance"].split("-")[0] for each in report if each["status"] == "pass"} >= names

    wait_until(reading, "three extractors in /health")
    assert is_served(deployment)
    deployment.up("--scale", "extractor=1", "--no-recreate")
    assert is_served(deployment)


@pytest.mark.parametrize("service", LONG_RUNNING)
def test_a_killed_process_is_started_again(deployment: Deployment, service: str) -> None:
    """The container comes back healthy by itself, and reports go through."""
    before = deployment.container(service)

    deployment.kill(before)

    def is_back() -> bool:
        now = deployment.container(service)
        return bool(
            now["RestartCount"] > before["RestartCount"]
            and now["State"]["Running"]
            and now["State"]["Health"]["Status"] == "healthy"
        )

    wait_until(is_back, f"{service} is healthy again", seconds=120)
    wait_until(lambda: is_served(deployment), f"a report after the kill of {service}", seconds=120)
