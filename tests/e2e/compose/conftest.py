"""One deployment for all tests of this folder; they run in the order of their files, the last one takes it down."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.e2e.compose.deployment import Deployment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "tests/e2e/compose"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the deployment out unless it is asked for; then nothing here is skipped, whatever is missing."""
    for item in items:
        if FOLDER in item.path.as_posix():
            item.add_marker(pytest.mark.timeout(1200))
            if os.environ.get("TEST_DOCKER") != "1":
                item.add_marker(pytest.mark.skip(reason="deploys in containers, which takes minutes: make test-docker"))


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """What `docker compose --profile demo up --build --wait` starts; its logs are printed if it does not."""
    deployed = Deployment()
    logs: Path = tmp_path_factory.mktemp("logs") / "compose.log"
    try:
        deployed.up("--build")
        yield deployed
    except RuntimeError:
        print(deployed.compose("logs", "--tail", "40"))
        raise
    finally:
        if deployed.left():
            logs.write_text(deployed.compose("logs", "--no-color"))
            print(f"\nthe logs of the containers: {logs}")
            deployed.down()
