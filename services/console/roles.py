"""The roles of PostgreSQL: the store owns the tables, others read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from services.console.credentials import OWNER, READERS, role_password, superuser_url
from shared.database.upgrade import upgrade

if TYPE_CHECKING:
    from pathlib import Path

    from services.console.credentials import Places


def prepare_database(folder: Path, places: Places) -> None:
    """Make the roles, bring the tables up to date, and grant reading; repeating it changes nothing.

    Raises:
        psycopg.Error: the server refuses, or is not there.
    """
    with psycopg.connect(_plain(superuser_url(folder, places)), autocommit=True) as connection:
        for role in (OWNER, *READERS):
            _make_role(connection, role, role_password(folder, role))
        connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))
    owner = (folder / OWNER / "claimwire_database_url").read_text()
    upgrade(owner)
    with psycopg.connect(_plain(owner), autocommit=True) as connection:
        for role in READERS:
            _grant_reading(connection, role)


def _make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    is_there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = sql.SQL("ALTER ROLE" if is_there else "CREATE ROLE")
    connection.execute(
        sql.SQL("{} {} LOGIN NOSUPERUSER PASSWORD {}").format(verb, sql.Identifier(role), sql.Literal(password))
    )


def _grant_reading(connection: psycopg.Connection, role: str) -> None:
    """On the tables that are there and on those that a later release adds."""
    name = sql.Identifier(role)
    connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(name))
    connection.execute(sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {}").format(name))


def _plain(url: str) -> str:
    """The URL as the driver knows it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
