"""The end of a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.compose.test_faults import is_served

if TYPE_CHECKING:
    from tests.e2e.compose.deployment import Deployment


def test_claims_outlive_the_containers(deployment: Deployment) -> None:
    """`make down` and `make up` again: the same claims under the same sequences, and the next one follows on."""
    last = deployment.json("v1/claims?limit=1")["items"][0]

    deployment.compose("down", "--timeout", "20")
    deployment.up()

    assert last in deployment.json("v1/claims?limit=50")["items"]
    assert is_served(deployment)
    assert deployment.json("v1/claims?limit=1")["items"][0]["sequence"] > last["sequence"]


def test_nothing_is_left_behind(deployment: Deployment) -> None:
    """`down -v` removes containers, networks and volumes."""
    assert deployment.left()

    deployment.down()

    assert deployment.left() == {}
