"""The fetcher brings feeds, pages and files to `articles.fetched`, with real servers on both sides."""

from __future__ import annotations

import asyncio
import base64
import errno
import os
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import zstandard
from aiohttp import web

from services.fetcher.adapters.inbox import Inbox
from services.fetcher.adapters.reader import InboxReader
from services.fetcher.app import make
from services.fetcher.handlers import file_skipped
from services.fetcher.settings import Settings
from services.store.handlers import store_slice
from shared.contracts.article import ArticleDiscovered, ArticleFetched, FeedItem
from shared.database.session import connect, writing
from shared.database.tables import captures, metadata
from shared.database.tracing import where
from shared.database.upgrade import upgrade
from shared.runtime.clock import now
from shared.testing import SOME_TIME, a_keeper, add, eventually, messages
from shared.transport.broker import Patience, patient_client
from shared.transport.leases import feed_state
from shared.transport.pressure import Pressure
from shared.transport.streams import ARTICLES_DISCOVERED, ARTICLES_FETCHED, ARTICLES_SKIPPED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from redis.asyncio import Redis

_PAGE = (
    "<html><head><title>Page {0}</title></head><body><p>The ministry said that bridge {0} was closed.</p></body></html>"
)


class Site:
    """A news site on this machine: a feed with three pages, one of them forbidden by robots.txt."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[str] = []
        self.etag = '"first"'
        self.paths: tuple[str, ...] = ("a", "b", "private/c", "missing")
        self.failures: dict[str, int] = {}
        self.elsewhere = "nowhere:"

    async def feed(self, request: web.Request) -> web.Response:
        """The feed, or 304 to who has it."""
        if request.headers.get("If-None-Match") == self.etag:
            return web.Response(status=304)
        items = "".join(
            f"<item><title>Page {n}</title><link>{self.address}/{path}</link><guid>{n}</guid></item>"
            for n, path in enumerate(self.paths)
        )
        body = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": self.etag})

    async def page(self, request: web.Request) -> web.Response:
        """One of the pages."""
        self.asked.append(request.path)
        if request.path == "/missing":
            raise web.HTTPNotFound
        if request.path.startswith("/moved/"):
            raise web.HTTPFound(request.path.removeprefix("/moved"))
        if request.path.startswith("/there/"):
            raise web.HTTPFound(self.elsewhere + request.path.removeprefix("/there"))
        if self.failures.get(request.path, 0) > 0:
            self.failures[request.path] -= 1
            raise web.HTTPServiceUnavailable
        return web.Response(text=_PAGE.format(request.path), content_type="text/html")

    async def hostile(self, _: web.Request) -> web.Response:
        """A feed that takes a parser a minute."""
        attributes = " ".join(f"a{n}=''" for n in range(60_000))
        body = f'<rss version="2.0"><channel><item {attributes}/></channel></rss>'
        return web.Response(text=body, content_type="application/rss+xml")

    async def robots(self, _: web.Request) -> web.Response:
        """The rules."""
        return web.Response(text="User-agent: *\nDisallow: /private/\n")


@asynccontextmanager
async def a_site() -> AsyncIterator[Site]:
    """A running site."""
    site = Site()
    app = web.Application()
    app.add_routes(
        [
            web.get("/feed", site.feed),
            web.get("/hostile", site.hostile),
            web.get("/robots.txt", site.robots),
            web.get("/{path:.*}", site.page),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def a_fetcher(redis_url: str, **settings: Any) -> AsyncIterator[Redis]:
    """A running keeper and fetcher; yields a client of their Redis."""
    redis = patient_client(redis_url, Patience())
    async with a_keeper(redis_url):
        service = make(Settings(redis_url=redis_url, private_hosts={"127.0.0.1"}, **settings))
        await service.start()
        try:
            yield redis
        finally:
            await service.stop()
            await redis.aclose()


async def _arrived(redis: Redis, stream: Any, count: int) -> list[dict[str, Any]]:
    """Read all that has ever been in a stream of `count` entries; nobody trims it without its groups."""

    async def there() -> bool:
        return len(await messages(redis, stream)) >= count

    await eventually(there)
    return await messages(redis, stream)


async def test_feed_becomes_captures(redis_url: str, tmp_path: Path) -> None:
    """Every page that a feed lists is downloaded once, or skipped with its reason."""
    feeds = tmp_path / "feeds.txt"
    async with a_site() as site:
        feeds.write_text(f"# news\n{site.address}/feed\n")

        async with a_fetcher(redis_url, feeds_file=feeds) as redis:
            fetched = await _arrived(redis, ARTICLES_FETCHED, 2)
            skipped = await _arrived(redis, ARTICLES_SKIPPED, 2)

    assert {each["url"] for each in fetched} == {f"{site.address}/a", f"{site.address}/b"}
    assert {(each["url"], each["outcome"]) for each in skipped} == {
        (f"{site.address}/private/c", "robots"),
        (f"{site.address}/missing", "gone"),
    }
    assert sorted(site.asked) == ["/a", "/b", "/missing"]
    body = zstandard.ZstdDecompressor().decompressobj().decompress(base64.b64decode(fetched[0]["body"]))
    assert b"was closed" in body
    assert fetched[0]["item"]["feed"] == f"{site.address}/feed"


async def test_restarted_fetcher_asks_only_for_what_changed(redis_url: str, tmp_path: Path) -> None:
    """A second fetcher finds validators and seen items of the first and adds nothing again."""
    feeds = tmp_path / "feeds.txt"
    settings = {"feeds_file": feeds, "shortest_poll_seconds": 0.2, "longest_poll_seconds": 0.2}
    async with a_site() as site:
        feeds.write_text(f"{site.address}/feed\n")
        async with a_fetcher(redis_url, **settings) as redis:
            await _arrived(redis, ARTICLES_SKIPPED, 2)
            await _arrived(redis, ARTICLES_FETCHED, 2)
        site.etag = '"second"'

        async with a_fetcher(redis_url, **settings) as redis:

            async def asked_again() -> bool:
                return b'"etag":"\\"second\\""' in (await redis.get(f"claimwire:feed:{site.address}/feed"))

            await eventually(asked_again)
            fetched = await messages(redis, ARTICLES_FETCHED)

    assert len(fetched) == 2
    assert sorted(site.asked) == ["/a", "/b", "/missing"]


async def test_fetcher_that_only_polls_leaves_articles_to_others(redis_url: str, tmp_path: Path) -> None:
    """One that reaches some sites only does not take what others can download."""
    feeds = tmp_path / "feeds.txt"
    async with a_site() as site, a_fetcher(redis_url, feeds_file=feeds, downloads=False) as redis:
        feeds.write_text(f"{site.address}/feed\n", encoding="utf8")

        assert len(await _arrived(redis, ARTICLES_DISCOVERED, 4)) == 4
        await asyncio.sleep(1)
        groups: Any = await redis.xinfo_groups(ARTICLES_DISCOVERED.name)

    assert groups[0]["last-delivered-id"] == b"0-0"
    assert site.asked == []


async def test_server_that_is_away_is_a_skip(redis_url: str) -> None:
    """An article whose server does not answer ends as unreachable after its attempts."""
    discovered = ArticleDiscovered(url="http://127.0.0.1:9/a", item=FeedItem(feed="test"), discovered_at=SOME_TIME)

    async with a_fetcher(redis_url, attempts=2, retry_rounds=0) as redis:
        await add(redis, ARTICLES_DISCOVERED, discovered)
        skipped = await _arrived(redis, ARTICLES_SKIPPED, 1)

    assert skipped[0]["outcome"] == "unreachable"


async def test_article_arrives_when_its_server_is_back(redis_url: str) -> None:
    """A page that fails for some rounds is captured once, and never reported as skipped."""
    async with a_site() as site:
        site.failures["/a"] = 3
        discovered = ArticleDiscovered(url=f"{site.address}/a", item=FeedItem(feed="test"), discovered_at=SOME_TIME)

        async with a_fetcher(redis_url, attempts=1, shortest_retry_seconds=0.1, longest_retry_seconds=0.2) as redis:
            await add(redis, ARTICLES_DISCOVERED, discovered)
            fetched = await _arrived(redis, ARTICLES_FETCHED, 1)
            skipped = await messages(redis, ARTICLES_SKIPPED)
            waiting = await redis.zcard("claimwire:later")

    assert waiting == 0
    assert [each["url"] for each in fetched] == [discovered.url]
    assert skipped == []
    assert site.asked == ["/a"] * 4


async def test_feed_discovers_again_what_was_given_up(redis_url: str, tmp_path: Path) -> None:
    """An article that ended as unreachable is captured after all, from a feed that has not changed since."""
    feeds = tmp_path / "feeds.txt"
    rounds = {"attempts": 1, "retry_rounds": 1, "shortest_retry_seconds": 0.1, "longest_retry_seconds": 0.1}
    polls = {"feeds_file": feeds, "shortest_poll_seconds": 0.2, "longest_poll_seconds": 0.2}
    async with a_site() as site:
        site.paths, site.failures["/a"] = ("a", "b"), 2
        feeds.write_text(f"{site.address}/feed\n")

        async with a_fetcher(redis_url, **rounds, **polls) as redis:
            fetched = await _arrived(redis, ARTICLES_FETCHED, 2)
            skipped = await messages(redis, ARTICLES_SKIPPED)

    assert sorted(each["url"] for each in fetched) == [f"{site.address}/a", f"{site.address}/b"]
    assert [(each["url"], each["outcome"]) for each in skipped] == [(f"{site.address}/a", "unreachable")]
    assert "after 2 rounds" in skipped[0]["reason"]


async def test_list_that_cannot_be_read_ends_nothing(redis_url: str, tmp_path: Path) -> None:
    """While the list of feeds cannot be read the fetcher lives on, and it polls when the list is back."""
    feeds = tmp_path / "feeds.txt"
    feeds.mkdir()
    async with a_site() as site, a_fetcher(redis_url, feeds_file=feeds) as redis:
        await asyncio.sleep(1.5)
        feeds.rmdir()
        feeds.write_text(f"{site.address}/feed\n", encoding="utf8")

        assert await _arrived(redis, ARTICLES_FETCHED, 2)


async def test_hostile_feed_holds_nothing_up(redis_url: str, tmp_path: Path) -> None:
    """While a feed keeps its parser busy pages go on coming; then that feed has failed and the next one is parsed."""
    feeds = tmp_path / "feeds.txt"
    async with a_site() as site:
        feeds.write_text(f"{site.address}/hostile\n")
        discovered = ArticleDiscovered(url=f"{site.address}/x", item=FeedItem(feed="test"), discovered_at=SOME_TIME)

        async with a_fetcher(redis_url, feeds_file=feeds, parse_timeout_seconds=8) as redis:
            await add(redis, ARTICLES_DISCOVERED, discovered)
            await _arrived(redis, ARTICLES_FETCHED, 1)
            early = await feed_state(redis, f"{site.address}/hostile")
            site.paths = ("a",)
            feeds.write_text(f"{site.address}/hostile\n{site.address}/feed\n")
            fetched = await _arrived(redis, ARTICLES_FETCHED, 2)
            late = await feed_state(redis, f"{site.address}/hostile")

    assert early is None
    assert [each["url"] for each in fetched] == [f"{site.address}/x", f"{site.address}/a"]
    assert late is not None
    assert late["problem"] == "the feed could not be parsed: no result after 8 s"


async def test_url_file_is_done_when_its_page_moved(redis_url: str, tmp_path: Path) -> None:
    """A `.url` file whose page redirects is done once the capture is stored, also where that page is known already."""
    database = f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite3'}"
    upgrade(database)
    engine, inbox = connect(database), tmp_path / "inbox"
    inbox.mkdir()
    settings = {"inbox": inbox, "inbox_scan_seconds": 0.1, "database_url": database}

    async def done(name: str) -> bool:
        await store_slice(
            engine, [ArticleFetched(**each) for each in await messages(redis, ARTICLES_FETCHED)], now=now()
        )
        return (inbox / "done" / name).exists()

    async with a_site() as site, a_fetcher(redis_url, **settings) as redis:
        for name, path in (("direct.url", "a"), ("moved.url", "moved/a"), ("twice.url", "moved/moved/a")):
            (inbox / name).write_text(f"{site.address}/{path}\n")
            await eventually(partial(done, name))
        known = await where(engine, f"{site.address}/moved/a")
    await engine.dispose()

    assert list(inbox.glob("*.url")) == []
    assert {row.url for row in known} == {f"{site.address}/a"}


async def test_page_at_another_site_is_asked_for_under_its_rules(redis_url: str) -> None:
    """A redirect to another site: what that one allows is fetched, what it forbids is not, and never asked for."""
    async with a_site() as site, a_site() as other, a_fetcher(redis_url) as redis:
        site.elsewhere = other.address
        for path in ("there/a", "there/private/b", "there/there/c"):
            item = FeedItem(feed="test")
            url = f"{site.address}/{path}"
            await add(redis, ARTICLES_DISCOVERED, ArticleDiscovered(url=url, item=item, discovered_at=now()))
        fetched = await _arrived(redis, ARTICLES_FETCHED, 1)
        skipped = {each["url"]: each for each in await _arrived(redis, ARTICLES_SKIPPED, 2)}

    assert [(each["url"], each["requested_url"]) for each in fetched] == [
        (f"{other.address}/a", f"{site.address}/there/a")
    ]
    assert skipped[f"{site.address}/there/private/b"]["outcome"] == "robots"
    assert f"{other.address}/private/b" in skipped[f"{site.address}/there/private/b"]["reason"]
    assert sorted(other.asked) == ["/a", "/there/c"]
    # That one knows no other site, as its address says.
    assert skipped[f"{site.address}/there/there/c"]["outcome"] == "bad_url"


async def test_inbox_file_is_done_when_its_capture_is_stored(redis_url: str, tmp_path: Path) -> None:
    """A file is added once, stays while the database does not have it, and moves away when it does."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "report.txt").write_text("The governor said the bridge was closed.")
    database = f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite3'}"
    engine = connect(database)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)

    async with a_fetcher(redis_url, inbox=inbox, inbox_scan_seconds=0.1, database_url=database) as redis:
        (capture,) = await _arrived(redis, ARTICLES_FETCHED, 1)
        still_there = (inbox / "report.txt").exists()
        async with writing(engine) as connection:
            await connection.execute(captures.insert().values(**_row(capture)))

        async def moved() -> bool:
            return (inbox / "done" / "report.txt").exists()

        await eventually(moved)
        count = len(await messages(redis, ARTICLES_FETCHED))
    await engine.dispose()

    assert still_there
    assert count == 1
    assert capture["url"] == f"urn:claimwire:capture:{capture['capture']}"
    assert not (inbox / "report.txt").exists()


