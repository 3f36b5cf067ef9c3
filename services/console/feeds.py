"""`claimwire feeds parse`: what a feed document offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.console.files import each
from services.fetcher.domain.entries import FeedEntry, NotAFeed
from services.fetcher.domain.feed import parse_feed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json")


def parsed(paths: Iterable[str], url: str | None = None) -> Iterator[dict[str, Any]]:
    """One JSON object a document; folders are read with what is below them, `-` is standard input.

    A document that is no feed has no title and no entries, and `reason` says why.

    Args:
        url: where the document is from, for relative links.
    """
    for name, raw in each(paths, _SUFFIXES):
        feed = parse_feed(raw, url or "")
        if isinstance(feed, NotAFeed):
            yield {"document": name, "title": None, "entries": [], "reason": feed.reason}
        else:
            yield {"document": name, "title": feed.title, "entries": [_entry(entry) for entry in feed.entries]}


def lines_for_people(document: dict[str, Any]) -> list[str]:
    """The feed's title and a line an entry; the reason where it is no feed."""
    if "reason" in document:
        return [f"{document['document']}: not a feed: {document['reason']}"]
    entries = document["entries"]
    head = f"{document['document']}: {document['title'] or 'untitled'} ({len(entries)} entries)"
    return [head, *(_line(entry) for entry in entries)]


def _line(entry: dict[str, Any]) -> str:
    return "  " + " · ".join(entry[key] for key in ("published_at", "title", "url") if entry[key])


def _entry(entry: FeedEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "published_at": entry.published,
        "updated_at": entry.updated,
        "summary": entry.summary,
        "source": entry.source,
    }
