"""Download an article, capture a file: what comes of each."""

from __future__ import annotations

import base64
import contextlib
import re
from typing import TYPE_CHECKING, Protocol

import stamina
import zstandard

from services.fetcher.adapters.http import Fetched, Gone, NotModified, Refused, Unavailable, shown
from services.fetcher.adapters.inbox import INBOX
from services.fetcher.adapters.sites import Rulebook, forbidden
from services.fetcher.domain import media, schedule
from shared import identity
from shared.contracts.article import ArticleDiscovered, ArticleFetched, ArticleSkipped, FeedItem
from shared.errors import Done, Skipped

if TYPE_CHECKING:
    from datetime import datetime

    from services.fetcher.adapters.http import FetchResult

# A server that asks for more than this is not waited for.
_LONGEST_WAIT_SECONDS = 5.0
# No attempt begins after this; together with the last one it stays below what a stage may be silent.
_ATTEMPTS_SECONDS = 10.0
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Of what is no URL that anybody fetches, such as a whole picture in a `data:` link.
_URL_CHARACTERS = 2000


class Web(Rulebook, Protocol):
    """What downloading needs of the web."""

    async def get(self, url: str) -> FetchResult:
        """Fetch a document."""


class _AgainError(Exception):
    """An answer after which another attempt makes sense."""

    def __init__(self, result: Unavailable) -> None:
        super().__init__(result.reason)
        self.result = result


async def download(
    discovered: ArticleDiscovered, *, web: Web, agent: str, now: datetime, persistence: schedule.Persistence
) -> Done | Skipped | schedule.PutOff:
    """Fetch an article that was discovered; one that cannot be had ends here, with the reason."""
    url = discovered.url
    match await _persistent(web, url, agent, persistence.attempts):
        case Fetched() as page:
            return Done((_captured(page, discovered, now),))
        case Gone(status=status):
            return Skipped("gone", f"status {status}: {shown(url)}", url)
        case Refused(outcome=outcome, reason=reason):
            return Skipped(outcome, reason, url)
        case Unavailable(reason=reason, retry_after_seconds=wait):
            again = schedule.next_round(discovered.failed_rounds, reason, wait, persistence)
            return again or Skipped("unreachable", f"{reason} ({_given_up(discovered.failed_rounds + 1)})", url)
        case NotModified():
            return Skipped("unreachable", f"status 304 to an unconditional request: {shown(url)}", url)


def _given_up(rounds: int) -> str:
    return f"given up after {rounds} round{'s' if rounds > 1 else ''} of attempts"


async def _persistent(web: Web, url: str, agent: str, attempts: int) -> FetchResult:
    """Ask again while the server is not available, with back-off, as it asks for."""
    result: FetchResult = Unavailable(f"not asked: {url}")
    with contextlib.suppress(_AgainError):
        async for attempt in stamina.retry_context(
            on=_wait, attempts=attempts, timeout=_ATTEMPTS_SECONDS, wait_initial=0.3, wait_max=_LONGEST_WAIT_SECONDS
        ):
            with attempt:
                result = await _asked(web, url, agent)
                if isinstance(result, Unavailable):
                    raise _AgainError(result)
    return result


async def _asked(web: Web, url: str, agent: str) -> FetchResult:
    """The page, if the site's rules allow it."""
    return await forbidden(web, url, agent) or await web.get(url)


def _wait(error: Exception) -> bool | float:
    if not isinstance(error, _AgainError):
        return False
    asked = error.result.retry_after_seconds
    return True if asked is None else (asked if asked <= _LONGEST_WAIT_SECONDS else False)


def _captured(page: Fetched, discovered: ArticleDiscovered, now: datetime) -> ArticleFetched:
    declared = page.headers.get("content-type")
    return ArticleFetched(
        article_id=identity.article_id_of_url(page.url),
        url=page.url,
        requested_url=discovered.url if discovered.url != page.url else None,
        status=page.status,
        headers=page.headers,
        fetched_at=now,
        capture=identity.sha256(page.body),
        body=packed(page.body),
        declared_media_type=declared,
        media_type=media.media_type(page.body, declared),
        item=discovered.item,
    )


def packed(body: bytes) -> str:
    """A body as it travels in a message: zstd, then base64."""
    return base64.b64encode(zstandard.ZstdCompressor().compress(body)).decode()


def capture_file(name: str, raw: bytes, now: datetime) -> ArticleFetched:
    """A file of the inbox as a capture; it has no URL, so that the cleaner decides its id.

    Args:
        name: of the file, by which a person finds it again; its suffix declares the media type.
    """
    capture, declared = identity.sha256(raw), media.of_file(name)
    return ArticleFetched(
        article_id=None,
        url=identity.capture_url(capture),
        requested_url=identity.file_url(name),
        fetched_at=now,
        capture=capture,
        body=packed(raw),
        declared_media_type=declared,
        media_type=media.media_type(raw, declared),
        item=FeedItem(feed=INBOX),
    )


def _listed(name: str, raw: bytes, now: datetime) -> tuple[ArticleDiscovered | ArticleSkipped, ...]:
    """The articles that a `.url` file names: one URL a line; the INI form of desktops is understood too."""
    lines = (line.strip().removeprefix("URL=") for line in raw.decode("utf-8-sig", "replace").splitlines())
    urls = [line for line in dict.fromkeys(lines) if _SCHEME.match(line)]
    if not any(map(_is_web, urls)):
        return (file_skipped(name, "no_url", f"the file {name!r} names no http or https URL", now),)
    return tuple(
        ArticleDiscovered(url=url, item=FeedItem(feed=INBOX), discovered_at=now)
        if _is_web(url)
        else skipped(url, "bad_url", f"the file {name!r} names {url[:200]!r}, which is not http or https", now)
        for url in urls
    )


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def messages_of_file(
    name: str, raw: bytes, now: datetime, *, max_bytes: int
) -> tuple[ArticleDiscovered | ArticleFetched | ArticleSkipped, ...]:
    """What a file of the inbox makes: the articles it names, or one that it is; never nothing.

    Args:
        raw: its bytes; of a file with more than `max_bytes`, so many and one more.
    """
    if len(raw) > max_bytes:
        return (file_skipped(name, "too_large", f"the file {name!r} has more than {max_bytes} bytes", now),)
    return _listed(name, raw, now) if name.lower().endswith(".url") else (capture_file(name, raw, now),)


def file_skipped(name: str, outcome: str, reason: str, now: datetime) -> ArticleSkipped:
    """That a file of the inbox is not read as an article, and why."""
    return skipped(identity.file_url(name), outcome, reason, now)


def skipped(url: str, outcome: str, reason: str, now: datetime) -> ArticleSkipped:
    """That an article ends in the fetcher: one word, and what and which for a person."""
    url = url[:_URL_CHARACTERS]
    return ArticleSkipped(url=url, stage="fetcher", outcome=outcome, reason=reason, skipped_at=now)
