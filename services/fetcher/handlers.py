"""Poll a feed, download an article, capture a file: what comes of each."""

from __future__ import annotations

import base64
import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import stamina
import zstandard

from services.fetcher.adapters.http import Fetched, Gone, NotModified, Refused, Unavailable, shown
from services.fetcher.adapters.inbox import INBOX
from services.fetcher.domain import media, schedule
from services.fetcher.domain.entries import Feed, FeedEntry
from services.fetcher.domain.feed import parse_feed
from services.fetcher.domain.state import FeedState, mark
from services.fetcher.domain.validators import validators_of
from shared import identity
from shared.contracts.article import ArticleDiscovered, ArticleFetched, ArticleSkipped, FeedItem
from shared.errors import Done, Skipped

if TYPE_CHECKING:
    from datetime import datetime

    from services.fetcher.adapters.http import FetchResult
    from services.fetcher.domain.robots import Rules

# A server that asks for more than this is not waited for.
_LONGEST_WAIT_SECONDS = 5.0
# No attempt begins after this; together with the last one it stays below what a stage may be silent.
_ATTEMPTS_SECONDS = 10.0
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Of what is no URL that anybody fetches, such as a whole picture in a `data:` link.
_URL_CHARACTERS = 2000
_LEFT_OUT_CHARACTERS = 1000
_PROBLEM_CHARACTERS = 500


class Web(Protocol):
    """What downloading needs of the web."""

    async def get(self, url: str) -> FetchResult:
        """Fetch a document."""

    async def rules(self, url: str) -> Rules:
        """What the site says about being fetched."""


class _AgainError(Exception):
    """An answer after which another attempt makes sense."""

    def __init__(self, result: Unavailable) -> None:
        super().__init__(result.reason)
        self.result = result


@dataclass(frozen=True)
class PollCommit:
    """What a poll changes: both or neither is committed."""

    state: FeedState
    discovered: tuple[ArticleDiscovered, ...] = ()
    skipped: tuple[ArticleSkipped, ...] = ()


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
    rules = await web.rules(url)
    if rules.forbids_all:
        return Unavailable(f"the site cannot say whether it allows {shown(url)}: {rules.why}")
    if not rules.allows(url, agent):
        return Refused("robots", f"the robots.txt of the site forbids {shown(url)}")
    return await web.get(url)


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
        else _skipped(url, "bad_url", f"the file {name!r} names {url[:200]!r}, which is not http or https", now)
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
    return _skipped(identity.file_url(name), outcome, reason, now)


def _skipped(url: str, outcome: str, reason: str, now: datetime) -> ArticleSkipped:
    url = url[:_URL_CHARACTERS]
    return ArticleSkipped(url=url, stage="fetcher", outcome=outcome, reason=reason, skipped_at=now)


def poll(
    feed: str,
    state: FeedState,
    result: FetchResult,
    *,
    now: datetime,
    bounds: schedule.Bounds,
    chance: float,
    unreachable: frozenset[str] = frozenset(),
) -> PollCommit:
    """What an answer to a poll means: new articles, and when to ask again.

    Args:
        chance: a random number between 0 and 1, which spreads the polls.
        unreachable: URLs that could not be had: they are new again where the feed still lists them.
    """
    match result:
        case Fetched(url=url, body=body):
            parsed = parse_feed(body, url)
            if isinstance(parsed, Feed):
                fresh, new = _read(state, parsed, result), _new(state, parsed, unreachable)
                return _succeeded(feed, fresh, parsed, new, now=now, bounds=bounds, chance=chance)
            problem, wait = f"not a feed: {parsed.reason} ({_described(result)})", None
        case NotModified() if state.etag or state.last_modified:
            return _succeeded(feed, state, Feed(None, ()), [], now=now, bounds=bounds, chance=chance)
        case NotModified():
            problem, wait = f"status 304 to an unconditional request: {shown(feed)}", None
        case Gone(status=status):
            problem, wait = f"status {status}: {shown(feed)}", None
        case Refused(reason=reason):
            problem, wait = reason, None
        case Unavailable(reason=reason, retry_after_seconds=seconds):
            problem, wait = reason, seconds
    return _failed(state, problem, wait, now=now, bounds=bounds, chance=chance)


