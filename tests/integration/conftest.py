"""Databases for the tests: a fresh SQLite file, and a fresh PostgreSQL database when a Docker engine answers."""

from __future__ import annotations

import secrets
import shutil
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
    """The URL of a PostgreSQL 15 server in a container; no test cuts its power, so it need not wait for a disk."""
    from testcontainers.community.postgres import PostgresContainer

    with PostgresContainer("postgres:15-bookworm", driver="psycopg").with_command("-c fsync=off") as container:
        yield container.get_connection_url()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a database with all tables, which others are copied from."""
    url = _create(postgresql_server, "template0")
    upgrade(url)
    return url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, which others are copied from."""
    file = tmp_path_factory.mktemp("template") / "claimwire.sqlite3"
    upgrade(_url_of(file))
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return _url_of(tmp_path / "claimwire.sqlite3")
    return _create(request.getfixturevalue("postgresql_server"), "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with all tables, empty."""
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "claimwire.sqlite3")
        return _url_of(copy)
    return _create(request.getfixturevalue("postgresql_server"), request.getfixturevalue("postgresql_template"))


def _url_of(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def _create(server: str, template: str) -> str:
    name = f"test_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
    return f"{server.rsplit('/', 1)[0]}/{name}"


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
