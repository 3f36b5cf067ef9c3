"""What became of a feed, of what is put off, and of a file: the answers of `claimwire where`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from redis.exceptions import ResponseError

from services.console.handing_over import name_in_inbox
from services.console.instance import Instance
from services.console.outcomes import known, print_where
from services.fetcher.adapters.http import Fetched, Unavailable
from services.fetcher.domain.feed_list import ListedFeed
from services.fetcher.domain.schedule import Bounds
from services.fetcher.domain.state import FeedState
from services.fetcher.handlers import file_skipped, messages_of_file, poll
from services.store.handlers import store_slice
from shared.contracts.article import ArticleDiscovered, FeedItem
from shared.database.session import connect
from shared.database.upgrade import upgrade
from shared.testing import SOME_TIME, a_keeper
from shared.transport.later import put_off
from shared.transport.leases import commit_poll, take

if TYPE_CHECKING:
    from redis.asyncio import Redis

_FEED = "https://news.example/feed"


@pytest.fixture
def instance(redis_url: str, tmp_path: Path) -> Instance:
    """What the command knows of a running instance."""
    database = f"sqlite+aiosqlite:///{tmp_path / 'where.sqlite3'}"
    upgrade(database)
    return Instance(pid=1, folder=str(tmp_path), redis_url=redis_url, database_url=database, page="http://localhost/")


async def _told(what: str, instance: Instance) -> list[tuple[str, str]]:
    rows, problem = await known(what, instance)
    assert problem is None
    return [(row.outcome, row.reason) for row in rows]


async def _polled(redis: Redis, redis_url: str, answers: list[Any]) -> None:
    state = FeedState()
    decide = partial(poll, now=SOME_TIME, bounds=Bounds(60, 3600), chance=0.5)
    async with a_keeper(redis_url):
        token = await take(redis, f"feed:{_FEED}", seconds=60)
        assert token is not None
        for answer in answers:
            state = decide(ListedFeed(url=_FEED), state, answer).state
        while not await _committed(redis, token, state):
            await asyncio.sleep(0.05)


async def _committed(redis: Redis, token: str, state: FeedState) -> bool:
    try:
        return await commit_poll(redis, _FEED, token, state.saved(), [])
    except ResponseError:
        # The keeper has not loaded the Functions yet.
        return False


async def test_feed_that_fails_is_told_with_its_reason(redis: Redis, redis_url: str, instance: Instance) -> None:
    """Why, how often in a row, and when it is asked next."""
    await _polled(redis, redis_url, [Unavailable("status 503: x"), Fetched(_FEED, 200, {}, b"no feed")])

    [(outcome, reason)] = await _told(_FEED, instance)
    assert outcome == "feed_failed"
    assert reason.startswith("not a feed: neither RSS nor Atom was found in it (text/plain, 7 bytes)")
    assert reason.endswith("(failed 2 times in a row; next poll at 2026-01-02 03:06:05)")


async def test_feed_that_is_read_is_told_with_what_it_left_out(
    redis: Redis, redis_url: str, instance: Instance
) -> None:
    """How many items, and those of which nothing can become."""
    items = "<item><link>/a</link></item><item><title>B</title></item><item/>"
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    await _polled(redis, redis_url, [Fetched(_FEED, 200, {}, body)])

    [(outcome, reason)] = await _told(_FEED, instance)
    assert outcome == "feed_read"
    assert "items: 2; without a page: 1, the first: the item 'B' has no link" in reason
    assert "without id, link and title: 1" in reason


async def test_article_that_is_put_off_is_told(redis: Redis, instance: Instance) -> None:
    """While a server is away its article is not forgotten: why, and when it is asked for again."""
    item = FeedItem(feed=_FEED)
    discovered = ArticleDiscovered(
        url="https://news.example/a", item=item, discovered_at=SOME_TIME, failed_rounds=2, problem="status 503"
    )
    await put_off(redis, discovered, SOME_TIME + timedelta(hours=1), service="fetcher")

    assert await _told("https://news.example/a", instance) == [
        ("put_off", "status 503 (failed rounds: 2; asked again at 2026-01-02 04:04:05)")
    ]
    assert await _told("https://news.example/b", instance) == []


async def test_file_is_found_by_its_name(instance: Instance, tmp_path: Path) -> None:
    """A file that became a capture, one that did not, and one that `ingest` handed over under another name."""
    report = tmp_path / "my report.txt"
    report.write_bytes(b"words of a report")
    handed_over = name_in_inbox(report.name, report)
    messages = [
        *messages_of_file("other.txt", b"other words", SOME_TIME, max_bytes=99),
        *messages_of_file(handed_over, report.read_bytes(), SOME_TIME, max_bytes=99),
        file_skipped("a.docx", "unsupported_file", "'a.docx' has no name that the inbox reads", SOME_TIME),
    ]
    engine = connect(instance.database_url)
    await store_slice(engine, messages, now=SOME_TIME)  # type: ignore[arg-type]
    await engine.dispose()

    assert [outcome for outcome, _ in await _told("other.txt", instance)] == ["captured"]
    assert [outcome for outcome, _ in await _told("somewhere/else/other.txt", instance)] == ["captured"]
    assert [outcome for outcome, _ in await _told(str(report), instance)] == ["captured"]
    assert await _told("a.docx", instance) == [("unsupported_file", "'a.docx' has no name that the inbox reads")]


async def test_database_is_told_where_redis_does_not_answer(
    instance: Instance, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What is known is printed, and that it may not be all."""
    engine = connect(instance.database_url)
    await store_slice(engine, [file_skipped("a.docx", "odd", "no\n\x1b[2Jreason", SOME_TIME)], now=SOME_TIME)
    await engine.dispose()

    found = await print_where("a.docx", instance.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"}))

    first, second = capfdbinary.readouterr().out.decode().splitlines()
    assert found
    assert r"odd            no \u001b[2Jreason  urn:claimwire:file:a.docx" in first
    assert second.startswith("feeds and what is put off are not known now: Redis: ")
