"""Clean an article: a capture in, its readable text out."""

from __future__ import annotations

import base64
import binascii
from email.message import Message as Header
from typing import TYPE_CHECKING

import zstandard

from services.cleaner.domain import dates
from services.cleaner.domain.clean import Readable, Unreadable, readable
from services.cleaner.domain.live_blog import articles
from shared import identity
from shared.contracts.article import ArticleCleaned, DateFound
from shared.errors import Done, PermanentError, Skipped

if TYPE_CHECKING:
    from shared.contracts.article import ArticleFetched, FeedItem

MAX_BODY_BYTES = 2 * 1024 * 1024


def clean(article: ArticleFetched, *, cleaner_version: str, max_body_bytes: int = MAX_BODY_BYTES) -> Done | Skipped:
    """Keep the readable text; a capture without any ends here, with the reason.

    Raises:
        PermanentError: the message's body is not what the fetcher makes.
    """
    found = readable(
        _body(article, max_body_bytes),
        media_type=article.media_type,
        charset=_declared_charset(article),
        url=None if identity.is_capture_url(article.url) else article.url,
        today=article.fetched_at.date(),
        selector=article.item.body if article.item else None,
    )
    if isinstance(found, Unreadable):
        return Skipped(found.outcome, found.reason, article.url, article.capture)
    return Done(tuple(_cleaned(article, each, key, cleaner_version) for key, each in articles(found)))


def _cleaned(article: ArticleFetched, found: Readable, key: str | None, cleaner_version: str) -> ArticleCleaned:
    item = article.item
    published = found.published
    if published is None and key is None:
        published = dates.stated((item and item.published) or "", "feed", article.fetched_at.date())
    article_id = article.article_id or identity.article_id_of_text(found.text)
    return ArticleCleaned(
        article_id=article_id if key is None else identity.article_id_of_post(article_id, key),
        article_version=identity.article_version(found.text),
        url=_url(article, found, key),
        capture=article.capture,
        fetched_at=article.fetched_at,
        text=found.text,
        title=found.title,
        byline=found.byline,
        # The operator knows better than the page what it belongs to.
        outlet=(item and item.outlet) or found.outlet,
        canonical_url=found.canonical_url,
        credit=found.credit or (item.credit if item else None),
        syndication=found.syndication,
        language=_language(found, item),
        published=_date(published),
        modified=_date(found.modified),
        fingerprint=found.fingerprint,
        repairs=found.repairs,
        cleaner_version=cleaner_version,
    )


def _url(article: ArticleFetched, found: Readable, key: str | None) -> str:
    """Where a reader finds it: a post by its place in the page, which is what was captured."""
    place = found.canonical_url
    if key is None or place is None or identity.canonical_url(place) != identity.canonical_url(article.url):
        return article.url
    return place


def _language(found: Readable, item: FeedItem | None) -> str:
    """As the text tells it, or as the list of feeds says where it cannot be told."""
    return (item and item.language) or "und" if found.language == "und" else found.language


def _body(article: ArticleFetched, max_body_bytes: int) -> bytes:
    """The bytes as captured; a body that unpacks to more than the bound is refused before it is unpacked."""
    try:
        packed = base64.b64decode(article.body, validate=True)
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed) as reader:
            raw = bytes(reader.read(max_body_bytes + 1))
    except (binascii.Error, ValueError, zstandard.ZstdError) as error:
        message = f"body of {article.url} is not zstd in base64: {error}"
        raise PermanentError(message) from error
    if len(raw) > max_body_bytes:
        message = f"body of {article.url} unpacks to more than {max_body_bytes} bytes"
        raise PermanentError(message)
    return raw


def _declared_charset(article: ArticleFetched) -> str | None:
    header = Header()
    header["content-type"] = " ".join(article.headers.get("content-type", "").split())
    return header.get_content_charset()


def _date(found: dates.Found | None) -> DateFound | None:
    return DateFound(value=found.value, precision=found.precision, evidence=found.evidence) if found else None
