"""Bring a database to the present schema, also when several processes start at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import stamina
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from shared.database.session import sqlite_settings, translated
from shared.errors import TransientError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# Any number that nobody else uses for an advisory lock.
_LOCK = 7_301_845_220
# How long an upgrade waits for another one.
_PATIENCE_SECONDS = 30.0


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


def is_known(revision: str) -> bool:
    """Whether this release knows the migration that a database is at, and so can go on from there."""
    with as_file(files("shared.database") / "migrations") as scripts:
        known = ScriptDirectory(str(scripts)).walk_revisions()
        return revision in {script.revision for script in known}


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
    engine = create_engine(parsed.set(drivername="sqlite"), connect_args={"timeout": _PATIENCE_SECONDS})
    _write_ahead(engine.dialect.create_connect_args(engine.url)[0][0])
    event.listen(engine, "connect", sqlite_settings)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _is_locked(error: Exception) -> bool:
    return isinstance(error, TransientError) and "locked" in str(error)


# SQLite refuses to change the mode at once while somebody else does: its busy timeout does not count there.
@stamina.retry(on=_is_locked, attempts=None, timeout=_PATIENCE_SECONDS, wait_initial=0.02, wait_max=0.5)
def _write_ahead(path: str) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        message = f"database {path}: {error}"
        raise TransientError(message) from error
