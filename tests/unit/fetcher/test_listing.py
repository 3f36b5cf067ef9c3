"""Kinds of feeds: list pages, single pages, sitemaps and their indexes; and what a poll makes of edits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.fetcher.adapters.http import Fetched
from services.fetcher.domain.entries import Feed, NotAFeed
from services.fetcher.domain.feed_list import Kind, ListedFeed
from services.fetcher.domain.listing import Document, further, listing
from services.fetcher.domain.news import MOST_EDITED
from services.fetcher.domain.schedule import Bounds
from services.fetcher.domain.state import FeedState
from services.fetcher.handlers import PollCommit, poll
from shared.testing import SOME_TIME

_URL = "https://news.example/"
_MAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _read(feed: ListedFeed, *documents: bytes) -> Feed:
    found = listing(feed, [Document(document, _URL) for document in documents])
    assert isinstance(found, Feed), found
    return found


def test_list_page_gives_its_links() -> None:
    """Links below what the selector finds, absolute, each once, without fragments, with their words as titles."""
    page = b"""<title>War</title><nav><a href=/about>About</a></nav>
      <h2><a href='a#top'>The  bridge</a></h2><h2><a href=a>again</a></h2>
      <h2><a href='mailto:x@y.example'>write</a></h2><h2><a href='//other.example/b' title='Second'></a></h2>"""
    feed = ListedFeed(url=_URL, kind="list", link="h2 a")

    found = _read(feed, page)

    assert [(each.url, each.title) for each in found.entries] == [
        ("https://news.example/a", "again"),
        ("https://other.example/b", "Second"),
    ]
    assert found.title == "War"
    assert _read(feed.model_copy(update={"link": "h2"}), page).entries == found.entries


def test_list_page_without_a_match_is_no_feed() -> None:
    """A site that was rebuilt shows: the selector finds nothing any more."""
    found = listing(ListedFeed(url=_URL, kind="list", link="h2 a"), [Document(b"<p>We have moved</p>", _URL)])

    assert isinstance(found, NotAFeed)
    assert "h2 a" in found.reason


def test_page_is_new_when_its_words_change() -> None:
    """One page as a feed: markup and scripts may change, words make another version."""
    feed = ListedFeed(url=_URL, kind="page")
    first = _read(feed, b"<p>Two towns were shelled.</p><script>1</script>")
    same = _read(feed, b"<div class=x>Two towns\n were shelled.</div><script>2</script>")
    other = _read(feed, b"<p>Three towns were shelled.</p>")

    assert first.entries[0].id == same.entries[0].id != other.entries[0].id
    assert {each.entries[0].url for each in (first, same, other)} == {_URL}


@pytest.mark.parametrize("kind", ["list", "page"])
def test_page_that_would_hold_up_the_parser_is_never_parsed(kind: Kind) -> None:
    """The parser compares each attribute with all others; other feeds wait behind it."""
    feed = ListedFeed(url=_URL, kind=kind, link="a" if kind == "list" else None)
    tag = f"<p {' '.join(f'a{number}=1' for number in range(40_000))}>"

    for page in (tag.encode(), tag.encode("utf-16")):
        found = listing(feed, [Document(page + b"<a href='/bridge'>A bridge</a>", _URL)])
        assert found == NotAFeed("an element has more attributes than any page needs")


def _index(*parts: tuple[str, str]) -> bytes:
    inner = "".join(f"<sitemap><loc>{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in parts)
    return f"<sitemapindex {_MAP}>{inner}</sitemapindex>".encode()


def test_index_names_its_newest_parts() -> None:
    """Of a sitemap index the newest parts on the same host are asked for; entity bombs are not read."""
    days = [(f"{_URL}{day}.xml", f"2026-01-0{day}") for day in (1, 4, 2, 3)]
    index = _index(*days, ("https://elsewhere.example/x.xml", "2026-01-09"))
    feed = ListedFeed(url=_URL, kind="sitemap")

    assert further(feed, index, _URL) == (f"{_URL}4.xml", f"{_URL}3.xml", f"{_URL}2.xml")
    assert further(feed, b"<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]>" + index, _URL) == ()
    assert further(ListedFeed(url=_URL), index, _URL) == ()


def test_dated_pages_of_a_sitemap_are_articles() -> None:
    """As a feed of the kind `sitemap`, pages with a date of change count, the newest first; others are counted."""
    pages = "".join(
        f"<url><loc>{_URL}{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for name, day in (("a", "2026-01-01"), ("b", "2026-01-03"), ("c", ""))
    )
    document = f"<urlset {_MAP}>{pages}</urlset>".encode()

    found = _read(ListedFeed(url=_URL, kind="sitemap"), document)
    merged = _read(ListedFeed(url=_URL, kind="sitemap"), _index(), document, b"<broken", document)

    assert [each.url for each in found.entries] == [f"{_URL}b", f"{_URL}a"]
    assert "neither news nor dated: 1" in found.left_out
    assert merged.entries == found.entries
    assert "damaged" in merged.left_out


def _atom(*entries: tuple[str, str]) -> Fetched:
    inner = "".join(
        f"<entry><id>{name}</id><link href='/{name}'/><published>2026-01-01T00:00:00Z</published>"
        f"<updated>{updated}</updated></entry>"
        for name, updated in entries
    )
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title>{inner}</feed>"
    return Fetched(_URL, 200, {}, body.encode())


def _poll(state: FeedState, answer: Fetched, **known: object) -> PollCommit:
    feed = ListedFeed.model_validate({"url": _URL, **known})
    return poll(feed, state, answer, now=SOME_TIME + timedelta(hours=1), bounds=Bounds(60, 3600), chance=0.5)


def test_edited_article_is_asked_for_again() -> None:
    """A new date of change brings an article back once; being published is no change."""
    first = _poll(FeedState(), _atom(("a", "2026-01-01T00:00:30Z"), ("b", "2026-01-01T00:00:00Z")))
    same = _poll(first.state, _atom(("a", "2026-01-01T00:00:30Z"), ("b", "2026-01-01T00:00:00Z")))
    edited = _poll(same.state, _atom(("a", "2026-01-01T09:00:00Z"), ("b", "2026-01-01T00:00:00Z")))
    after = _poll(edited.state, _atom(("a", "2026-01-01T09:00:00Z"), ("b", "2026-01-01T00:00:00Z")))

    assert [len(each.discovered) for each in (first, same, edited, after)] == [2, 0, 1, 0]
    assert edited.discovered[0].url == f"{_URL}a"
    assert edited.state.last_new == first.state.last_new


def test_feed_that_redates_everything_is_not_followed_blindly() -> None:
    """A few edits a poll at most; the others come with the next polls, none is lost."""
    names = [f"n{number}" for number in range(25)]
    state = _poll(FeedState(), _atom(*((name, "2026-01-01T00:00:00Z") for name in names))).state
    asked: list[str] = []
    sizes = []
    for _ in range(4):
        commit = _poll(state, _atom(*((name, "2026-01-02T00:00:00Z") for name in names)))
        state = commit.state
        asked += [each.url for each in commit.discovered]
        sizes.append(len(commit.discovered))

    assert sizes == [MOST_EDITED, MOST_EDITED, 25 - 2 * MOST_EDITED, 0]
    assert sorted(asked) == sorted(f"{_URL}{name}" for name in names)


def test_unwanted_items_end_with_a_reason_once() -> None:
    """What the words leave out is a skip, so that `where` can tell why it never came."""
    commit = _poll(FeedState(), _atom(("a", "2026-01-01T00:00:00Z")), include=["bridge"])
    again = _poll(commit.state, _atom(("a", "2026-01-01T00:00:00Z")), include=["bridge"])

    assert commit.discovered == ()
    assert [(each.url, each.outcome) for each in commit.skipped] == [(f"{_URL}a", "filtered")]
    assert again.skipped == ()


def test_what_is_known_of_a_feed_goes_with_its_articles() -> None:
    """Outlet, owner and the like travel with each article, so that they are kept with its capture."""
    known = {"outlet": "A", "country": "PL", "ownership": "private", "side": "UA", "rights": "r", "body": "p"}
    commit = _poll(FeedState(), _atom(("a", "2026-01-01T00:00:00Z")), language="en", **known)

    item = commit.discovered[0].item
    assert {name: getattr(item, name) for name in (*known, "language")} == known | {"language": "en"}


def test_encoding_that_only_the_server_names_is_used() -> None:
    """A feed without a declaration of its own is read as its server says, as many Russian ones need."""
    title = "Мост закрыт"
    item = f"<item><title>{title}</title><link>/a</link></item>"
    body = f"<rss version='2.0'><channel><title>{title}</title>{item}</channel></rss>"
    for encoding in ("windows-1251", "koi8-u", "utf-8"):
        answer = Fetched(_URL, 200, {"content-type": f"application/rss+xml; charset={encoding}"}, body.encode(encoding))

        assert _poll(FeedState(), answer).discovered[0].item.title == title


def test_links_are_relative_to_where_the_server_says_the_feed_stands() -> None:
    """A Content-Location counts if it is an address of the web, and is itself relative to what was asked for."""
    for said, expected in (("/there/feed", f"{_URL}there/a"), ("javascript:x", f"{_URL}a"), ("http://[", f"{_URL}a")):
        answer = Fetched(
            _URL, 200, {"content-location": said}, b"<rss><channel><item><link>a</link></item></channel></rss>"
        )

        assert [each.url for each in _poll(FeedState(), answer).discovered] == [expected]


def test_harmless_entities_are_read_and_bombs_are_not() -> None:
    """Names for a character or a word are no bomb; what stands for more, for others or for files is refused."""

    def of(declaration: str) -> Feed | NotAFeed:
        body = f"<!DOCTYPE rss [{declaration}]><rss version='2.0'><channel><title>&a;</title></channel></rss>"
        return listing(ListedFeed(url=_URL), [Document(body.encode(), _URL)])

    assert isinstance(of('<!ENTITY a "&#160;">'), Feed)
    assert isinstance(of("<!ENTITY a 'News'><!ENTITY b \"x\">"), Feed)
    for danger in ('"&b;&b;"', f'"{"x" * 33}"', '"%b;"', 'SYSTEM "file:///etc/passwd"', '"<b/>"'):
        assert isinstance(of(f"<!ENTITY a {danger}>"), NotAFeed), danger
    assert isinstance(of('<!ENTITY % a "x">'), NotAFeed)
