"""What an answer to a poll means: new articles, edited ones, and when to ask again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from services.fetcher.adapters.http import Fetched, Gone, NotModified, Refused, Unavailable, shown
from services.fetcher.domain import media, schedule
from services.fetcher.domain.entries import Feed, FeedEntry
from services.fetcher.domain.listing import listing
from services.fetcher.domain.state import FeedState, mark
from services.fetcher.domain.validators import validators_of
from services.fetcher.handlers import skipped
from shared import identity
from shared.contracts.article import ArticleDiscovered, ArticleSkipped, FeedItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.fetcher.adapters.http import FetchResult
    from services.fetcher.domain.feed_list import ListedFeed

_LEFT_OUT_CHARACTERS = 1000
_PROBLEM_CHARACTERS = 500
# Some feeds give all their items a new date of change each time; their articles must not all be asked for each time.
MOST_EDITED: Final = 10
# An article that was changed while it was published has not been changed since.
_EDITED_AFTER_SECONDS = 60.0


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
            parsed = listing(feed, [(each.body, each.url) for each in (result, *parts)])
            if isinstance(parsed, Feed):
                return _succeeded(this, _read(state, parsed, result), parsed, _news(state, parsed, unreachable))
            problem, wait = f"not a feed: {parsed.reason} ({_described(result)})", None
        case NotModified() if state.etag or state.last_modified:
            return _succeeded(this, state, Feed(None, ()), _News())
        case NotModified():
            problem, wait = f"status 304 to an unconditional request: {shown(feed.url)}", None
        case Gone(status=status):
            problem, wait = f"status {status}: {shown(feed.url)}", None
        case Refused(reason=reason):
            problem, wait = reason, None
        case Unavailable(reason=reason, retry_after_seconds=seconds):
            problem, wait = reason, seconds
    return _failed(this, state, problem, wait)


def _read(state: FeedState, parsed: Feed, answer: Fetched) -> FeedState:
    """What is to be remembered of a document."""
    known, listed = validators_of(answer.headers), len(parsed.entries)
    return replace(
        state, etag=known.etag, last_modified=known.last_modified, entries=listed, left_out=_left_out(parsed)
    )


@dataclass(frozen=True)
class _News:
    """What of a feed is to be asked for.

    Attributes:
        edited: entries that were handed on before and have been changed since.
        waiting: edited ones beyond those: they come with the next poll.
    """

    new: tuple[FeedEntry, ...] = ()
    edited: tuple[FeedEntry, ...] = ()
    waiting: tuple[FeedEntry, ...] = ()


def _news(state: FeedState, parsed: Feed, unreachable: frozenset[str]) -> _News:
    seen = set(state.seen)
    known = [entry for entry in parsed.entries if mark(entry.id) in seen and entry.url not in unreachable]
    # Compared by identity: two entries of a feed may be the same in all they say.
    old = set(map(id, known))
    edited = [entry for entry in known if _is_edited(entry) and mark(_version(entry)) not in seen]
    return _News(
        tuple(entry for entry in parsed.entries if id(entry) not in old),
        tuple(edited[:MOST_EDITED]),
        tuple(edited[MOST_EDITED:]),
    )


def _is_edited(entry: FeedEntry) -> bool:
    """Whether an entry says that it was changed after it was published."""
    if entry.url is None or entry.updated is None:
        return False
    try:
        changed, first = datetime.fromisoformat(entry.updated), datetime.fromisoformat(entry.published or "")
        return (changed - first).total_seconds() > _EDITED_AFTER_SECONDS
    except (ValueError, TypeError):
        # Without a date of publication, or with one that nobody can read: any change is one.
        return True


def _version(entry: FeedEntry) -> str:
    return f"{entry.id}\n{entry.updated}"


def _marks(entries: Iterable[FeedEntry], waiting: Sequence[FeedEntry]) -> list[str]:
    """The names by which listed entries and their versions are remembered."""
    later = {_version(entry) for entry in waiting}
    names: list[str] = []
    for entry in entries:
        names.append(entry.id)
        if _is_edited(entry) and _version(entry) not in later:
            names.append(_version(entry))
    return names


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


def _succeeded(this: _Poll, state: FeedState, parsed: Feed, news: _News) -> PollCommit:
    wanted = [entry for entry in (*news.new, *news.edited) if this.feed.wants(entry.title, entry.summary)]
    discovered = {entry.url: _discovered(this, entry) for entry in wanted if entry.url}
    n_new = len({entry.url for entry in news.new if entry.url})
    interval = schedule.next_interval(state.interval_seconds or this.bounds.shortest_seconds, n_new, this.bounds)
    return PollCommit(
        replace(
            state,
            seen=state.remembering(_marks(parsed.entries, news.waiting)),
            interval_seconds=interval,
            next_poll=schedule.spread(this.now, interval, this.chance).isoformat(),
            failures=0,
            last_new=this.now.isoformat() if n_new else state.last_new,
            problem=None,
            polled=this.now.isoformat(),
        ),
        tuple(discovered.values()),
        tuple(_left(this, entry) for entry in news.new if entry not in wanted or not entry.url),
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
    return skipped(entry.link or entry.id, outcome, f"{_why_unfit(entry)} (feed {name})", this.now)


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
