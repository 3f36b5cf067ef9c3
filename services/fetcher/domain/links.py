"""Pages that stand for a feed: one that lists links to articles, and one that is an article itself."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from lxml import etree, html
from lxml.cssselect import CSSSelector

from services.fetcher.domain.entries import MOST_ENTRIES, Feed, FeedEntry, NotAFeed, beyond, one_line, web_address
from shared.markup import why_hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN: Final = ("script", "style", "noscript", "template")
_TITLE_CHARACTERS = 500


def linked(body: bytes, url: str, selector: str | None) -> Feed | NotAFeed:
    """The articles that a page links to, each once, in the order of the page.

    Args:
        selector: CSS; of the links, or of elements with links in them.
    """
    if selector is None:
        return NotAFeed("a list page needs a CSS selector of its links: `link`")
    page = _page(body)
    if isinstance(page, NotAFeed):
        return page
    found = CSSSelector(selector, translator="html")(page)
    links = {address: title for address, title in _links(found, _base(page, url)) if address != url}
    if not found:
        return NotAFeed(f"no element of the page matches {selector!r}")
    entries = [FeedEntry(id=address, url=address, title=title) for address, title in links.items()]
    title = one_line(page.findtext(".//title"))
    return Feed(title, tuple(entries[:MOST_ENTRIES]), beyond(len(entries)))


def itself(body: bytes, url: str) -> Feed | NotAFeed:
    """A page as its only article, which is another one for us when its words have changed."""
    page = _page(body)
    if isinstance(page, NotAFeed):
        return page
    title = one_line(page.findtext(".//title"))
    etree.strip_elements(page, *_UNSEEN, with_tail=False)
    words = " ".join("".join(page.itertext()).split())
    version = hashlib.sha256(words.encode("utf8", "replace")).hexdigest()[:16]
    return Feed(title, (FeedEntry(id=f"{url}\n{version}", url=url, title=title),))


def _page(body: bytes) -> html.HtmlElement | NotAFeed:
    # Tags are ASCII in whatever encoding; without zeros UTF-16 hides none.
    danger = why_hostile(body.replace(b"\0", b"").decode("latin-1"))
    if danger:
        return NotAFeed(danger)
    try:
        return html.document_fromstring(body)
    except (etree.LxmlError, ValueError, AssertionError):
        return NotAFeed("the page could not be parsed")


def _base(page: html.HtmlElement, url: str) -> str:
    return web_address(next(iter(page.xpath("//base/@href")), None), url) or url


def _links(found: list[html.HtmlElement], base: str) -> Iterator[tuple[str, str | None]]:
    for element in found:
        for link in element.iter("a", "area") if element.get("href") is None else (element,):
            address = web_address(link.get("href"), base) if link.get("href") else None
            if address:
                said = one_line("".join(link.itertext())) or one_line(link.get("title"))
                yield address.partition("#")[0], (said or "")[:_TITLE_CHARACTERS] or None
