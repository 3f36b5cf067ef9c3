"""Connections and transactions; what a database refuses becomes one of our two errors here.

SQLite writes with `BEGIN IMMEDIATE`: a transaction that reads first and writes later fails at once with "database is
locked" when another one wrote in between, whatever the busy timeout.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import create_async_engine

from shared.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_BUSY_MS = 5000
# A statement that waits longer than this waits for a lock that nobody will give back soon.
_POSTGRESQL_OPTIONS = "-c statement_timeout=30000 -c lock_timeout=10000 -c timezone=UTC"


def connect(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///path` or `postgresql+psycopg://...`; connects when first used."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_async_engine(url, connect_args={"timeout": _BUSY_MS / 1000})
        event.listen(engine.sync_engine, "connect", sqlite_settings)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        event.listen(engine.sync_engine, "do_connect", _refuse_without_folder)
        return engine
    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        pool_timeout=10,
        connect_args={"connect_timeout": 5, "options": _POSTGRESQL_OPTIONS},
    )


def sqlite_settings(connection: Any, _record: object) -> None:
    """Set up a new SQLite connection: durable at each commit; `upgrade` has put the file into WAL mode."""
    # SQLAlchemy's "begin" event starts transactions; the driver must not.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={_BUSY_MS}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _refuse_without_folder(_dialect: object, _record: object, arguments: Any, _options: object) -> None:
    """Say at once what SQLite would say: aiosqlite's thread may outlive such a failure, and end with a traceback."""
    if not Path(str(arguments[0])).parent.is_dir():
        message = "unable to open database file"
        raise sqlite3.OperationalError(message)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that writes; committed at the end of the body.

    Raises:
        PermanentError: the database refuses the content itself.
        TransientError: the database is locked, full, gone or not set up yet.

    """
    with translated():
        async with engine.connect() as connection:
            await connection.execution_options(writes=True)
            async with connection.begin():
                yield connection


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that only reads, at one state of the database.

    Raises:
        TransientError: the database is locked, gone or not set up yet.

    """
    with translated():
        async with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                yield connection


async def lock(connection: AsyncConnection, names: Iterable[str]) -> None:
    """Keep other writers away from these names until the transaction ends.

    SQLite has one writer anyway. PostgreSQL locks in one order, so that two slices cannot wait for each other.
    """
    if connection.dialect.name != "postgresql":
        return
    for number in sorted({_lock_number(name) for name in names}):
        await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _lock_number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into PermanentError or TransientError; bugs stay what they are."""
    try:
        yield
    except DataError as error:
        raise PermanentError(_brief(error)) from error
    except (IntegrityError, NotSupportedError):
        raise
    except (DBAPIError, PoolTimeoutError, OSError) as error:
        raise TransientError(_brief(error)) from error
    except (StatementError, UnicodeEncodeError) as error:
        raise PermanentError(_brief(error)) from error


def _brief(error: Exception) -> str:
    """One line, without the statement and its parameters: those hold whole articles."""
    cause = getattr(error, "orig", None) or error
    return f"database: {cause}".replace("\n", " ")[:300]


def insert_into(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what to do on conflict, in the dialect of the connection."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
