"""Every transport test runs on the bundled Valkey and, when a Docker engine answers, on Redis 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import redis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.console.redis_server import RedisServer


@pytest.fixture(scope="session")
def redis_7() -> Iterator[str]:
    """The URL of a Redis 7 server in a container, with the durable settings."""
    docker = pytest.importorskip("docker", reason="the docker client is not installed")
    from testcontainers.community.redis import RedisContainer

    try:
        docker.from_env().ping()
    except docker.errors.DockerException as error:
        pytest.skip(f"Redis 7: no Docker engine answers ({type(error).__name__})")
    container = RedisContainer("redis:7-bookworm").with_command(
        "redis-server --appendonly yes --appendfsync always --aof-use-rdb-preamble no --maxmemory-policy noeviction"
    )
    with container:
        yield f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


@pytest.fixture(params=["valkey-9", "redis-7"])
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
