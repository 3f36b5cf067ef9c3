"""Servers for the tests: each started here, on a free port, and stopped by pid."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from services.console.redis_server import RedisServer, bundled_binary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# testcontainers reads these when it is imported.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
os.environ.setdefault("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[RedisServer]:
    """The bundled Valkey server, empty, with the durable settings; a test may kill and start it."""
    server = RedisServer(tmp_path / "valkey", binary=bundled_binary())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(valkey: RedisServer) -> str:
    """The URL of an empty server."""
    return valkey.url


def pytest_addoption(parser: pytest.Parser) -> None:
    """The size of the chaos test, `make chaos`."""
    parser.addoption("--reports", type=int, default=300, help="reports that go through the chaos test")
    parser.addoption("--kills", type=int, default=6, help="kills, of services and Redis together, at least")
    parser.addoption("--cuts", type=int, default=2, help="power cuts of Redis, among the kills")
    parser.addoption(
        "--seed", type=int, default=20260102, help="of the order of kills and cuts, and of what a cut leaves"
    )


# Files of 20 seconds and more, nearly all of them waiting: last in line, they would be all that is left to wait for.
LONGEST = (
    "transport/test_liveness", "e2e/test_dead_letters", "transport/test_refusals", "e2e/test_subscribe_examples",
    "e2e/test_instances", "e2e/test_embedded", "transport/test_breaker", "gateway/test_claims",
    "fetcher/test_download", "console/test_dead", "runtime/test_workers", "e2e/test_demonstration",
    "polling/test_polling", "origin/test_origin",
    "transport/test_fence", "gateway/test_stream", "gateway/test_subscribers", "gateway/test_stop",
    "transport/test_connections",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, each file's tests in their order."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: min((rank[name] for name in LONGEST if f"{name}.py" in item.nodeid), default=len(rank)))
