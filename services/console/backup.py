"""`claimwire backup` and `claimwire restore`: the database of an embedded instance as one file, and back.

The database is the system of record. Redis is not backed up: after a restore it begins empty, the relay fills the topic
from the database, and the fetcher reads feeds as if it had never seen them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.console.instance import DATABASE
from services.console.locks import LOCK, lock
from shared.database.upgrade import is_known
from shared.errors import PermanentError
from shared.runtime.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterator

_RESTORED: Final = files("services.console").joinpath("restored.sql").read_text(encoding="utf8")
# A backup waits no longer for whoever holds the whole file, as an upgrade does for a moment.
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Contents:
    """What a database holds.

    Attributes:
        revision: the migration that it is at.
        last_sequence: the highest that was given.
    """

    revision: str
    articles: int
    claims: int
    last_sequence: int

    def line(self) -> str:
        """For people."""
        return f"{self.articles} articles, {self.claims} claims, up to sequence {self.last_sequence}"


@dataclass(frozen=True)
class Restored:
    """What came of a restore.

    Attributes:
        before: where what was there before is kept; None if there was nothing.
    """

    contents: Contents
    before: Path | None


def back_up(folder: Path, target: Path) -> Contents:
    """Copy the database of a data folder, at one moment, into a new file; an instance may run on it meanwhile.

    Raises:
        PermanentError: there is no such database, or the file is there already.
        OSError: the file cannot be written.
    """
    source = folder / DATABASE
    if not source.exists():
        message = f"{folder} holds no {DATABASE}"
        raise PermanentError(message)
    if target.exists():
        message = f"{target} is there already: name another file"
        raise PermanentError(message)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with _refusals(source):
            _copy(source, part)
        found = contents(part)
        _to_disk(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return found


def restore(backup: Path, folder: Path) -> Restored:
    """Make the database in a backup that of a data folder, which nothing may run on; what was there is kept aside.

    Raises:
        PermanentError: the file is no whole backup that this release can read, or an instance runs on the folder.
        OSError: the folder cannot be written.
    """
    found = contents(backup)
    if not is_known(found.revision):
        message = f"{backup} is from a newer release (its tables are at {found.revision}): upgrade first"
        raise PermanentError(message)
    folder.mkdir(parents=True, exist_ok=True)
    held = lock(folder / LOCK)
    if held is None:
        message = f"an instance is running on {folder}: end it first"
        raise PermanentError(message)
    with held:
        part = folder / f".{DATABASE}.part"
        shutil.copyfile(backup, part)
        moment = now()
        _above_all_sequences(part, int(moment.timestamp() * 1000))
        _to_disk(part)
        before = _set_aside(folder, f"before-restore-{moment:%Y%m%dT%H%M%SZ}")
        part.replace(folder / DATABASE)
    return Restored(found, before)


def contents(file: Path) -> Contents:
    """What is in a database file, after a look at all of it.

    Raises:
        PermanentError: it is no whole database of claimwire.
    """
    if not file.is_file():
        message = f"there is no file {file}"
        raise PermanentError(message)
    with _refusals(file), closing(_opened(file)) as connection:
        (problem,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if problem != "ok":
            message = f"{file} is damaged: {problem}"
            raise PermanentError(message)
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        (articles,) = connection.execute("SELECT count(DISTINCT article_id) FROM articles").fetchone()
        (claims,) = connection.execute("SELECT count(*) FROM claims").fetchone()
        (last,) = connection.execute("SELECT coalesce(max(sequence), 0) FROM claim_events").fetchone()
    return Contents(revision, articles, claims, last)


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup, in one step: writers go on, and the copy is the state of one moment."""
    with closing(_opened(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        # One file, without a log beside it; whoever runs on it later changes that back.
        copy.execute("PRAGMA journal_mode=DELETE")


def _above_all_sequences(file: Path, milliseconds: int) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(_RESTORED, {"now": milliseconds})
        connection.commit()


def _set_aside(folder: Path, name: str) -> Path | None:
    """Keep the database and Redis's files under another name; the database stays in its place until it is replaced."""
    database, streams, aside = folder / DATABASE, folder / "redis", folder / name
    if not database.exists() and not streams.exists():
        return None
    number = 1
    while aside.exists():
        aside, number = folder / f"{name}.{number}", number + 1
    aside.mkdir()
    # First: an old database beside an empty Redis is what every loss of Redis is, the other order is not.
    if streams.exists():
        streams.rename(aside / streams.name)
    if database.exists():
        _without_log(database)
        _kept_as(database, aside / DATABASE)
    for beside in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        if (folder / beside).exists():
            (folder / beside).rename(aside / beside)
    return aside


def _kept_as(file: Path, name: Path) -> None:
    """A second name for a file that is about to be replaced; a copy where the file system knows no such names."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copyfile(file, name)


def _without_log(database: Path) -> None:
    """Bring what is in the log into the file; a damaged database is kept aside as it is, log and all."""
    with contextlib.suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _opened(file: Path) -> sqlite3.Connection:
    # A path in a URI must not be read as more than a path.
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE_SECONDS)


@contextlib.contextmanager
def _refusals(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, TypeError) as error:
        # TypeError: a table that should have a row has none.
        message = f"{file} is no database of claimwire, or cannot be read: {error}"
        raise PermanentError(message) from error


def _to_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
