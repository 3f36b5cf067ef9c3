"""Bring a database to the present schema, also when several processes start at once."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from shared.database.session import sqlite_settings, translated

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# Any number that nobody else uses for an advisory lock.
_LOCK = 7_301_845_220


def upgrade(url: str, revision: str = "head") -> None:
    """Run the missing migrations in one transaction; the others wait for it and then find nothing to do.

    Blocks: from a coroutine, call it through `asyncio.to_thread`.

    Raises:
        TransientError: the database is gone, or locked for too long.

    """
    engine = _engine(url)
    try:
        with translated(), engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            with as_file(files("shared.database") / "migrations") as scripts:
                command.upgrade(configuration(connection, str(scripts)), revision)
    finally:
        engine.dispose()


def configuration(connection: Connection, scripts: str) -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    engine = create_engine(parsed.set(drivername="sqlite"), connect_args={"timeout": 30})
    event.listen(engine, "connect", sqlite_settings)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine
