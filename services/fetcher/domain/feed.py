"""What a feed document offers: its title and its entries."""

from __future__ import annotations

import calendar
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from xml.sax import SAXParseException

import feedparser

if TYPE_CHECKING:
    from collections.abc import Iterator

# More than any feed offers at once; the rest of a longer document is left out.
MOST_ENTRIES: Final = 10_000
# Zeros are dropped first, so that UTF-16 hides nothing.
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_SUMMARY_CHARACTERS = 2000
_LINK_CHARACTERS = 2000


@dataclass(frozen=True)
class FeedEntry:
    """One item of a feed.

    Attributes:
        id: what the feed calls it; its URL where it has no other name.
        url: absolute, http or https; None if the item links to nothing that can be fetched.
        link: what it links to instead of a page.
        published: RFC 3339 in UTC, or as the feed wrote it where it could not be read.
        source: author, agency or `source` element.
    """

    id: str
    url: str | None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    summary: str | None = None
    source: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class Feed:
    """A feed document; it may have no entries at the moment.

    Attributes:
        left_out: what of the document is not among the entries, and why; empty if all of it is.
    """

    title: str | None
    entries: tuple[FeedEntry, ...]
    left_out: str = ""


@dataclass(frozen=True)
class NotAFeed:
    """Why a document was not read as a feed."""

    reason: str


def parse_feed(body: bytes, url: str = "") -> Feed | NotAFeed:
    """The feed in a document: RSS 0.9 to 2.0, RDF or Atom; never raises.

    Args:
        url: where the document is from, for relative links.
    """
    if _ENTITY.search(body.replace(b"\0", b"")):
        return NotAFeed("it declares entities, which feeds do not need and bombs are made of")
    try:
        # A stream, not bytes: feedparser opens the file or the URL that bytes happen to name.
        found = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url} if url else None)
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, OverflowError) as error:
        return NotAFeed(f"it could not be parsed: {type(error).__name__}")
    if not found.get("version") and not found.entries:
        return NotAFeed("neither RSS nor Atom was found in it")
    read = found.entries[:MOST_ENTRIES]
    entries = tuple(_entries(read))
    return Feed(_text(found.feed.get("title")), entries, _left_out(found, len(read) - len(entries)))


def _left_out(found: Any, nameless: int) -> str:
    beyond = max(0, len(found.entries) - MOST_ENTRIES)
    # What a parser says of damage is about its own insides; that it ended there is what counts.
    damaged = found.get("bozo") and isinstance(found.get("bozo_exception"), SAXParseException)
    said = (
        (nameless, f"without id, link and title: {nameless}"),
        (beyond, f"behind the first {MOST_ENTRIES}, which are read: {beyond}"),
        (damaged, f"the XML is damaged: {_brief(found.get('bozo_exception'))}"),
    )
    return "; ".join(text for is_so, text in said if is_so)


def _brief(fault: object) -> str:
    if not isinstance(fault, SAXParseException):
        return ""
    return f"line {fault.getLineNumber()}, {fault.getMessage()}"[:200]


def _entries(parsed: list[Any]) -> Iterator[FeedEntry]:
    for item in parsed:
        url = _web_address(item.get("link"))
        name = _text(item.get("id")) or url or _text(item.get("title"))
        if name:
            yield FeedEntry(
                id=name,
                url=url,
                title=_text(item.get("title")),
                published=_time(item, "published"),
                updated=_time(item, "updated"),
                summary=(_text(item.get("summary")) or "")[:_SUMMARY_CHARACTERS] or None,
                source=_source(item),
                link=None if url else (_text(item.get("link")) or "")[:_LINK_CHARACTERS] or None,
            )


def _source(item: Any) -> str | None:
    origin = item.get("source")
    return _text(item.get("author")) or _text(origin.get("title") if hasattr(origin, "get") else origin)


def _time(item: Any, field: str) -> str | None:
    # Not `get`: feedparser answers a missing `updated` with `published`.
    moment = dict.get(item, f"{field}_parsed")
    if moment is None:
        return _text(dict.get(item, field))
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return _text(dict.get(item, field))


def _text(value: object) -> str | None:
    """One line of text without surrogates, which no message can carry; None if nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join(value.encode("utf8", "ignore").decode().split()) or None


def _web_address(link: object) -> str | None:
    address = _text(link)
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None