def _read(state: FeedState, parsed: Feed, answer: Fetched) -> FeedState:
    """What is to be remembered of a document."""
    known, listed = validators_of(answer.headers), len(parsed.entries)
    return replace(
        state, etag=known.etag, last_modified=known.last_modified, entries=listed, left_out=_left_out(parsed)
    )


def _new(state: FeedState, parsed: Feed, unreachable: frozenset[str]) -> list[FeedEntry]:
    seen = set(state.seen)
    return [entry for entry in parsed.entries if mark(entry.id) not in seen or entry.url in unreachable]


def _described(answer: Fetched) -> str:
    return f"{media.media_type(answer.body, answer.headers.get('content-type'))}, {len(answer.body)} bytes"


def _left_out(parsed: Feed) -> str:
    """What of a feed cannot become an article: all of it counted, the first of it named."""
    unfit = [entry for entry in parsed.entries if entry.url is None]
    first = f"without a page: {len(unfit)}, the first: {_why_unfit(unfit[0])}" if unfit else ""
    return "; ".join(filter(None, (first, parsed.left_out)))[:_LEFT_OUT_CHARACTERS]


def _why_unfit(entry: FeedEntry) -> str:
    title = f"the item {(entry.title or entry.id)[:200]!r}"
    return (
        f"{title} links to {entry.link[:200]!r}, which is not http or https" if entry.link else f"{title} has no link"
    )


def _succeeded(
    feed: str,
    state: FeedState,
    parsed: Feed,
    new: list[FeedEntry],
    *,
    now: datetime,
    bounds: schedule.Bounds,
    chance: float,
) -> PollCommit:
    discovered = {entry.url: _discovered(feed, entry, now) for entry in new if entry.url}
    interval = schedule.next_interval(state.interval_seconds or bounds.shortest_seconds, len(discovered), bounds)
    return PollCommit(
        replace(
            state,
            seen=state.remembering(entry.id for entry in parsed.entries),
            interval_seconds=interval,
            next_poll=schedule.spread(now, interval, chance).isoformat(),
            failures=0,
            last_new=now.isoformat() if discovered else state.last_new,
            problem=None,
            polled=now.isoformat(),
        ),
        tuple(discovered.values()),
        tuple(_unfit(feed, entry, now) for entry in new if not entry.url),
    )


def _failed(
    state: FeedState, problem: str, wait: float | None, *, now: datetime, bounds: schedule.Bounds, chance: float
) -> PollCommit:
    pause = schedule.after_failure(state.failures, bounds, wait)
    moment = schedule.spread(now, pause, chance).isoformat()
    failures, polled = state.failures + 1, now.isoformat()
    return PollCommit(
        replace(state, failures=failures, problem=problem[:_PROBLEM_CHARACTERS], polled=polled, next_poll=moment)
    )


def _unfit(feed: str, entry: FeedEntry, now: datetime) -> ArticleSkipped:
    """The end of an item that names no page: known by its link, or by its id where it has none."""
    outcome = "bad_url" if entry.link else "no_url"
    return _skipped(entry.link or entry.id, outcome, f"{_why_unfit(entry)} (feed {feed})", now)


def _discovered(feed: str, entry: FeedEntry, now: datetime) -> ArticleDiscovered:
    item = FeedItem(
        # Whoever reads the message has no business with a password.
        feed=identity.without_password(feed),
        title=entry.title,
        published=entry.published,
        summary=entry.summary,
        credit=entry.source,
    )
    return ArticleDiscovered(url=entry.url or "", item=item, discovered_at=now)
