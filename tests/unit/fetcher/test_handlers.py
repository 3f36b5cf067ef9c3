"""What an answer to a poll means, and what files become."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from services.fetcher.adapters.http import Fetched, Gone, NotModified, Refused, Unavailable
from services.fetcher.domain.feed_list import ListedFeed
from services.fetcher.domain.schedule import Bounds, is_due
from services.fetcher.domain.state import FeedState
from services.fetcher.handlers import PollCommit, messages_of_file, poll
from shared.contracts.article import ArticleDiscovered, ArticleFetched, ArticleSkipped
from shared.testing import SOME_TIME

_FEED = "https://news.example/feed"
_BOUNDS = Bounds(60, 3600)


def _fetched(*names: str) -> Fetched:
    items = "".join(f"<item><guid>{name}</guid><link>/{name}</link></item>" for name in names)
    body = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
    return Fetched(_FEED, 200, {"etag": '"1"'}, body.encode())


def _poll(state: FeedState, result: object, *unreachable: str) -> PollCommit:
    missing = frozenset(unreachable)
    return poll(ListedFeed(url=_FEED), state, result, now=SOME_TIME, bounds=_BOUNDS, chance=0.5, unreachable=missing)  # type: ignore[arg-type]


def test_only_new_items_are_discovered() -> None:
    """An item is handed on once, also when the state went through its saved form in between."""
    first = _poll(FeedState(), _fetched("a", "b"))
    second = _poll(FeedState.of(first.state.saved()), _fetched("b", "c"))

    assert [each.url for each in first.discovered] == ["https://news.example/a", "https://news.example/b"]
    assert [each.url for each in second.discovered] == ["https://news.example/c"]
    assert second.state.etag == '"1"'


def test_article_does_not_tell_the_password_of_its_feed() -> None:
    """Messages, captures and dead letters name the feed; its password is for the fetcher alone."""
    feed = "https://reader:s3cret@news.example/feed"

    commit = poll(ListedFeed(url=feed), FeedState(), _fetched("a"), now=SOME_TIME, bounds=_BOUNDS, chance=0.5)

    assert [each.item.feed for each in commit.discovered] == ["https://news.example/feed"]


def test_article_that_could_not_be_had_is_new_again() -> None:
    """What ended as unreachable is handed on once more if the feed still lists it, and nothing else is."""
    state = _poll(FeedState(), _fetched("a", "b", "c")).state
    again = _poll(state, _fetched("a", "b"), "https://news.example/b", "https://news.example/c")

    assert [each.url for each in again.discovered] == ["https://news.example/b"]


def test_items_that_link_to_no_page_are_skipped_once() -> None:
    """An item without a link, or with one that nobody fetches, ends with a reason; the feed counts them."""
    items = "<item><title>A</title></item><item><guid>b</guid><link>ftp://x/b</link></item><item><link>/c</link></item>"
    answer = Fetched(_FEED, 200, {}, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    first = _poll(FeedState(), answer)
    second = _poll(first.state, answer)

    assert [each.url for each in first.discovered] == ["https://news.example/c"]
    assert [(each.url, each.outcome) for each in first.skipped] == [("A", "no_url"), ("ftp://x/b", "bad_url")]
    assert first.skipped[0].reason == f"the item 'A' has no link (feed {_FEED})"
    assert first.state.left_out == "without a page: 2, the first: the item 'A' has no link"
    assert (second.discovered, second.skipped, second.state.left_out) == ((), (), first.state.left_out)


def test_items_that_link_to_no_page_are_no_news() -> None:
    """A feed that lists ever other items without a page is asked less and less."""
    state = FeedState()
    for number in range(3):
        body = f"<rss version='2.0'><channel><item><title>{number}</title></item></channel></rss>".encode()
        state = _poll(state, Fetched(_FEED, 200, {}, body)).state

    assert state.interval_seconds > 60
    assert state.last_new is None


def test_unchanged_feed_is_asked_less_and_less() -> None:
    """Without news the interval grows up to its bound; with news it shrinks."""
    state = _poll(FeedState(), _fetched("a")).state
    for _ in range(30):
        state = _poll(state, NotModified()).state

    assert state.interval_seconds == 3600
    assert _poll(state, _fetched("b")).state.interval_seconds == 1800


@pytest.mark.parametrize(
    "result", [Gone(404), Refused("refused", "no"), Unavailable("later"), Fetched(_FEED, 200, {}, b"no feed")]
)
def test_failure_keeps_what_was_known(result: object) -> None:
    """A failed poll changes neither validators nor seen items, says why, and waits longer each time."""
    before = _poll(FeedState(), _fetched("a")).state
    once = _poll(before, result)
    twice = _poll(once.state, result)

    assert once.discovered == ()
    assert (once.state.etag, once.state.seen) == (before.etag, before.seen)
    assert once.state.problem
    assert (once.state.next_poll or "") < (twice.state.next_poll or "")
    assert _poll(twice.state, NotModified()).state.failures == 0


def test_server_decides_how_long_to_wait() -> None:
    """A feed is not asked before the time that its server named."""
    state = _poll(FeedState(), Unavailable("busy", 1000)).state

    assert state.next_poll == (SOME_TIME + timedelta(seconds=1000)).isoformat()


def test_a_feed_of_ten_times_as_many_items_takes_about_ten_times_as_long() -> None:
    """Every step looks at each item once: the longest feed that is read is done long before its worker is killed."""

    def seconds(items: int) -> float:
        fetched = _fetched(*map(str, range(items)))
        begun = time.process_time()
        assert len(_poll(FeedState(), fetched).discovered) == items
        return time.process_time() - begun

    seconds(10)
    assert seconds(10_000) < 30 * seconds(1000)


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("asked", [61, 1000, 3600, 86_400])
def test_chance_asks_no_server_too_soon(chance: float, asked: float) -> None:
    """What spreads the polls shortens no pause that a server asked for, up to the longest between two polls."""
    feed, busy = ListedFeed(url=_FEED), Unavailable("busy", asked)
    moment = poll(feed, FeedState(), busy, now=SOME_TIME, bounds=_BOUNDS, chance=chance).state.next_poll_at()

    assert moment is not None
    assert moment >= SOME_TIME + timedelta(seconds=min(asked, 3600))
    assert not is_due(moment, SOME_TIME, _BOUNDS)


def test_file_becomes_a_capture_without_id() -> None:
    """A file has no URL: the same bytes are the same article, whatever the name, by which it is found again."""
    (first,), (second,) = (messages_of_file(name, b"words", SOME_TIME, max_bytes=100) for name in ("a b.txt", "c.txt"))

    assert isinstance(first, ArticleFetched)
    assert isinstance(second, ArticleFetched)
    assert first == second.model_copy(update={"requested_url": first.requested_url})
    assert first.article_id is None
    assert first.url == f"urn:claimwire:capture:{first.capture}"
    assert first.requested_url == "urn:claimwire:file:a%20b.txt"


def test_url_file_names_articles() -> None:
    """A `.url` file discovers each of its URLs once, and skips those of another scheme."""
    raw = b"https://news.example/a\n\n# no\nhttps://news.example/a\n[InternetShortcut]\r\nURL=http://news.example/b\r\nftp://a\n"
    messages = messages_of_file("a.url", raw, SOME_TIME, max_bytes=1000)

    assert [each.url for each in messages if isinstance(each, ArticleDiscovered)] == [
        "https://news.example/a",
        "http://news.example/b",
    ]
    assert [(each.url, each.outcome, each.reason) for each in messages if isinstance(each, ArticleSkipped)] == [
        ("ftp://a", "bad_url", "the file 'a.url' names 'ftp://a', which is not http or https")
    ]


def test_url_file_without_a_url_is_skipped() -> None:
    """A `.url` file that names nothing ends with a reason and not in silence."""
    (message,) = messages_of_file("a.url", b"ftp://news.example/a\n", SOME_TIME, max_bytes=100)

    assert isinstance(message, ArticleSkipped)
    assert (message.outcome, message.reason) == ("no_url", "the file 'a.url' names no http or https URL")
