"""What every kind of feed gives: its title and its entries, with the values that a message can carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

# More than any feed offers at once; the rest of a longer document is left out.
MOST_ENTRIES = 10_000
SUMMARY_CHARACTERS = 2000
LINK_CHARACTERS = 2000


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


def one_line(value: object) -> str | None:
    """One line of text without surrogates, which no message can carry; None if nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join(value.encode("utf8", "ignore").decode().split()) or None


def web_address(link: object, base: str = "") -> str | None:
    """The absolute address of a link; None unless it is http or https."""
    try:
        address = urljoin(base, one_line(link) or "")
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None


def moment(value: object) -> str | None:
    """A time of ISO 8601 in UTC; as it is written where it cannot be read or has no zone."""
    text = one_line(value)
    try:
        read = datetime.fromisoformat(text or "")
        return read.astimezone(UTC).isoformat().replace("+00:00", "Z") if read.tzinfo else text
    except (ValueError, OverflowError):
        return text


def beyond(total: int) -> str:
    """What is said of the entries behind the bound; empty if there are none."""
    left = max(0, total - MOST_ENTRIES)
    return f"behind the first {MOST_ENTRIES}, which are read: {left}" if left else ""
