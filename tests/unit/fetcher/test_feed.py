"""What a feed document offers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.fetcher.domain.entries import Feed, FeedEntry, NotAFeed
from services.fetcher.domain.feed import parse_feed

_RSS = b"""<rss version="2.0"><channel><title>News</title><item><title> A  bridge </title><link>/a</link>
<guid isPermaLink="false">n1</guid><pubDate>Tue, 03 Jan 2023 10:00:00 +0200</pubDate><author>A Reporter</author>
<description>It was closed.</description></item></channel></rss>"""
_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>tag:n1</id><title>A bridge</title>
<link href="https://news.example/a"/><updated>2023-01-03T08:00:00Z</updated></entry></feed>"""
_RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>News</title></channel><item><title>A bridge</title><link>https://news.example/a</link></item></rdf:RDF>"""


def test_rss_item_is_read_whole() -> None:
    """Every part of an item is read: its link made absolute, its date turned to UTC."""
    feed = parse_feed(_RSS, "https://news.example/feed")

    assert feed == Feed(
        "News",
        (
            FeedEntry(
                id="n1",
                url="https://news.example/a",
                title="A bridge",
                published="2023-01-03T08:00:00Z",
                summary="It was closed.",
                source="A Reporter",
            ),
        ),
    )


@pytest.mark.parametrize("document", [_ATOM, _RDF], ids=["atom", "rdf"])
def test_other_kinds_are_read(document: bytes) -> None:
    """Atom and RDF give the same link as RSS."""
    feed = parse_feed(document)

    assert isinstance(feed, Feed)
    assert [entry.url for entry in feed.entries] == ["https://news.example/a"]


def test_update_is_not_taken_for_publication() -> None:
    """An entry that only says when it was updated has no date of publication."""
    feed = parse_feed(_ATOM)

    assert isinstance(feed, Feed)
    assert (feed.entries[0].published, feed.entries[0].updated) == (None, "2023-01-03T08:00:00Z")


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"Not Found",
        b"<html><body>Moved</body></html>",
        b"https://news.example/feed",
        b"/etc/hostname",
        b'<!DOCTYPE r [<!ENTITY a SYSTEM "b">]>' + _RSS,
        ('<!DOCTYPE r [<!entity a "b">]>' + _RSS.decode()).encode("utf-16"),
    ],
)
def test_other_documents_are_no_feeds(document: bytes) -> None:
    """What is no feed, or declares entities, is refused with a reason; names of files and URLs are not opened."""
    feed = parse_feed(document)

    assert isinstance(feed, NotAFeed)
    assert feed.reason


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "mailto:a@news.example"])
def test_links_elsewhere_are_no_articles(link: str) -> None:
    """Only http and https lead to an article."""
    feed = parse_feed(_RSS.replace(b"/a", link.encode()))

    assert isinstance(feed, Feed)
    assert [entry.url for entry in feed.entries] == [None]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(_RSS)))
def test_damaged_feed_never_raises(noise: bytes, at: int) -> None:
    """Any bytes, also in the middle of a feed, end in a value."""
    assert isinstance(parse_feed(_RSS[:at] + noise + _RSS[at:]), Feed | NotAFeed)
