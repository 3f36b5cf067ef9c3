"""Sitemaps, by which sites without a feed tell search engines of their latest articles."""

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
# The newest parts of an index hold what is new; old ones would be asked for in vain.
MOST_PARTS: Final = 3


def sitemap(body: bytes, *, dated: bool = False) -> Feed | NotAFeed:
    """The articles of a sitemap; pages that it says nothing about are counted: they may be years old.

    Args:
        dated: whether a page with a date of change is an article too, and not only one that is marked as news.
    """
    root = _root(body)
    if isinstance(root, NotAFeed):
        return root
    pages = root.findall(f"{_MAP}url")
    told = [page for page in pages if _is_told(page, dated=dated)]
    # Where nothing is marked as news, the newest come first: a sitemap of years has its bound, too.
    told.sort(key=lambda page: page.findtext(f"{_MAP}lastmod") or "", reverse=dated)
    entries = tuple(_entries(told[:MOST_ENTRIES]))
    silent = len(pages) - len(told)
    unsaid = "neither news nor dated" if dated else "no news"
    said = (f"pages of the sitemap that are {unsaid}: {silent}" if silent else "", beyond(len(told)))
    title = one_line(root.findtext(f"{_MAP}url/{_NEWS}news/{_NEWS}publication/{_NEWS}name"))
    return Feed(title, entries, "; ".join(filter(None, said)))


def parts_of_index(body: bytes, url: str) -> tuple[str, ...]:
    """The addresses of the newest parts of a sitemap index; empty if it is none.

    Args:
        url: where the index is from; parts on other hosts are left out, as the protocol has it.
    """
    root = _root(body)
    if isinstance(root, NotAFeed) or etree.QName(root).localname != "sitemapindex":
        return ()
    host = url.split("/")[2:3]
    parts = [
        (moment(part.findtext(f"{_MAP}lastmod")) or "", number, address)
        for number, part in enumerate(root.findall(f"{_MAP}sitemap"))
        if (address := web_address(part.findtext(f"{_MAP}loc"), url)) and address.split("/")[2:3] == host
    ]
    # Parts without a date come last, in the order of the index.
    newest = sorted(parts, key=lambda part: (part[0], -part[1]), reverse=True)
    return tuple(address for _, _, address in newest[:MOST_PARTS])


def _root(body: bytes) -> etree._Element | NotAFeed:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return NotAFeed(f"a sitemap whose XML is damaged: {str(error)[:200]}")


def _is_told(page: etree._Element, *, dated: bool) -> bool:
    return page.find(f"{_NEWS}news") is not None or (dated and page.find(f"{_MAP}lastmod") is not None)


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