async def test_inbox_file_that_redis_lost_is_added_again(redis_url: str, tmp_path: Path) -> None:
    """A file whose outcome stays unknown for too long is added again, until the database has it."""
    (tmp_path / "report.txt").write_text("The governor said the bridge was closed.")
    database = f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite3'}"
    await asyncio.to_thread(upgrade, database)
    settings = {"inbox_scan_seconds": 0.1, "inbox_again_seconds": 0.5, "database_url": database}

    async with a_fetcher(redis_url, inbox=tmp_path, **settings) as redis:
        (capture,) = await _arrived(redis, ARTICLES_FETCHED, 1)
        await redis.xtrim(ARTICLES_FETCHED.name, maxlen=0)
        again = (await _arrived(redis, ARTICLES_FETCHED, 1))[0]

    assert again["capture"] == capture["capture"]


async def test_file_that_waits_for_one_server_asks_no_other_again(redis_url: str, tmp_path: Path) -> None:
    """Of a `.url` file that is added again only what has no end and is not put off is asked for again."""
    database, inbox = f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite3'}", tmp_path / "inbox"
    await asyncio.to_thread(upgrade, database)
    engine = connect(database)
    inbox.mkdir()
    settings = {"inbox": inbox, "inbox_scan_seconds": 0.1, "inbox_again_seconds": 0.5, "database_url": database}

    async with a_site() as site, a_fetcher(redis_url, attempts=1, shortest_retry_seconds=60, **settings) as redis:
        site.failures["/b"] = 99
        (inbox / "two.url").write_text(f"{site.address}/a\n{site.address}/b\n")
        captured = [ArticleFetched(**each) for each in await _arrived(redis, ARTICLES_FETCHED, 1)]
        await store_slice(engine, captured, now=now())
        await eventually(partial(_has_asked, site, "/b"))
        await asyncio.sleep(2)
    await engine.dispose()

    assert site.asked.count("/b") == 1
    # Once before its capture was stored, and perhaps once more while that took its time.
    assert site.asked.count("/a") <= 2


