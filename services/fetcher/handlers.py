"""Poll a feed, download an article, capture a file: what comes of each."""

from __future__ import annotations

import base64
import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import stamina
import zstandard

from services.fetcher.adapters.http import Fetched, Gone, Moved, NotModified, Refused, Unavailable, shown
from services.fetcher.adapters.inbox import INBOX
from services.fetcher.domain import media, schedule
from services.fetcher.domain.entries import Feed, FeedEntry
from services.fetcher.domain.feed import base_of
from services.fetcher.domain.listing import Document, listing
from services.fetcher.domain.news import News, left_out, marks_of, news_of, why_unfit
from services.fetcher.domain.state import FeedState
from services.fetcher.domain.validators import validators_of
from shared import identity
from shared.contracts.article import ArticleDiscovered, ArticleFetched, ArticleSkipped, FeedItem
from shared.errors import Done, Skipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from services.fetcher.adapters.http import FetchResult
    from services.fetcher.domain.feed_list import ListedFeed

# A server that asks for more than this is not waited for.
_LONGEST_WAIT_SECONDS = 5.0
# No attempt begins after this; together with the last one it stays below what a stage may be silent.
_ATTEMPTS_SECONDS = 10.0
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Of what is no URL that anybody fetches, such as a whole picture in a `data:` link.
_URL_CHARACTERS = 2000
_PROBLEM_CHARACTERS = 500


class Web(Protocol):
    """What downloading needs of the web."""

    async def page(self, url: str, agent: str) -> FetchResult | Moved:
        """Fetch a page if its site allows it, from that site only."""


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


@dataclass(frozen=True)
class _Poll:
    """One poll: of which feed, when, and within which bounds its next one is.

    Attributes:
        chance: a random number between 0 and 1, which spreads the polls.
    """

    feed: ListedFeed
    now: datetime
    bounds: schedule.Bounds
    chance: float


async def download(
    discovered: ArticleDiscovered, *, web: Web, agent: str, now: datetime, persistence: schedule.Persistence
) -> Done | Skipped | schedule.PutOff | schedule.Elsewhere:
    """Fetch an article that was discovered; one that cannot be had ends here, with the reason."""
    # Whoever looks for it knows the address that a feed or a file gave.
    url = discovered.asked_for
    match await _persistent(web, discovered.url, agent, persistence.attempts):
        case Fetched() as page:
            return Done((_captured(page, discovered, now),))
        case Moved(url=to):
            return _followed(discovered, to, persistence.moves)
        case Gone(status=status):
            return Skipped("gone", f"status {status}: {shown(discovered.url)}", url)
        case Refused(outcome=outcome, reason=reason):
            return Skipped(outcome, reason, url)
        case Unavailable(reason=reason, retry_after_seconds=wait):
            again = schedule.next_round(discovered.failed_rounds, reason, wait, persistence)
            return again or Skipped("unreachable", f"{reason} ({_given_up(discovered.failed_rounds + 1)})", url)
        case NotModified():
            return Skipped("unreachable", f"status 304 to an unconditional request: {shown(discovered.url)}", url)


def _followed(discovered: ArticleDiscovered, to: str, most: int) -> Skipped | schedule.Elsewhere:
    if discovered.moves < most:
        return schedule.Elsewhere(to)
    return Skipped("redirects", f"more than {most} redirects, the last to {shown(to)}", discovered.asked_for)


def _given_up(rounds: int) -> str:
    return f"given up after {rounds} round{'s' if rounds > 1 else ''} of attempts"


async def _persistent(web: Web, url: str, agent: str, attempts: int) -> FetchResult | Moved:
    """Ask again while the server is not available, with back-off, as it asks for."""
    result: FetchResult | Moved = Unavailable(f"not asked: {url}")
    with contextlib.suppress(_AgainError):
        async for attempt in stamina.retry_context(
            on=_wait, attempts=attempts, timeout=_ATTEMPTS_SECONDS, wait_initial=0.3, wait_max=_LONGEST_WAIT_SECONDS
        ):
            with attempt:
                result = await web.page(url, agent)
                if isinstance(result, Unavailable):
                    raise _AgainError(result)
    return result


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
        requested_url=discovered.asked_for if discovered.asked_for != page.url else None,
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
    if not any(map(is_web, urls)):
        return (file_skipped(name, "no_url", f"the file {name!r} names no http or https URL", now),)
    return tuple(
        ArticleDiscovered(url=url, item=FeedItem(feed=INBOX), discovered_at=now)
        if is_web(url)
        else skipped(url, "bad_url", f"the file {name!r} names {url[:200]!r}, which is not http or https", now)
        for url in urls
    )


def is_web(url: str) -> bool:
    """Whether a URL is of the kind that is fetched."""
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


