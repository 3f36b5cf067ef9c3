"""`claimwire backup` and `restore` on data folders: whole, refused with a reason, and never a number twice."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from redis.asyncio import Redis

from services.console.backup import back_up, contents, restore
from services.console.instance import DATABASE
from services.console.locks import LOCK, lock
from services.store.adapters.relay import Relay
from services.store.handlers import store_slice
from shared.database.reading import events_after
from shared.database.session import connect
from shared.database.testing import a_claim, an_extraction
from shared.database.upgrade import upgrade
from shared.errors import PermanentError
from shared.testing import SOME_TIME

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

# A restore that is made in this year, in milliseconds.
LATE = 1_700_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an empty database."""
    folder = tmp_path / "what? 100%23"
    folder.mkdir()
    upgrade(_url(folder))
    return folder


def _url(folder: Path) -> str:
    from sqlalchemy.engine import URL

    return str(URL.create("sqlite+aiosqlite", database=str(folder / DATABASE)))


async def _store(engine: AsyncEngine, *names: str) -> None:
    made = [
        an_extraction(url=f"https://news.example/{name}", claims=[a_claim(content=name, article_id=name)])
        for name in names
    ]
    await store_slice(engine, made, now=SOME_TIME)


async def _publish(folder: Path, redis_url: str, *names: str) -> list[tuple[int, str]]:
    """Store claims and relay them; returns all public events as they stand then."""
    engine = connect(_url(folder))
    async with Redis.from_url(redis_url) as redis:
        await _store(engine, *names)
        await Relay(engine, redis).relay()
    rows = await events_after(engine, 0, limit=100)
    await engine.dispose()
    return [(row.sequence, row.record["content"]["text"]) for row in rows]


async def test_restored_database_is_that_of_the_backup_and_never_gives_a_number_twice(
    folder: Path, tmp_path: Path, redis_url: str
) -> None:
    """Also when the same backup is restored twice: what came after it is gone, and its numbers are not used again."""
    file = tmp_path / "backup.sqlite3"
    await _publish(folder, redis_url, "one", "two")
    found = back_up(folder, file)
    lost = (await _publish(folder, redis_url, "lost"))[-1]
    numbers = [lost[0]]

    for name in ("first", "second"):
        restored = restore(file, folder)
        async with Redis.from_url(redis_url) as redis:
            await redis.flushall()
        events = await _publish(folder, redis_url, name)
        assert restored.contents == found
        assert [text for _, text in events] == ["one", "two", name]
        numbers.append(events[-1][0])

    assert found.last_sequence == 2
    assert numbers == sorted(set(numbers))
    assert numbers[1] > LATE


def test_backup_leaves_nothing_beside_it(folder: Path, tmp_path: Path) -> None:
    """One file, which needs no log beside it."""
    back_up(folder, tmp_path / "backup.sqlite3")

    assert {path.name for path in tmp_path.iterdir()} == {folder.name, "backup.sqlite3"}


async def test_backup_while_the_store_writes_is_one_moment(folder: Path, tmp_path: Path) -> None:
    """Writers go on, and the copy holds every article with its claim and nothing half."""
    engine = connect(_url(folder))
    has_begun, is_copied = asyncio.Event(), asyncio.Event()

    async def write() -> int:
        written = 0
        while not is_copied.is_set():
            await _store(engine, f"{written}-a", f"{written}-b")
            written += 2
            has_begun.set()
        return written

    writing = asyncio.create_task(write())
    await has_begun.wait()
    found = await asyncio.to_thread(back_up, folder, tmp_path / "backup.sqlite3")
    is_copied.set()
    written = await writing
    await engine.dispose()

    assert found.articles == found.claims
    assert found.articles % 2 == 0
    assert 0 < found.articles <= written


async def test_committed_rows_of_a_killed_instance_are_backed_up(folder: Path, tmp_path: Path) -> None:
    """What stands only in the log that a killed process leaves behind is in the backup too."""
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("INSERT INTO topics (topic, last_sequence, trimmed_to, token) VALUES ('t', 5, 0, 0)")
    connection.commit()
    (tmp_path / "killed").mkdir()
    for part in ("", "-wal"):
        (tmp_path / "killed" / f"{DATABASE}{part}").write_bytes((folder / f"{DATABASE}{part}").read_bytes())
    connection.close()

    back_up(tmp_path / "killed", tmp_path / "backup.sqlite3")

    with closing(sqlite3.connect(tmp_path / "backup.sqlite3")) as copy:
        assert copy.execute("SELECT last_sequence FROM topics").fetchall() == [(5,)]


def test_restore_is_refused_while_an_instance_runs(folder: Path, tmp_path: Path) -> None:
    """The lock of the folder tells, and nothing was changed."""
    back_up(folder, tmp_path / "backup.sqlite3")
    held = lock(folder / LOCK)
    assert held is not None

    with held, pytest.raises(PermanentError, match="is running"):
        restore(tmp_path / "backup.sqlite3", folder)

    assert not [path for path in folder.iterdir() if path.name.startswith("before-restore")]


def test_what_was_there_before_is_kept_aside(folder: Path, tmp_path: Path) -> None:
    """The database and Redis's files are in a folder of their own, and a folder that is missing is made."""
    back_up(folder, tmp_path / "backup.sqlite3")
    (folder / "redis").mkdir()
    (folder / "redis" / "appendonly.aof").write_text("x")

    restored = restore(tmp_path / "backup.sqlite3", folder)
    fresh = restore(tmp_path / "backup.sqlite3", tmp_path / "new" / "folder")

    assert restored.before is not None
    assert contents(restored.before / DATABASE) == restored.contents
    assert (restored.before / "redis" / "appendonly.aof").exists()
    assert not (folder / "redis").exists()
    assert fresh.before is None
    assert contents(tmp_path / "new" / "folder" / DATABASE) == restored.contents


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file.unlink(), "there is no file"),
        (lambda file: file.write_text("not a database " * 100), "is no database of claimwire"),
        (lambda file: file.write_bytes(b""), "is no database of claimwire"),
        (lambda file: file.write_bytes(_torn(file.read_bytes())), "damaged|is no database"),
        (lambda file: _run(file, "UPDATE alembic_version SET version_num = '9999'"), "newer release"),
        (lambda file: _run(file, "DELETE FROM alembic_version"), "is no database of claimwire"),
    ],
)
def test_file_that_is_no_whole_backup_is_refused(folder: Path, tmp_path: Path, change: object, said: str) -> None:
    """With the reason, and the data folder stays as it was."""
    file = tmp_path / "backup.sqlite3"
    back_up(folder, file)
    before = (folder / DATABASE).read_bytes()
    change(file)  # type: ignore[operator]

    with pytest.raises(PermanentError, match=said):
        restore(file, folder)

    assert (folder / DATABASE).read_bytes() == before


def _torn(raw: bytes) -> bytes:
    """The same with its second half missing."""
    return raw[: len(raw) // 2]


def _run(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


def test_backup_writes_over_nothing(folder: Path, tmp_path: Path) -> None:
    """An earlier backup of the same name stays, and a folder without a database is said to be one."""
    file = tmp_path / "backup.sqlite3"
    file.write_text("an earlier one")

    with pytest.raises(PermanentError, match="is there already"):
        back_up(folder, file)
    with pytest.raises(PermanentError, match="holds no claimwire.sqlite3"):
        back_up(tmp_path, tmp_path / "other.sqlite3")

    assert file.read_text() == "an earlier one"
