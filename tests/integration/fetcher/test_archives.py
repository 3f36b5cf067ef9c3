"""An archive in the inbox becomes captures: none lost, none twice, whatever is lost on the way."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from services.fetcher.adapters.inbox import Inbox
from services.fetcher.adapters.warc import reader
from services.fetcher.adapters.warc.captured import message_of_record
from services.fetcher.adapters.warc.progress import load, progress_file
from services.fetcher.adapters.warc.reader import ArchiveReader
from services.fetcher.handlers import file_skipped
from services.fetcher.settings import Settings
from services.store.adapters.captures import keep, note_outcome
from services.store.adapters.endings import keep_skipped
from shared.contracts.article import ArticleFetched, ArticleSkipped
from shared.database.session import connect, writing
from shared.database.tables import captures
from shared.database.upgrade import upgrade
from shared.runtime.clock import now
from shared.testing import a_keeper, eventually
from shared.transport.broker import Patience, patient_client
from shared.transport.pressure import Pressure
from shared.transport.streams import ARTICLES_FETCHED, ARTICLES_SKIPPED, FIELD
from tests.archives import Archive, a_page, an_archive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from redis.asyncio import Redis
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.console.redis_server import RedisServer

_PAGES = 150


class Behind:
    """The services behind the fetcher in small: what comes is stored, as fast as a test wants.

    Attributes:
        pace: articles a look; 0 holds them all back.
        is_overtaken: claims of an article are stored before its capture, which waits in Redis.
        came: how often each URL came.
    """

    def __init__(self, redis: Redis, engine: AsyncEngine) -> None:
        self.redis, self.engine, self.pace, self.is_overtaken = redis, engine, 1000, False
        self.came: Counter[str] = Counter()

    async def run(self) -> None:
        """Store what comes."""
        while True:
            for stream, contract in ((ARTICLES_FETCHED, ArticleFetched), (ARTICLES_SKIPPED, ArticleSkipped)):
                for entry, fields in await self.redis.xrange(stream.name, count=self.pace) if self.pace else ():
                    message = contract.model_validate(json.loads(fields[FIELD.encode()])["data"])
                    self.came[message.url] += 1
                    async with writing(self.engine) as connection:
                        if isinstance(message, ArticleSkipped):
                            await keep_skipped(connection, message)
                        else:
                            if not self.is_overtaken:
                                await keep(connection, message, now())
                            await note_outcome(connection, message.capture, message.url, "stored")
                    if not self.is_overtaken:
                        await self.redis.xdel(stream.name, entry)
            await asyncio.sleep(0.02)


class Place:
    """A folder with an inbox, a server and a database."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.folder, self.redis_url = folder / "inbox", redis_url
        self.folder.mkdir()
        self.database_url = f"sqlite+aiosqlite:///{folder / 'claims.sqlite3'}"
        upgrade(self.database_url)
        self.engine = connect(self.database_url)

    @asynccontextmanager
    async def behind(self) -> AsyncIterator[Behind]:
        """What stands behind the fetcher."""
        redis = patient_client(self.redis_url, Patience())
        behind = Behind(redis, self.engine)
        task = asyncio.create_task(behind.run())
        try:
            async with a_keeper(self.redis_url):
                yield behind
        finally:
            task.cancel()
            await asyncio.wait([task])
            await redis.aclose()
            await self.engine.dispose()

    @asynccontextmanager
    async def reading(self, *, kill: bool = False, **changes: Any) -> AsyncIterator[None]:
        """A reader of the inbox; one that is killed leaves its lease behind."""
        patience = Patience()
        redis = patient_client(self.redis_url, patience)
        settings = Settings(redis_url=self.redis_url, inbox=self.folder, inbox_scan_seconds=0.05, **changes)
        pressure = Pressure(redis, settings, patience)
        inbox = Inbox(self.folder, archives=True)
        archives = ArchiveReader(
            redis, patience, pressure, self.engine, settings, inbox, message_of_record, file_skipped
        )
        task = asyncio.create_task(archives.run())
        try:
            yield
        finally:
            if not kill:
                patience.stopping.set()
            task.cancel() if kill else None
            with suppress(asyncio.CancelledError):
                await task
            await redis.aclose()

    def put(self, raw: bytes, name: str = "a.warc.gz") -> None:
        """A file that appears whole."""
        (self.folder / ".part").write_bytes(raw)
        (self.folder / ".part").rename(self.folder / name)

    async def done(self, name: str = "a.warc.gz") -> dict[str, Any]:
        """The counts of an archive, once it was read to its end."""
        summary = self.folder / "done" / f"{name}.json"

        async def is_there() -> bool:
            return summary.exists()

        await eventually(is_there)
        return dict(json.loads(summary.read_text()))

    async def urls(self) -> list[str]:
        """Of each capture that is stored."""
        async with self.engine.connect() as connection:
            return sorted((await connection.execute(select(captures.c.url))).scalars())

    def offset(self) -> int:
        """How far the saved progress has got."""
        saved = load(progress_file(self.folder / "a.warc.gz"))
        return saved.offset if saved else 0


