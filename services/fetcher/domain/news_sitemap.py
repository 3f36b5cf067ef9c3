"""Sitemaps with the news extension, by which sites without a feed tell search engines of their latest articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from services.fetcher.domain.entries import (
    MOST_ENTRIES,
    Feed,
    FeedEntry,
    NotAFeed,
    beyond,
    moment,
    one_line,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"


def news_sitemap(body: bytes) -> Feed | NotAFeed:
    """The articles of a news sitemap; pages without news in it are counted: they may be years old."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return NotAFeed(f"a sitemap whose XML is damaged: {str(error)[:200]}")
    pages = root.findall(f"{_MAP}url")
    told = [page for page in pages if page.find(f"{_NEWS}news") is not None]
    entries = tuple(_entries(told[:MOST_ENTRIES]))
    silent = len(pages) - len(told)
    said = (f"pages of the sitemap that are no news: {silent}" if silent else "", beyond(len(told)))
    title = one_line(root.findtext(f"{_MAP}url/{_NEWS}news/{_NEWS}publication/{_NEWS}name"))
    return Feed(title, entries, "; ".join(filter(None, said)))


def _entries(pages: list[etree._Element]) -> Iterator[FeedEntry]:
    for page in pages:
        address = web_address(page.findtext(f"{_MAP}loc"))
        if address:
            news = f"{_NEWS}news"
            yield FeedEntry(
                id=address,
                url=address,
                title=one_line(page.findtext(f"{news}/{_NEWS}title")),
                published=moment(page.findtext(f"{news}/{_NEWS}publication_date")),
                updated=moment(page.findtext(f"{_MAP}lastmod")),
                source=one_line(page.findtext(f"{news}/{_NEWS}publication/{_NEWS}name")),
            )
