"""Where a site's rules come from, against a real server on this machine."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from services.fetcher.adapters.http import Http
from services.fetcher.adapters.sites import Sites
from services.fetcher.domain.robots import MOST_BYTES
from services.fetcher.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

_AGENT = "claimwire/0.1"
_RULES = "User-agent: *\nDisallow: /a\n"


def _long() -> web.Response:
    """Three mebibytes, of which the last line that counts is the one before 500 KiB."""
    filling = "# filling\n" * (500 * 1024 // 10 - 10)
    return web.Response(text=f"{filling}{_RULES}{filling * 6}")


def _redirects(hops: int) -> Callable[[web.Request], web.Response]:
    def answer(request: web.Request) -> web.Response:
        done = int(request.query.get("hops", 0))
        if done == hops:
            return web.Response(text=_RULES)
        # To another host too: the same server by another of its names.
        host = "127.0.0.1" if request.host.startswith("127.0.0.2") else "127.0.0.2"
        to = f"http://{host}:{request.url.port}/robots.txt?hops={done + 1}"
        return web.Response(status=(301, 302, 303, 307, 308)[done % 5], headers={"Location": to})

    return answer


@asynccontextmanager
async def a_site(answer: Callable[[web.Request], web.Response]) -> AsyncIterator[tuple[Sites, str, list[str]]]:
    """A site with this robots.txt; its address, and what it was asked for."""
    asked: list[str] = []

    async def answered(request: web.Request) -> web.Response:
        asked.append(request.path)
        return answer(request)

    app = web.Application()
    app.router.add_get("/{path:.*}", answered)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()  # noqa: S104 - for the names 127.0.0.1 and 127.0.0.2
    http = Http(Settings(private_hosts={"127.0.0.1", "127.0.0.2"}, total_timeout_seconds=2))
    try:
        yield Sites(http), f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    finally:
        await http.close()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (lambda _: web.Response(text=_RULES), False),
        (lambda _: web.Response(text=f"\ufeff{_RULES}"), False),
        (lambda _: _long(), False),
        (lambda _: web.Response(status=403, text=_RULES), True),
        (lambda _: web.Response(status=404), True),
        (lambda _: web.Response(status=429), False),
        (lambda _: web.Response(status=500), False),
        (lambda _: web.Response(status=503), False),
        (lambda _: web.Response(status=304), False),
        (lambda _: web.Response(body=b"words", headers={"Content-Encoding": "gzip"}), False),
        (_redirects(1), False),
        (_redirects(5), False),
        # As if there were none (RFC 9309, 2.3.1.2).
        (_redirects(6), True),
    ],
    ids=["rules", "byte order mark", "long", "403", "404", "429", "500", "503", "304", "damaged", "moved", "5", "6"],
)
async def test_answer_decides(answer: Callable[[web.Request], web.Response], allowed: bool) -> None:
    """Rules count, however long the file is and wherever it has moved; none allow; what cannot be had forbids."""
    async with a_site(answer) as (sites, address, _):
        rules = await sites.rules(f"{address}/a")

    assert rules.allows(f"{address}/a", _AGENT) is allowed
    assert len(rules.text) <= MOST_BYTES


async def test_site_that_is_away_forbids() -> None:
    """Nobody answers: nobody knows the rules, and why is told."""
    async with a_site(lambda _: web.Response()) as (sites, address, _):
        pass
    sites = Sites(Http(sites.http.settings))
    rules = await sites.rules(f"{address}/a")
    await sites.http.close()

    assert not rules.allows(f"{address}/a", _AGENT)
    assert rules.why


async def test_rules_are_asked_for_once_a_day_and_a_failure_again() -> None:
    """What a site said is kept; what it could not say is asked for with the next attempt."""
    async with a_site(lambda _: web.Response(text=_RULES)) as (sites, address, asked):
        for page in "abc":
            await sites.rules(f"{address}/{page}")
        kept = list(asked)
    async with a_site(lambda _: web.Response(status=500)) as (sites, address, asked):
        for page in "abc":
            await sites.rules(f"{address}/{page}")

    assert kept == ["/robots.txt"]
    assert asked == ["/robots.txt"] * 3
