"""One bounded GET, against a real server on this machine."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from services.fetcher.adapters.http import Fetched, Gone, Http, NotModified, Refused, Unavailable
from services.fetcher.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_BOMB = gzip.compress(b"\0" * 20_000_000)
_ANSWERS: dict[str, Any] = {
    "/page": lambda: web.Response(text="words", headers={"ETag": '"1"', "Set-Cookie": "a=b"}),
    "/gzip": lambda: web.Response(body=gzip.compress(b"words"), headers={"Content-Encoding": "gzip"}),
    "/deflate": lambda: web.Response(body=zlib.compress(b"words"), headers={"Content-Encoding": "deflate"}),
    "/bomb": lambda: web.Response(body=_BOMB, headers={"Content-Encoding": "gzip"}),
    "/large": lambda: web.Response(body=b"a" * 1001),
    "/full": lambda: web.Response(body=b"a" * 1000),
    "/cut": lambda: web.Response(body=gzip.compress(b"words" * 99)[:-9], headers={"Content-Encoding": "gzip"}),
    "/odd": lambda: web.Response(body=b"a", headers={"Content-Encoding": "br"}),
    "/loop": lambda: web.Response(status=302, headers={"Location": "/loop"}),
    "/moved": lambda: web.Response(status=301, headers={"Location": "/page"}),
    "/file": lambda: web.Response(status=302, headers={"Location": "file:///etc/hostname"}),
    "/missing": lambda: web.Response(status=404),
    "/gone": lambda: web.Response(status=410),
    "/closed": lambda: web.Response(status=403),
    "/same": lambda: web.Response(status=304),
    "/busy": lambda: web.Response(status=503, headers={"Retry-After": "7"}),
}


async def _answer(request: web.Request) -> web.Response:
    if request.path == "/slow":
        await asyncio.sleep(5)
    answer: web.Response = _ANSWERS[request.path]()
    return answer


@asynccontextmanager
async def a_client(**settings: Any) -> AsyncIterator[tuple[Http, str]]:
    """A client with a bound of 1000 bytes, and the address of the server."""
    app = web.Application()
    app.router.add_get("/{path:.*}", _answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    given = {"allow_private_addresses": True, "max_body_bytes": 1000, "total_timeout_seconds": 0.5} | settings
    http = Http(Settings(**given))
    try:
        yield http, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await http.close()
        await runner.cleanup()


@pytest.mark.parametrize("path", ["/page", "/gzip", "/deflate", "/moved"])
async def test_page_is_fetched(path: str) -> None:
    """A page comes without its content encoding, also after a redirect."""
    async with a_client() as (http, address):
        result = await http.get(address + path)

    assert isinstance(result, Fetched)
    assert result.body == b"words"


async def test_final_url_and_known_headers_are_kept() -> None:
    """The URL is where the page was found; of the headers only those that matter are kept."""
    async with a_client() as (http, address):
        result = await http.get(f"{address}/moved")

    assert isinstance(result, Fetched)
    assert result.url == f"{address}/page"
    assert result.headers["etag"] == '"1"'
    assert "set-cookie" not in result.headers


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/bomb", "too_large"),
        ("/large", "too_large"),
        ("/loop", "redirects"),
        ("/file", "bad_url"),
        ("/closed", "refused"),
    ],
)
async def test_what_must_not_be_fetched_is_refused(path: str, outcome: str) -> None:
    """Bombs, large bodies, redirect loops, other schemes and forbidden pages are refused, each by its word."""
    async with a_client() as (http, address):
        result = await http.get(address + path)

    assert isinstance(result, Refused)
    assert result.outcome == outcome


@pytest.mark.parametrize("path", ["/slow", "/cut", "/odd", "/busy"])
async def test_what_may_pass_is_unavailable(path: str) -> None:
    """Slow, broken and busy answers may be better later."""
    async with a_client() as (http, address):
        result = await http.get(address + path)

    assert isinstance(result, Unavailable)
    assert result.retry_after_seconds == (7 if path == "/busy" else None)


async def test_other_ends_are_values() -> None:
    """A page that is gone, unchanged or exactly as large as allowed is told apart."""
    async with a_client() as (http, address):
        results = [await http.get(address + path) for path in ("/missing", "/gone", "/same", "/full")]

    assert results[:3] == [Gone(404), Gone(410), NotModified()]
    assert isinstance(results[3], Fetched)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0"])  # noqa: S104 - asked, not bound
async def test_private_address_is_refused(host: str) -> None:
    """However an address of this machine is written, it is not asked."""
    async with a_client(allow_private_addresses=False) as (http, address):
        result = await http.get(f"http://{host}:{address.rsplit(':', 1)[1]}/page")

    assert not isinstance(result, Fetched)
    assert isinstance(result, Refused) or "resolve" in result.reason.lower() or "connect" in result.reason.lower()


@pytest.mark.parametrize("url", ["", "a", "ftp://news.example/", "http://", "http://[", "http://a:99999/"])
async def test_bad_url_is_a_value(url: str) -> None:
    """A URL that nobody can ask for raises nothing."""
    async with a_client() as (http, _):
        result = await http.get(url)

    assert isinstance(result, Refused)
