"""The demonstration's site, over HTTP."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, web

from services.demonstration.domain.outlets import OUTLETS
from services.demonstration.site import Site, reports
from services.fetcher.domain.entries import Feed
from services.fetcher.domain.feed import parse_feed
from services.fetcher.domain.robots import Rules

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LONG_AGO = datetime(2024, 5, 14, 12, tzinfo=UTC)


@asynccontextmanager
async def served(site: Site) -> AsyncIterator[str]:
    """The address of a running site."""
    runner = web.AppRunner(site.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """The address of a site on which everything is out."""
    async with served(Site(reports(), pause_seconds=1.0, start=LONG_AGO)) as address:
        yield address


async def test_every_feed_names_the_pages_of_its_outlet(site: str) -> None:
    """Each feed can be read, each of its links answers with the article and says that it is invented."""
    async with ClientSession() as session:
        for outlet in OUTLETS:
            async with session.get(site + outlet.feed_path) as answer:
                feed = parse_feed(await answer.read(), str(answer.url))
            assert isinstance(feed, Feed)
            assert len(feed.entries) == len({r.slug for r in reports() if r.outlet == outlet.key})
            for entry in feed.entries:
                async with session.get(entry.url or "") as answer:
                    page = await answer.text()
                assert answer.charset == outlet.charset
                assert "Everything on this site is invented" in page


async def test_a_corrected_article_is_a_new_item_of_its_feed(site: str) -> None:
    """Its id counts the versions, as some large outlets do, so that whoever polls the feed asks for the page again."""
    corrected = next(report for report in reports() if report.correction)
    async with ClientSession() as session, session.get(f"{site}/{corrected.outlet}/feed.xml") as answer:
        feed = parse_feed(await answer.read())

    assert isinstance(feed, Feed)
    (entry,) = [entry for entry in feed.entries if corrected.slug in entry.id]
    assert (entry.id, entry.title) == (f"{entry.url}#1", corrected.title)


async def test_what_did_not_change_is_not_sent_again(site: str) -> None:
    """A feed that is asked with its ETag answers 304."""
    async with ClientSession() as session:
        async with session.get(f"{site}/wire/feed.xml") as answer:
            tag = answer.headers["ETag"]
        async with session.get(f"{site}/wire/feed.xml", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [("/livez", 200), ("/", 200), ("/wire/", 200), ("/none/", 404), ("/none/feed.xml", 404), ("/wire/news/none", 404)],
)
async def test_addresses_answer(site: str, path: str, status: int) -> None:
    """What is there answers, what is not is not found."""
    async with ClientSession() as session, session.get(site + path) as answer:
        assert answer.status == status


async def test_the_script_begins_when_a_feed_is_asked_for() -> None:
    """A fetcher that is slow to start misses nothing; what is still to come is not found."""
    async with served(Site(reports(), pause_seconds=1000.0)) as base, ClientSession() as session:
        out = []
        for path in ("/", "/wire/", "/courier/feed.xml"):
            async with session.get(base + path) as answer:
                assert answer.status == 200
            async with session.get(f"{base}/script") as answer:
                out.append((await answer.json())["out"])
        statuses = []
        for report in reports()[:2]:
            async with session.get(f"{base}/{report.outlet}/news/{report.slug}") as answer:
                statuses.append(answer.status)

    assert (out, statuses) == ([0, 0, 1], [200, 404])


async def test_robots_close_what_the_script_says(site: str) -> None:
    """The rules forbid exactly the reports that are to end as skipped."""
    async with ClientSession() as session, session.get(f"{site}/robots.txt") as answer:
        rules = Rules(await answer.text())

    for report in reports():
        allowed = rules.allows(f"{site}/{report.outlet}/{report.section}/{report.slug}", "claimwire/0.1")
        assert allowed == (report.ends == "stored")
