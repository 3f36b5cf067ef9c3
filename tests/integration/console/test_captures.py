"""Captures as a WARC file: what other tools accept, and what comes back as it was."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from services.console.captures import export_captures
from services.console.instance import Instance
from services.fetcher.adapters.warc.captured import message_of_record
from services.fetcher.adapters.warc.records import Place, records
from services.fetcher.handlers import capture_file, packed
from services.store.adapters.captures import keep
from shared.contracts.article import ArticleFetched, FeedItem
from shared.database.session import writing
from shared.errors import PermanentError
from shared.identity import sha256
from shared.testing import SOME_TIME, a_capture
from tests.archives import a_page

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

_NOW = SOME_TIME + timedelta(days=100)


def _page(number: int, **changes: Any) -> ArticleFetched:
    body = a_page(number)
    return a_capture(
        **(
            {
                "url": f"https://archive.example/{number}",
                "body": packed(body),
                "capture": sha256(body),
                "headers": {"content-type": "text/html; charset=utf-8", "etag": f'"{number}"'},
                "declared_media_type": "text/html; charset=utf-8",
                "fetched_at": SOME_TIME + timedelta(hours=number, microseconds=250),
                "item": FeedItem(feed="https://archive.example/feed", title="Міст", outlet="The Archive"),
            }
            | changes
        )
    )


_CAPTURES = (
    *map(_page, range(20)),
    # More of one moment than are asked for at once.
    *(_page(number, fetched_at=SOME_TIME) for number in range(100, 120)),
    _page(20, url="https://archive.example/%D0%BC?a=b", requested_url="https://archive.example/moved"),
    _page(21, url="https://archive.example/0", status=203),
    capture_file("report.txt", b"Officials said that the bridge was closed on Friday.\n", SOME_TIME),
    capture_file("report.eml", b"From: a@b.example\n\nOfficials said that the bridge was closed.\n", SOME_TIME),
)


@pytest.fixture
async def instance(engine: AsyncEngine, database_url: str, tmp_path: Path) -> Instance:
    """One whose database has these captures."""
    async with writing(engine) as connection:
        for each in _CAPTURES:
            await keep(connection, each, _NOW)
    return Instance(pid=1, folder=str(tmp_path), redis_url="", database_url=database_url, page="")


def _read_back(file: Path) -> list[ArticleFetched]:
    made = (message_of_record(file.name, at.offset, found, _NOW) for at, found in records(file, Place(), most=10**6))
    return [each for each in made if isinstance(each, ArticleFetched)]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
async def test_what_is_exported_comes_back_as_it_was(instance: Instance, tmp_path: Path, name: str) -> None:
    """Every field of every capture: the same article ids, hashes, times, headers, and what the feed said."""
    assert await export_captures(instance, tmp_path / name)

    back = _read_back(tmp_path / name)
    assert sorted(back, key=repr) == sorted(_CAPTURES, key=repr)
    assert [each.fetched_at for each in back] == sorted(each.fetched_at for each in _CAPTURES)


async def test_other_tools_accept_it(instance: Instance, tmp_path: Path) -> None:
    """Warcio reads it and finds every digest right; it begins with a record about itself."""
    await export_captures(instance, tmp_path / "a.warc.gz")

    said = io.StringIO()
    with redirect_stdout(said):
        checker = Checker(_Arguments([str(tmp_path / "a.warc.gz")]))
        checker.process_all()
    with (tmp_path / "a.warc.gz").open("rb") as file:
        found = [(each.rec_type, each.rec_headers) for each in ArchiveIterator(file)]

    assert (checker.exit_value, "fail" in said.getvalue().lower()) == (0, False)
    assert [kind for kind, _ in found].count("response") == 42
    assert {head.protocol for _, head in found} == {"WARC/1.1"}
    digests = [head.get_header("WARC-Payload-Digest") for _, head in found[1:]]
    assert all(digest.startswith("sha256:") for digest in digests)


class _Arguments:
    verbose = False

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({"since": SOME_TIME + timedelta(hours=18)}, [18, 19, 20, 21]),
        ({"since": SOME_TIME + timedelta(hours=2), "until": SOME_TIME + timedelta(hours=4)}, [2, 3]),
        ({"urls": frozenset({"https://archive.example/0#part"})}, [0, 21]),
        ({"urls": frozenset({"https://archive.example/moved"})}, [20]),
    ],
)
async def test_a_part_is_exported(
    instance: Instance, tmp_path: Path, chosen: dict[str, Any], numbers: list[int]
) -> None:
    """By the time at which it was fetched, or by URL."""
    await export_captures(instance, tmp_path / "a.warc.gz", **chosen)

    assert [each.capture for each in _read_back(tmp_path / "a.warc.gz")] == [sha256(a_page(n)) for n in numbers]


async def test_nothing_is_written_over_and_nothing_half_is_left(instance: Instance, tmp_path: Path) -> None:
    """A file that is there stays; an export that fails leaves no file."""
    there = tmp_path / "a.warc.gz"
    there.write_bytes(b"mine")
    with pytest.raises(PermanentError, match="is there already"):
        await export_captures(instance, there)
    with pytest.raises(PermanentError, match="must end in"):
        await export_captures(instance, tmp_path / "a.zip")
    broken = instance.model_copy(update={"database_url": "sqlite+aiosqlite:////no/such/folder/a.sqlite3"})
    with pytest.raises(Exception, match="unable to open"):
        await export_captures(broken, tmp_path / "b.warc.gz")

    assert there.read_bytes() == b"mine"
    assert [name for name in _names(tmp_path) if "warc" in name or "part" in name] == ["a.warc.gz"]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_an_export_of_nothing_says_so(instance: Instance, tmp_path: Path) -> None:
    """The file is there, and holds no capture."""
    assert not await export_captures(instance, tmp_path / "a.warc.gz", since=datetime(2040, 1, 1, tzinfo=UTC))
    assert _read_back(tmp_path / "a.warc.gz") == []