@pytest.fixture
def place(tmp_path: Path, redis_url: str) -> Place:
    """Where an archive is read."""
    return Place(tmp_path, redis_url)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that few pages are several batches, and a reader that was killed is followed soon."""
    monkeypatch.setattr("services.fetcher.adapters.warc.batches._MOST_ARTICLES", 4)
    monkeypatch.setattr(reader, "_MOST_BATCHES", 4)
    monkeypatch.setattr(reader, "_LEASE_SECONDS", 0.6)


def _expected(pages: int = _PAGES) -> list[str]:
    return sorted(f"https://archive.example/{number}" for number in range(pages))


async def test_an_archive_becomes_captures(place: Place) -> None:
    """Every page is captured once, everything is counted, and the archive moves away with its counts."""
    archive = an_archive(_PAGES)
    archive.add("https://archive.example/missing", b"", status="404 Not Found")
    place.put(archive.raw)

    async with place.behind() as behind, place.reading():
        counts = await place.done()
        stored = await place.urls()

    assert stored == _expected()
    assert set(behind.came.values()) == {1}
    assert (counts["stored"], counts["skipped"], counts["dead"]) == (_PAGES, {"gone": 1}, 0)
    assert counts["others"] == {"warcinfo": 1, "request": _PAGES, "metadata": _PAGES}
    assert counts["records"] == 3 * _PAGES + 2
    assert [path.name for path in place.folder.iterdir()] == ["done"]


async def test_little_is_on_its_way_at_a_time(place: Place) -> None:
    """An archive does not fill Redis while the services behind stand still."""
    place.put(an_archive(_PAGES).raw)

    async with place.behind() as behind, place.reading():
        behind.pace = 0
        await asyncio.sleep(1.0)
        on_the_way = await behind.redis.xlen(ARTICLES_FETCHED.name)
        behind.pace = 1000
        await place.done()

    assert on_the_way == 16


async def test_a_reader_that_was_killed_is_followed_where_it_was(place: Place) -> None:
    """Nothing is lost, and what had its end is not read again."""
    place.put(an_archive(_PAGES).raw)

    async with place.behind() as behind:
        async with place.reading(kill=True):
            await eventually(lambda: _is_beyond(place, 10_000))
            behind.pace = 0
        ended = set(await place.urls())
        behind.pace = 1000
        async with place.reading():
            counts = await place.done()
        stored = await place.urls()

    assert ended
    assert stored == _expected()
    assert counts["stored"] == _PAGES
    assert {behind.came[url] for url in ended} == {1}


async def _is_beyond(place: Place, offset: int) -> bool:
    return place.offset() > offset


async def test_what_redis_lost_is_added_again(place: Place) -> None:
    """The reader sees that its lease is gone, long before anything is overdue."""
    place.put(an_archive(_PAGES).raw)

    async with place.behind() as behind, place.reading():
        await eventually(lambda: _is_beyond(place, 10_000))
        behind.pace = 0
        await asyncio.sleep(0.3)
        lost = await behind.redis.xlen(ARTICLES_FETCHED.name)
        await behind.redis.flushall()
        behind.pace = 1000
        counts = await place.done()
        stored = await place.urls()

    assert lost > 0
    assert (stored, counts["stored"]) == (_expected(), _PAGES)


async def test_capture_that_its_claims_overtook_is_added_again_after_a_loss(place: Place) -> None:
    """An article is not done while Redis alone has its capture, though its claims are stored."""
    place.put(an_archive(20).raw)

    async with place.behind() as behind, place.reading():
        behind.is_overtaken = True
        await eventually(lambda: _came(behind, 16))
        await asyncio.sleep(0.3)
        before = await place.urls()
        await behind.redis.flushall()
        behind.is_overtaken = False
        counts = await place.done()
        stored = await place.urls()

    assert before == []
    assert (stored, counts["stored"]) == (_expected(20), 20)


async def test_what_has_no_end_in_time_is_added_again(place: Place, valkey: RedisServer) -> None:
    """As a loss that shows nowhere else, such as entries that somebody deleted."""
    place.put(an_archive(20).raw)

    async with place.behind() as behind, place.reading(inbox_again_seconds=0.5):
        behind.pace = 0
        await eventually(lambda: _has(behind, 16))
        await behind.redis.delete(ARTICLES_FETCHED.name)
        behind.pace = 1000
        await place.done()
        stored = await place.urls()

    assert stored == _expected(20)


async def test_what_is_slow_is_not_added_again(place: Place) -> None:
    """Each article comes once, though what is on its way takes longer than anything may stand still."""
    place.put(an_archive(20).raw)

    async with place.behind() as behind, place.reading(inbox_again_seconds=2):
        behind.pace = 0
        await eventually(lambda: _has(behind, 16))
        for _ in range(20):
            behind.pace = 1
            await asyncio.sleep(0.02)
            behind.pace = 0
            await asyncio.sleep(0.15)
        behind.pace = 1000
        await place.done()

    assert set(behind.came.values()) == {1}


async def _has(behind: Behind, count: int) -> bool:
    return bool(await behind.redis.xlen(ARTICLES_FETCHED.name) >= count)


async def test_two_pages_of_the_same_bytes_are_both_captured(place: Place) -> None:
    """The end of one is not the end of the other, though their captures have one hash."""
    archive = Archive()
    for number in range(40):
        archive.add(f"https://archive.example/{number}", a_page(1))
    place.put(archive.raw)

    async with place.behind() as behind:
        behind.pace = 0
        async with place.reading():
            await eventually(lambda: _has(behind, 16))
            behind.pace = 1
            await eventually(lambda: _came(behind, 1))
            behind.pace = 0
            await asyncio.sleep(0.2)
            await behind.redis.flushall()
            behind.pace = 1000
            counts = await place.done()
        stored = await place.urls()

    assert (stored, counts["stored"]) == (_expected(40), 40)


async def _came(behind: Behind, count: int) -> bool:
    return behind.came.total() >= count


async def test_two_readers_share_an_inbox(place: Place) -> None:
    """One reads, the other lets it; where a busy machine lets the lease run out, some come again and not all."""
    place.put(an_archive(_PAGES).raw)

    async with place.behind() as behind, place.reading(), place.reading():
        await place.done()
        stored = await place.urls()

    assert stored == _expected()
    assert sum(behind.came.values()) < 1.5 * len(behind.came)


async def test_another_database_is_given_everything(place: Place, tmp_path: Path) -> None:
    """Progress of a database that was replaced by an older one, or an empty one, counts for nothing."""
    place.put(an_archive(_PAGES).raw)
    async with place.behind() as behind, place.reading():
        await eventually(lambda: _is_beyond(place, 10_000))
        behind.pace = 0
    (tmp_path / "other").mkdir()
    other = Place(tmp_path / "other", place.redis_url)
    other.folder = place.folder

    async with other.behind(), other.reading():
        await other.done()
        stored = await other.urls()

    assert stored == _expected()


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [(b"", "no_articles"), (an_archive(0).raw, "no_articles"), (b"noise\n" * 100, "damaged")],
    ids=["empty", "no answers", "noise"],
)
async def test_an_archive_without_articles_ends_with_a_reason(place: Place, raw: bytes, outcome: str) -> None:
    """Told once, then it moves away."""
    place.put(raw)

    async with place.behind() as behind, place.reading():
        counts = await place.done()

    assert len(behind.came) == 1
    assert counts["skipped"] == ({} if outcome == "no_articles" else {outcome: 1})
