"""What the documents of a listed feed offer, whatever kind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.fetcher.domain.entries import MOST_ENTRIES, Feed, NotAFeed, beyond
from services.fetcher.domain.feed import is_bomb, parse_feed
from services.fetcher.domain.links import itself, linked
from services.fetcher.domain.sitemap import parts_of_index, sitemap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.fetcher.domain.feed_list import ListedFeed


class Document(NamedTuple):
    """What an answer gives: the body, the address that it came from in the end, and the type that was declared."""

    body: bytes
    url: str
    media_type: str | None = None


def listing(feed: ListedFeed, documents: Sequence[Document]) -> Feed | NotAFeed:
    """What a feed offers.

    Args:
        documents: what it answered; after a sitemap index its parts.
    """
    first, *parts = documents
    if not parts:
        return _parsed(feed, first)
    found = [_parsed(feed, part) for part in parts]
    read = [each for each in found if isinstance(each, Feed)]
    entries = list({entry.id: entry for each in read for entry in each.entries}.values())
    faults = [each.reason for each in found if isinstance(each, NotAFeed)]
    said = (*faults, *(each.left_out for each in read), beyond(len(entries)))
    return Feed(
        next((each.title for each in read if each.title), None),
        tuple(entries[:MOST_ENTRIES]),
        "; ".join(filter(None, said)),
    )


def further(feed: ListedFeed, body: bytes, url: str) -> tuple[str, ...]:
    """The addresses whose documents belong to the feed, too: the newest parts of a sitemap index."""
    return parts_of_index(body, url) if feed.kind == "sitemap" and not is_bomb(body) else ()


def _parsed(feed: ListedFeed, document: Document) -> Feed | NotAFeed:
    body, url, declared = document
    match feed.kind:
        case "list":
            return linked(body, url, feed.link)
        case "page":
            return itself(body, url)
        case "sitemap" if not is_bomb(body):
            return sitemap(body, dated=True)
        case _:
            return parse_feed(body, url, declared)
