"""JSON Feed and news sitemaps are feeds, too."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.fetcher.domain.entries import MOST_ENTRIES, Feed, FeedEntry, NotAFeed
from services.fetcher.domain.feed import parse_feed

VERSION = "https://jsonfeed.org/version/1.1"
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://paper.example/bridge</loc><lastmod>2024-05-14T12:00:00Z</lastmod><news:news><news:publication>
<news:name>The Example Paper</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-05-14T10:00:00+03:00</news:publication_date><news:title>A bridge was closed</news:title>
</news:news></url><url><loc>https://paper.example/about</loc></url></urlset>"""


def feed_of(items: list[object], **fields: object) -> Feed | NotAFeed:
    """A JSON Feed with these items, read from where it lies."""
    body = json.dumps({"version": VERSION, "title": "News", "items": items, **fields}).encode()
    return parse_feed(body, "https://paper.example/feed.json")


def test_item_of_a_json_feed_is_read_whole() -> None:
    """Links are made absolute; who wrote it is its source."""
    item = {
        "id": 7, "url": "/bridge", "title": " A  bridge ", "summary": "It was closed.",
        "date_published": "2024-05-14T10:00:00+03:00", "authors": [{"name": "A Reporter"}, {"name": "Wire"}],
    }  # fmt: skip

    assert feed_of([item]) == Feed(
        "News",
        (
            FeedEntry(
                id="7",
                url="https://paper.example/bridge",
                title="A bridge",
                published="2024-05-14T07:00:00Z",
                summary="It was closed.",
                source="A Reporter, Wire",
            ),
        ),
    )


@pytest.mark.parametrize("broken", [7, None, [], {"id": {"no": "text"}}, {}])
def test_broken_item_costs_its_neighbours_nothing(broken: object) -> None:
    """It is counted, with the reason."""
    found = feed_of([{"id": "a", "url": "https://paper.example/a"}, broken])

    assert isinstance(found, Feed)
    assert [entry.id for entry in found.entries] == ["a"]
    assert found.left_out == "without id, link and title, or broken: 1"


def test_long_json_feed_is_read_up_to_the_bound() -> None:
    """The rest is counted."""
    found = feed_of([{"id": str(number)} for number in range(MOST_ENTRIES + 3)])

    assert isinstance(found, Feed)
    assert len(found.entries) == MOST_ENTRIES
    assert found.left_out.endswith(": 3")


@pytest.mark.parametrize(
    "body", [b"{", b"{}", b'{"version": "2", "items": []}', b'{"items": []}', b"[" * 100_000, b'{"a":' * 100_000]
)
def test_other_json_is_no_feed(body: bytes) -> None:
    """Whatever it is, the reason says that it is none."""
    assert isinstance(parse_feed(body), NotAFeed)


def test_news_sitemap_gives_its_news() -> None:
    """Pages without news in it may be years old: they are counted, not read."""
    assert parse_feed(SITEMAP.encode()) == Feed(
        "The Example Paper",
        (
            FeedEntry(
                id="https://paper.example/bridge",
                url="https://paper.example/bridge",
                title="A bridge was closed",
                published="2024-05-14T07:00:00Z",
                updated="2024-05-14T12:00:00Z",
                source="The Example Paper",
            ),
        ),
        "pages of the sitemap that are no news: 1",
    )


@pytest.mark.parametrize(
    "body",
    [
        SITEMAP[:300].encode(),
        b'<!DOCTYPE urlset [<!ENTITY a SYSTEM "b">]><urlset>&a;</urlset>',
        b"<urlset " + b"<url>" * 50_000,
    ],
)
def test_damaged_sitemap_is_no_feed(body: bytes) -> None:
    """Cut off, with entities, or nested without end: it is refused with a reason."""
    found = parse_feed(body)

    assert isinstance(found, NotAFeed)
    assert found.reason


@settings(deadline=None, max_examples=60)
@given(
    st.recursive(
        st.none() | st.text() | st.integers() | st.floats(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_any_json_ends_as_a_feed_or_a_reason(document: object) -> None:
    """Nothing that JSON can hold raises."""
    assert isinstance(feed_of([document]), Feed)
    assert isinstance(parse_feed(json.dumps({"version": VERSION, "items": document}).encode()), Feed | NotAFeed)
