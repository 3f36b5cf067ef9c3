"""Migrations, and the column types that must mean the same on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from shared.database.session import connect, reading, writing
from shared.database.tables import metadata, outcomes, topics
from shared.database.upgrade import upgrade
from shared.errors import PermanentError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


async def test_migrations_lead_to_the_declared_tables(engine: AsyncEngine) -> None:
    """Nothing is left to migrate after an upgrade."""
    async with engine.connect() as connection:
        left = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )

    assert left == []


async def test_several_processes_may_upgrade_at_once(empty_database_url: str) -> None:
    """Four upgrades at the same time all succeed, and so does one more."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [empty_database_url] * 4))
    upgrade(empty_database_url)

    engine = connect(empty_database_url)
    async with reading(engine) as connection:
        assert (await connection.execute(select(topics))).all() == []
    await engine.dispose()


async def test_moments_come_back_aware_and_equal(engine: AsyncEngine) -> None:
    """A moment in another zone is kept as the same moment, UTC; one without a zone is refused."""
    kyiv = datetime(2026, 7, 1, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    row = {"topic": "t", "last_sequence": 0, "trimmed_to": 0, "token": 0, "expires_at": kyiv}
    async with writing(engine) as connection:
        await connection.execute(insert(topics).values(row))

    async with reading(engine) as connection:
        found = await connection.scalar(select(topics.c.expires_at))

    assert found == kyiv
    assert found is not None
    assert found.tzinfo is UTC
    with pytest.raises((PermanentError, StatementError)):
        async with writing(engine) as connection:
            await connection.execute(
                insert(topics).values(row | {"topic": "u", "expires_at": kyiv.replace(tzinfo=None)})
            )


async def test_failed_transaction_leaves_nothing(engine: AsyncEngine) -> None:
    """An error in the body takes everything back."""

    async def fail() -> None:
        async with writing(engine) as connection:
            await connection.execute(insert(outcomes).values(capture="c", url_key="u", outcome="stored"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    async with reading(engine) as connection:
        assert (await connection.execute(select(outcomes))).all() == []


async def test_sqlite_is_durable_at_each_commit(engine: AsyncEngine) -> None:
    """Write-ahead log, a sync at each commit, and patience with other writers."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has its own settings")
    async with reading(engine) as connection:
        values = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]

    assert values == ["wal", 2, 5000]
