"""Every transport test runs on the bundled Valkey and, when a Docker engine answers, on Redis 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import redis

from tests.integration.transport.servers import BundledServer, ContainedServer, arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from services.console.redis_server import RedisServer
    from tests.integration.transport.servers import Server


SERVERS = ("valkey-9", "redis-7")


@pytest.fixture(scope="session")
def redis_7(docker_engine: None) -> Iterator[str]:
    """The URL of a Redis 7 server in a container, with the durable settings."""
    from testcontainers.community.redis import RedisContainer

    container = RedisContainer("redis:7-bookworm").with_command(arguments("redis-server", {}))
    with container:
        yield f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


@pytest.fixture(params=SERVERS)
def redis_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty server."""
    if request.param == "valkey-9":
        server: RedisServer = request.getfixturevalue("valkey")
        return server.url
    url: str = request.getfixturevalue("redis_7")
    with redis.Redis.from_url(url) as client:
        client.flushall()
        client.function_flush()
        client.config_set("maxmemory", 0)
    return url


@pytest.fixture(params=SERVERS)
def make_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server of the test's own, which it may break; keywords are options, with `_` for `-`."""
    made: list[Server] = []
    if request.param == "redis-7":
        request.getfixturevalue("docker_engine")

    def make(**options: str) -> Server:
        named = {name.replace("_", "-"): value for name, value in options.items()}
        folder = tmp_path / f"server-{len(made)}"
        made.append(BundledServer(folder, named) if request.param == "valkey-9" else ContainedServer(named))
        return made[-1]

    yield make
    for server in made:
        server.close()
