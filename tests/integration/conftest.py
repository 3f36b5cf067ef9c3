"""Databases for the tests: a fresh SQLite file, and a fresh PostgreSQL database when a Docker engine answers."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from redis.asyncio import Redis
from sqlalchemy import create_engine, text

from shared.database.session import connect
from shared.database.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture(scope="session")
def docker_engine() -> None:
    """A Docker engine that answers; what needs one is skipped where there is none."""
    docker = pytest.importorskip("docker", reason="the docker client is not installed")
    try:
        docker.from_env().ping()
    except docker.errors.DockerException as error:
        pytest.skip(f"no Docker engine answers ({type(error).__name__})")


@pytest.fixture(scope="session")
def postgresql_server(docker_engine: None) -> Iterator[str]:
    """The URL of a PostgreSQL 15 server in a container."""
    from testcontainers.community.postgres import PostgresContainer

    with PostgresContainer("postgres:15-bookworm", driver="psycopg") as container:
        yield container.get_connection_url()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'claimwire.sqlite3'}"
    server: str = request.getfixturevalue("postgresql_server")
    name = f"test_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server.rsplit('/', 1)[0]}/{name}"


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """The URL of a database with all tables, empty."""
    upgrade(empty_database_url)
    return empty_database_url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """A connection to an empty database with all tables."""
    engine = connect(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A plain client of an empty server."""
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()