def poll(
    feed: ListedFeed,
    state: FeedState,
    result: FetchResult,
    *,
    now: datetime,
    bounds: schedule.Bounds,
    chance: float,
    unreachable: frozenset[str] = frozenset(),
    parts: Sequence[Fetched] = (),
) -> PollCommit:
    """What an answer to a poll means: new articles, and when to ask again.

    Args:
        chance: a random number between 0 and 1, which spreads the polls.
        unreachable: URLs that could not be had: they are new again where the feed still lists them.
        parts: the documents that the answer named as its parts.
    """
    this = _Poll(feed, now, bounds, chance)
    match result:
        case Fetched():
            parsed = listing(feed, [document(each) for each in (result, *parts)])
            if isinstance(parsed, Feed):
                return _succeeded(this, _read(state, parsed, result), parsed, news_of(state, parsed, unreachable))
            problem, wait = f"not a feed: {parsed.reason} ({_described(result)})", None
        case NotModified() if state.etag or state.last_modified:
            return _succeeded(this, state, Feed(None, ()), News())
        case NotModified():
            problem, wait = f"status 304 to an unconditional request: {shown(feed.url)}", None
        case Gone(status=status):
            problem, wait = f"status {status}: {shown(feed.url)}", None
        case Refused(reason=reason):
            problem, wait = reason, None
        case Unavailable(reason=reason, retry_after_seconds=seconds):
            problem, wait = reason, seconds
    return _failed(this, state, problem, wait)


def document(answer: Fetched) -> Document:
    """An answer as the parser of feeds takes it."""
    return Document(answer.body, base_of(answer.url, answer.headers), answer.headers.get("content-type"))


def _read(state: FeedState, parsed: Feed, answer: Fetched) -> FeedState:
    """What is to be remembered of a document."""
    known, listed = validators_of(answer.headers), len(parsed.entries)
    return replace(state, etag=known.etag, last_modified=known.last_modified, entries=listed, left_out=left_out(parsed))


def _described(answer: Fetched) -> str:
    return f"{media.media_type(answer.body, answer.headers.get('content-type'))}, {len(answer.body)} bytes"


def _succeeded(this: _Poll, state: FeedState, parsed: Feed, news: News) -> PollCommit:
    wanted = [entry for entry in (*news.new, *news.edited) if this.feed.wants(entry.title, entry.summary)]
    asked = set(wanted)
    discovered = {entry.url: _discovered(this, entry) for entry in wanted if entry.url}
    n_new = len({entry.url for entry in news.new if entry.url})
    interval = schedule.next_interval(state.interval_seconds or this.bounds.shortest_seconds, n_new, this.bounds)
    return PollCommit(
        replace(
            state,
            seen=state.remembering(marks_of(parsed.entries, news.waiting)),
            interval_seconds=interval,
            next_poll=schedule.spread(this.now, interval, this.chance).isoformat(),
            failures=0,
            last_new=this.now.isoformat() if n_new else state.last_new,
            problem=None,
            polled=this.now.isoformat(),
        ),
        tuple(discovered.values()),
        tuple(_left(this, entry) for entry in news.new if entry not in asked or not entry.url),
    )


def _failed(this: _Poll, state: FeedState, problem: str, wait: float | None = None) -> PollCommit:
    moment = schedule.retry_at(this.now, state.failures, this.bounds, wait, this.chance).isoformat()
    failures, polled = state.failures + 1, this.now.isoformat()
    return PollCommit(
        replace(state, failures=failures, problem=problem[:_PROBLEM_CHARACTERS], polled=polled, next_poll=moment)
    )


def _left(this: _Poll, entry: FeedEntry) -> ArticleSkipped:
    """The end of an item that is not asked for; one without a page is known by its link or its id."""
    name = identity.without_password(this.feed.url)
    if entry.url:
        reason = f"the words that the list of feeds includes or excludes leave out {(entry.title or entry.url)[:200]!r}"
        return skipped(entry.url, "filtered", f"{reason} (feed {name})", this.now)
    outcome = "bad_url" if entry.link else "no_url"
    return skipped(entry.link or entry.id, outcome, f"{why_unfit(entry)} (feed {name})", this.now)


def _discovered(this: _Poll, entry: FeedEntry) -> ArticleDiscovered:
    item = FeedItem(
        # Whoever reads the message has no business with a password.
        feed=identity.without_password(this.feed.url),
        title=entry.title,
        published=entry.published,
        summary=entry.summary,
        credit=entry.source,
        **this.feed.model_dump(include={"outlet", "language", "country", "ownership", "side", "rights", "body"}),
    )
    return ArticleDiscovered(url=entry.url or "", item=item, discovered_at=this.now)