async def _has_asked(site: Site, path: str) -> bool:
    return path in site.asked


async def test_address_that_no_parser_takes_is_a_skip(redis_url: str) -> None:
    """Not even its host can be read: it ends with a reason, at once."""
    discovered = ArticleDiscovered(url="http://[::/b", item=FeedItem(feed="test"), discovered_at=SOME_TIME)

    async with a_fetcher(redis_url) as redis:
        await add(redis, ARTICLES_DISCOVERED, discovered)
        [skipped] = await _arrived(redis, ARTICLES_SKIPPED, 1)

    assert (skipped["outcome"], skipped["reason"].startswith("not an address that can be asked: http://[::/b")) == (
        "bad_url",
        True,
    )


async def test_files_that_cannot_be_read_take_no_place(redis_url: str, tmp_path: Path) -> None:
    """However many files cannot be read now, the others are added; one that is closed to us ends with a reason."""
    for number in range(100):
        (tmp_path / f"{number:03}.txt").write_text("closed")
    (tmp_path / "report.txt").write_text("The governor said the bridge was closed.")
    (tmp_path / "secret.txt").write_text("secret")
    await asyncio.to_thread(_make_old, tmp_path)
    settings = Settings(redis_url=redis_url)

    def messages_of(name: str, raw: bytes, moment: datetime) -> Sequence[ArticleDiscovered]:
        if raw == b"closed":
            raise OSError(errno.EMFILE, "not now", name)
        if raw == b"secret":
            raise PermissionError(errno.EACCES, "not ours", name)
        return (ArticleDiscovered(url=f"http://news.example/{name}", item=FeedItem(feed="test"), discovered_at=moment),)

    redis, patience, engine = patient_client(redis_url, Patience()), Patience(), connect("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    pressure = Pressure(redis, settings, patience)
    reader = InboxReader(redis, patience, pressure, engine, settings, Inbox(tmp_path), messages_of, file_skipped)
    await reader.scan()
    added = await messages(redis, ARTICLES_DISCOVERED)
    skipped = await messages(redis, ARTICLES_SKIPPED)
    await redis.aclose()
    await engine.dispose()

    assert [each["url"] for each in added] == ["http://news.example/report.txt"]
    secret = [each for each in skipped if each["url"] == "urn:claimwire:file:secret.txt"]
    assert [(each["outcome"], each["reason"]) for each in secret] == [
        ("unreadable", "'secret.txt' cannot be read: not ours")
    ]


def _make_old(folder: Path) -> None:
    for path in folder.iterdir():
        os.utime(path, (0, 0))


def _row(capture: dict[str, Any]) -> dict[str, Any]:
    return {
        "capture_id": capture["capture"][:32],
        "capture": capture["capture"],
        "url": capture["url"],
        "url_key": "0" * 32,
        "status": 200,
        "headers": {},
        "fetched_at": SOME_TIME,
        "body": b"",
        "media_type": "text/plain",
        "stored_at": SOME_TIME,
    }
