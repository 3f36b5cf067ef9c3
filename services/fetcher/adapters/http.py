"""Web servers: one bounded GET, and what can come of it."""

from __future__ import annotations

import asyncio
import errno
import socket
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from services.fetcher.domain.addresses import is_public
from services.fetcher.domain.encoding import EncodingError, Unpacker
from services.fetcher.domain.robots import address
from shared.runtime.clock import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.fetcher.settings import Settings

_STEP_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
_LATER = frozenset({408, 425, 429})
_NOT_MODIFIED, _CLIENT_ERROR, _SERVER_ERROR = 304, 400, 500
_REASON_CHARACTERS = 500
_SHOWN_CHARACTERS = 200
_KEPT = (
    "content-type", "etag", "last-modified", "date", "content-language", "content-location", "retry-after", "link",
)  # fmt: skip


@dataclass(frozen=True)
class Fetched:
    """A document.

    Attributes:
        url: where it came from in the end.
        headers: those that matter, names in lower case.
        body: without content encoding.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class NotModified:
    """It is as it was."""


@dataclass(frozen=True)
class Gone:
    """The server has no such document."""

    status: int


@dataclass(frozen=True)
class Refused:
    """It will not be fetched, now or later: one word, and why."""

    outcome: str
    reason: str


@dataclass(frozen=True)
class Unavailable:
    """It may go through later."""

    reason: str
    retry_after_seconds: float | None = None


@dataclass(frozen=True)
class Moved:
    """It is at another site, which was not asked yet: that one has rules of its own."""

    url: str


FetchResult = Fetched | NotModified | Gone | Refused | Unavailable


@dataclass
class Http:
    """A client for pages and feeds; close it in the end."""

    settings: Settings
    # One that asks public addresses only, and one for the hosts that the operator trusts.
    _sessions: dict[bool, aiohttp.ClientSession] = field(default_factory=dict, init=False)

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, first_bytes: int | None = None
    ) -> FetchResult:
        """Fetch a document, wherever it has moved; every end is a value, nothing is raised.

        Args:
            first_bytes: of a longer document these are enough; without, one longer than the settings allow is refused.
        """
        result = await self._told(url, headers, first_bytes, stays_at_site=False)
        # Followed to every site, it does not end so; the type checker cannot know.
        return Unavailable(f"moved: {shown(url)}") if isinstance(result, Moved) else result

    async def get_at_site(self, url: str, headers: Mapping[str, str] | None = None) -> FetchResult | Moved:
        """Fetch a document from its own site: where it redirects to another one, that is told and not asked."""
        return await self._told(url, headers, None, stays_at_site=True)

    async def _told(
        self, url: str, headers: Mapping[str, str] | None, first_bytes: int | None, *, stays_at_site: bool
    ) -> FetchResult | Moved:
        result = await self._got(url, headers, first_bytes, stays_at_site=stays_at_site)
        return (
            replace(result, reason=_discreet(result.reason, url))
            if isinstance(result, Refused | Unavailable)
            else result
        )

    async def _got(
        self, url: str, headers: Mapping[str, str] | None, first_bytes: int | None, *, stays_at_site: bool
    ) -> FetchResult | Moved:
        try:
            return await self._follow(url, dict(headers or {}), first_bytes, stays_at_site=stays_at_site)
        except TimeoutError:
            return Unavailable(f"no answer in time: {shown(url)}")
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, ValueError) as error:
            said = "" if str(error) in url else f": {error}"
            return Refused("bad_url", f"not an address that can be asked: {shown(url)}{said}"[:_REASON_CHARACTERS])
        except aiohttp.ClientConnectorError as error:
            if error.os_error.errno == errno.EACCES:
                return Refused("private_address", f"{shown(url)} leads to an address that is not public")
            return Unavailable(f"{shown(url)}: {error}"[:_REASON_CHARACTERS])
        except (aiohttp.ClientError, OSError) as error:
            return Unavailable(f"{shown(url)}: {_fault(error)}"[:_REASON_CHARACTERS])

    async def close(self) -> None:
        """Close the connections."""
        for session in self._sessions.values():
            await session.close()

    async def _follow(
        self, url: str, headers: dict[str, str], first_bytes: int | None, *, stays_at_site: bool
    ) -> FetchResult | Moved:
        async with asyncio.timeout(self.settings.total_timeout_seconds):
            for _ in range(self.settings.max_redirects + 1):
                if urlsplit(url).scheme not in {"http", "https"}:
                    return Refused("bad_url", f"only http and https are fetched: {shown(url)}")
                answer = await self._ask(url, headers, first_bytes)
                if not isinstance(answer, str):
                    return answer
                if stays_at_site and address(answer) not in {None, address(url)}:
                    return Moved(answer)
                url = answer
        return Refused("redirects", f"more than {self.settings.max_redirects} redirects, the last to {shown(url)}")

    async def _ask(self, url: str, headers: dict[str, str], first_bytes: int | None) -> FetchResult | str:
        """One request; a text is the place that it was redirected to."""
        async with self._session(url).get(url, headers=headers, allow_redirects=False) as response:
            location = response.headers.get("Location")
            if response.status in _REDIRECTS and location:
                return urljoin(str(response.url), _text(location))
            refusal = _refusal(response, url)
            if refusal is not None:
                return refusal
            most = self.settings.max_body_bytes if first_bytes is None else first_bytes
            body = await self._body(response, most)
            if len(body) > most and first_bytes is None:
                return Refused("too_large", f"more than {self.settings.max_body_bytes} bytes: {shown(url)}")
            return Fetched(str(response.url), response.status, kept_headers(response.headers), body[:most])

    async def _body(self, response: aiohttp.ClientResponse, most: int) -> bytes:
        """The body without content encoding; of one that is larger, one byte more than it may have and not all."""
        try:
            unpacker = Unpacker(response.headers.get("Content-Encoding", ""), most)
            async for chunk in response.content.iter_chunked(_STEP_BYTES):
                unpacker.add(chunk)
                if unpacker.is_too_large:
                    return bytes(unpacker.body)
            return unpacker.whole()
        except EncodingError as error:
            raise aiohttp.ClientPayloadError(str(error)) from error

    def _session(self, url: str) -> aiohttp.ClientSession:
        # Read as aiohttp reads it: another parser could see another host.
        is_private = URL(url).host in self.settings.private_hosts
        # Made on first use: aiohttp wants a running loop.
        if is_private not in self._sessions:
            self._sessions[is_private] = _opened(self.settings, None if is_private else _public_socket)
        return self._sessions[is_private]


def _opened(settings: Settings, socket_factory: aiohttp.SocketFactoryType | None) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=64, socket_factory=socket_factory),
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate"},
        timeout=aiohttp.ClientTimeout(
            total=settings.total_timeout_seconds,
            sock_connect=settings.connect_timeout_seconds,
            sock_read=settings.read_timeout_seconds,
        ),
    )


def _public_socket(address: tuple[Any, ...]) -> socket.socket:
    """Open a socket for an address that was looked up, if it is public.

    Here and not in the resolver: address literals and a second look-up go past that.
    """
    family, kind, protocol, _, (host, *_) = address
    if not is_public(str(host)):
        raise PermissionError(errno.EACCES, "the address is not public")
    return socket.socket(family, kind, protocol)


def shown(url: str) -> str:
    """A URL as a reason names it: what follows it must not be cut off."""
    return url if len(url) <= _SHOWN_CHARACTERS else f"{url[: _SHOWN_CHARACTERS - 1]}…"


def _refusal(response: aiohttp.ClientResponse, url: str) -> FetchResult | None:
    status = response.status
    if status == _NOT_MODIFIED:
        return NotModified()
    if status in GONE:
        return Gone(status)
    if status in _LATER or status >= _SERVER_ERROR:
        return Unavailable(f"status {status}: {shown(url)}", _retry_after(response.headers.get("Retry-After", "")))
    if status >= _CLIENT_ERROR or status in _REDIRECTS:
        return Refused("refused", f"status {status}: {shown(url)}")
    return None


def _fault(error: aiohttp.ClientError | OSError) -> str:
    """What was wrong with an answer, on one line; aiohttp's own words show bytes over several."""
    match error:
        case aiohttp.ServerDisconnectedError():
            return "the server ended the connection before its answer was whole"
        case aiohttp.ClientPayloadError(__cause__=aiohttp.http_exceptions.HttpProcessingError(message=said)):
            return f"the body is damaged: {_first_line(said)}"
        case aiohttp.ClientResponseError(message=said):
            return f"not an answer in HTTP: {_first_line(said)}"
        case _:
            return _first_line(str(error)) or type(error).__name__


def _first_line(text: str) -> str:
    return text.partition("\n")[0].rstrip(": ")


def _discreet(reason: str, url: str) -> str:
    """A reason without the name and password of its URL: it is logged, kept and shown."""
    try:
        secret, at, _ = urlsplit(url).netloc.rpartition("@")
    except ValueError:
        # Where a password stands in it, nobody can tell.
        return reason.replace(shown(url), "the address").replace(url, "the address") if "@" in url else reason
    return reason.replace(f"{secret}{at}", "") if secret else reason


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that matter, names in lower case."""
    return {name: _text(headers[name]) for name in _KEPT if name in headers}


def _text(header: str) -> str:
    """A header without surrogates, which aiohttp makes of bytes that are no UTF-8 and no message can carry."""
    raw = header.encode("utf8", "surrogateescape")
    return header if raw.decode("utf8", "ignore") == header else raw.decode("latin-1")


def _retry_after(value: str) -> float | None:
    """Seconds to wait, from a number or a date; None if it says neither."""
    if value.strip().isdecimal():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - now()).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
