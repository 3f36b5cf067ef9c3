"""One bounded GET, against a real server on this machine."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import zlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from aiohttp import web

from services.fetcher.adapters.http import Fetched, Gone, Http, NotModified, Refused, Unavailable
from services.fetcher.domain.validators import validators_of
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
    if request.path == "/moved-to-localhost":
        return web.Response(status=302, headers={"Location": f"http://localhost:{request.url.port}/page"})
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
    given = {"private_hosts": {"127.0.0.1"}, "max_body_bytes": 1000, "total_timeout_seconds": 0.5} | settings
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


async def test_long_address_leaves_room_for_the_reason() -> None:
    """However long an address is, what is wrong with it is told."""
    path = "/a" * 2000
    async with a_client() as (http, _):
        refused = await http.get(f"http://[{path}")
        away = await http.get(f"http://127.0.0.1:9{path}")

    assert isinstance(refused, Refused)
    assert refused.reason.endswith("Invalid IPv6 URL")
    assert isinstance(away, Unavailable)
    assert "onnect" in away.reason
    assert len(away.reason) <= 500


async def test_other_ends_are_values() -> None:
    """A page that is gone, unchanged or exactly as large as allowed is told apart."""
    async with a_client() as (http, address):
        results = [await http.get(address + path) for path in ("/missing", "/gone", "/same", "/full")]

    assert results[:3] == [Gone(404), Gone(410), NotModified()]
    assert isinstance(results[3], Fetched)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0"])  # noqa: S104 - asked, not bound
async def test_private_address_is_refused(host: str) -> None:
    """However an address of this machine is written, it is not asked."""
    async with a_client(private_hosts=()) as (http, address):
        result = await http.get(f"http://{host}:{address.rsplit(':', 1)[1]}/page")

    assert not isinstance(result, Fetched)
    assert isinstance(result, Refused) or "resolve" in result.reason.lower() or "connect" in result.reason.lower()


async def test_a_trusted_host_leads_to_no_other_private_one() -> None:
    """The operator trusts one name; a redirect from there to another private address is refused."""
    async with a_client() as (http, address):
        result = await http.get(f"{address}/moved-to-localhost")

    assert isinstance(result, Refused)
    assert result.outcome == "private_address"


def test_private_hosts_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the environment of a container."""
    monkeypatch.setenv("CLAIMWIRE_PRIVATE_HOSTS", "feeds.intranet, Demonstration.localhost,")

    assert Settings().private_hosts == {"feeds.intranet", "demonstration.localhost"}


@pytest.mark.parametrize("url", ["", "a", "ftp://news.example/", "http://", "http://[", "http://a:99999/"])
async def test_bad_url_is_a_value(url: str) -> None:
    """A URL that nobody can ask for raises nothing."""
    async with a_client() as (http, _):
        result = await http.get(url)

    assert isinstance(result, Refused)


_LATIN_1 = 'ETag: "caf\xe9"\r\nLast-Modified: \xff\xfe\r\nContent-Type: text/html; charset=\xff'.encode("latin-1")
_FAR_YEAR = b"Retry-After: Mon, 01 Jan 99999999999 00:00:00 GMT"
_NOWHERE = "Location: http://\xff\xfe[:::/".encode("latin-1")


@asynccontextmanager
async def a_raw_server(status: bytes, headers: bytes) -> AsyncIterator[str]:
    """A server that sends these bytes, which no library would send; yields its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %b\r\n%b\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwords" % (status, headers))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (b"200 OK", b"\x00junk", "not an answer in HTTP: "),
        (b"200 OK", b"Transfer-Encoding: chunked", ""),
        (b"200 OK\r\nContent-Encoding: gzip", b"A: b", "damaged content encoding: "),
    ],
)
async def test_damaged_answer_is_told_in_one_line(status: bytes, headers: bytes, reason: str) -> None:
    """What was wrong, and with which address; not how the client calls it inside."""
    async with a_client() as (http, _), a_raw_server(status, headers) as address:
        result = await http.get(address)

    assert isinstance(result, Unavailable)
    assert result.reason.startswith(f"{address}: {reason}")
    assert "\n" not in result.reason
    assert "Error:" not in result.reason


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (b"200 OK", _LATIN_1, Fetched),
        (b"503 Later", _FAR_YEAR, Unavailable),
        (b"302 Found", _NOWHERE, Refused),
        (b"302 Found", b"Location: /\xff\xe9", Refused),
    ],
)
async def test_odd_headers_end_as_a_value_that_can_be_sent_on(status: bytes, headers: bytes, kind: type) -> None:
    """Headers that are no UTF-8, or tell a time that no calendar has, end as a value without surrogates."""
    async with a_client() as (http, _), a_raw_server(status, headers) as address:
        result = await http.get(address)

    assert isinstance(result, kind)
    orjson.dumps(dataclasses.asdict(result), default=repr)


async def test_odd_validators_can_be_sent_back() -> None:
    """A validator that is no UTF-8 does not keep the next request from being made."""
    async with a_client() as (http, _), a_raw_server(b"200 OK", _LATIN_1) as address:
        first = await http.get(address)
        assert isinstance(first, Fetched)
        second = await http.get(address, validators_of(first.headers).headers())

    assert isinstance(second, Fetched)


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/closed", "403"),
        ("/busy", "503"),
        ("/loop", "redirects"),
        ("/large", "more than"),
        ("/cut", "too early"),
        (":bad/", "news.example"),
    ],
)
async def test_reason_never_holds_a_password(path: str, known: str) -> None:
    """A reason is logged, kept and shown: the name and password of an address stay out of it."""
    async with a_client() as (http, address):
        host = "news.example" if path.startswith(":") else address.removeprefix("http://")
        result = await http.get(f"http://reader:s3cret@{host}{path}")

    assert isinstance(result, Refused | Unavailable)
    assert known in result.reason
    assert "s3cret" not in result.reason
