"""What a feed document offers: its title and its entries."""

from __future__ import annotations

import calendar
import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.sax import SAXParseException

import feedparser

from services.fetcher.domain.entries import (
    LINK_CHARACTERS,
    MOST_ENTRIES,
    SUMMARY_CHARACTERS,
    Feed,
    FeedEntry,
    NotAFeed,
    beyond,
    one_line,
    web_address,
)
from services.fetcher.domain.json_feed import json_feed
from services.fetcher.domain.sitemap import sitemap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Zeros are dropped first, so that UTF-16 hides nothing.
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
# A name for a character or a few: as often as a document has room for it, it makes some megabytes.
_SMALL_ENTITY = re.compile(
    rb"""<!ENTITY\s+\w+\s+(?:"(?:&\#\w{1,8};|[^&"%<]{0,32})"|'(?:&\#\w{1,8};|[^&'%<]{0,32})')\s*>"""
)
_MAP_OF_SITE = re.compile(rb"<(?:\w+:)?urlset\b")
_HEAD_BYTES = 4000


def parse_feed(body: bytes, url: str = "", declared: str | None = None) -> Feed | NotAFeed:
    """The feed in a document: RSS 0.9 to 2.0, RDF, Atom, JSON Feed, or a news sitemap; never raises.

    Args:
        url: where the document is from, for relative links.
        declared: the header `Content-Type`, which may name the encoding of a document that does not.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return json_feed(body, url)
    if is_bomb(body):
        return NotAFeed("it declares entities that feeds do not need and bombs are made of")
    if _MAP_OF_SITE.search(body[:_HEAD_BYTES].replace(b"\0", b"")):
        return sitemap(body)
    try:
        found = parsed(body, {"content-location": url, "content-type": declared or ""})
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, OverflowError) as error:
        return NotAFeed(f"it could not be parsed: {type(error).__name__}")
    if not found.get("version") and not found.entries:
        return NotAFeed("neither RSS nor Atom was found in it")
    read = found.entries[:MOST_ENTRIES]
    entries = tuple(_entries(read))
    return Feed(one_line(found.feed.get("title")), entries, _left_out(found, len(read) - len(entries)))


def base_of(url: str, headers: Mapping[str, str]) -> str:
    """What relative links of a document are relative to: where its server says that it stands, else where it was."""
    return web_address(headers.get("content-location"), url) or url


def parsed(body: bytes, headers: Mapping[str, str]) -> Any:
    """What feedparser makes of a document and its response headers; empty ones say nothing."""
    # A stream, not bytes: feedparser opens the file or the URL that bytes happen to name.
    return feedparser.parse(io.BytesIO(body), response_headers={name: text for name, text in headers.items() if text})


def is_bomb(body: bytes) -> bool:
    """Whether a document declares entities that stand for more than a few characters, or for one another.

    A few lines of such can make gigabytes, and feeds do not need them.
    """
    plain = body.replace(b"\0", b"")
    return len(_ENTITY.findall(plain)) > len(_SMALL_ENTITY.findall(plain))


def _left_out(found: Any, nameless: int) -> str:
    # What a parser says of damage is about its own insides; that it ended there is what counts.
    damaged = found.get("bozo") and isinstance(found.get("bozo_exception"), SAXParseException)
    said = (
        (nameless, f"without id, link and title: {nameless}"),
        (len(found.entries) > MOST_ENTRIES, beyond(len(found.entries))),
        (damaged, f"the XML is damaged: {_brief(found.get('bozo_exception'))}"),
    )
    return "; ".join(text for is_so, text in said if is_so)


def _brief(fault: object) -> str:
    if not isinstance(fault, SAXParseException):
        return ""
    return f"line {fault.getLineNumber()}, {fault.getMessage()}"[:200]


def _entries(parsed: list[Any]) -> Iterator[FeedEntry]:
    for item in parsed:
        url = web_address(item.get("link"))
        name = one_line(item.get("id")) or url or one_line(item.get("title"))
        if name:
            yield FeedEntry(
                id=name,
                url=url,
                title=one_line(item.get("title")),
                published=_time(item, "published"),
                updated=_time(item, "updated"),
                summary=(one_line(item.get("summary")) or "")[:SUMMARY_CHARACTERS] or None,
                source=_source(item),
                link=None if url else (one_line(item.get("link")) or "")[:LINK_CHARACTERS] or None,
            )


def _source(item: Any) -> str | None:
    origin = item.get("source")
    return one_line(item.get("author")) or one_line(origin.get("title") if hasattr(origin, "get") else origin)


def _time(item: Any, field: str) -> str | None:
    # Not `get`: feedparser answers a missing `updated` with `published`.
    moment = dict.get(item, f"{field}_parsed")
    if moment is None:
        return one_line(dict.get(item, field))
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return one_line(dict.get(item, field))
