"""What a page says about itself: title, byline, outlet, canonical link, credit, dates."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from trafilatura import metadata as trafilatura_metadata
from trafilatura.settings import Document

from services.cleaner.domain import dates, live_blog, live_markup, publication
from services.cleaner.domain.body import PARSER_FAULTS
from services.cleaner.domain.byline import byline
from services.cleaner.domain.lexicon import rows
from services.cleaner.domain.links import absolute
from services.cleaner.domain.live_blog import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lxml import html

# A page has a handful of these blocks; the bounds keep a hostile one cheap.
_JSON_LD_BLOCKS = 20
_JSON_LD_LONGEST = 500_000
_JSON_LD_NODES = 2000
_ARTICLE_TYPES = ("Article", "BlogPosting", "NewsArticle", "ReportageNewsArticle", "LiveBlogPosting", "Report")
_MODIFIED_META = ("article:modified_time", "og:updated_time", "dateModified", "dcterms.modified", "lastmod")
_LONGEST_FIELD = 500
_DATELINE = re.compile(r"[^\n()]{0,80}\(([A-Za-z][\w .-]{1,40})\) ?[-–—]")
_BYLINE_PREFIX = re.compile(r"(?:written )?(?:by|par|por|von|autor|auteur|автор|текст):? ", re.IGNORECASE)


@dataclass(frozen=True)
class Metadata:
    """What a page says about itself; each None, or empty, where it says nothing."""

    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    canonical_url: str | None = None
    published: dates.Found | None = None
    modified: dates.Found | None = None
    posts: tuple[live_blog.Post, ...] = ()


def _agencies() -> dict[str, str]:
    return {
        name.casefold(): row[0] for row in rows("agencies") for name in (row[0], *"".join(row[1:]).split("|")) if name
    }


_AGENCIES: Final = _agencies()


def metadata(tree: html.HtmlElement, url: str | None = None, today: date | None = None) -> Metadata:
    """Read the page's structured data first, and what the page shows where there is none."""
    names = _meta(tree)
    linked = list(_json_ld(tree))
    seen = _seen(tree, linked)
    outlet = _outlet(_field(seen.sitename), url)
    return Metadata(
        title=_title(_field(seen.title), outlet),
        byline=_byline(_field(seen.author)),
        outlet=outlet,
        canonical_url=_canonical(tree, names, url),
        published=publication.published(tree, linked, names, url, today),
        posts=live_blog.posts(linked, url, today) or live_markup.marked_posts(tree, linked, url, today),
        modified=_structured(linked, "dateModified", names, _MODIFIED_META, today),
    )


def _seen(tree: html.HtmlElement, linked: list[dict[str, object]]) -> Document:
    """Title, author and site: from meta elements and JSON-LD, and from the markup where these say nothing.

    Trafilatura's `extract_metadata` reads categories, tags, licence and date as well, which is most of its work.
    """
    try:
        seen = trafilatura_metadata.examine_meta(tree)
        if seen.author and " " not in seen.author:
            seen.author = None
        seen.title = seen.title or _told(linked, "headline") or trafilatura_metadata.extract_title(tree)
        seen.author = _told(linked, "author") or seen.author or byline(tree)
        seen.sitename = seen.sitename or _told(linked, "publisher") or trafilatura_metadata.extract_sitename(tree)
    except PARSER_FAULTS:
        return Document()
    return seen


def _told(linked: list[dict[str, object]], key: str) -> str | None:
    """What the first node of JSON-LD that has it says: a text, or the names of persons or organisations."""
    for node in linked:
        value = node.get(key)
        names = [each.get("name") if isinstance(each, dict) else each for each in listed(value)]
        text = "; ".join(name.strip() for name in names if isinstance(name, str) and name.strip())
        if text:
            return text
    return None


def _outlet(name: str | None, url: str | None) -> str | None:
    """The name of the site as it is written, without the sign of an account; else its address."""
    name = (name or "").lstrip("@")
    if name:
        return name if "." in name or name[0].isupper() else name.title()
    return urlsplit(url).hostname if url else None


def credit(body: str, byline: str | None = None) -> str | None:
    """The agency that the dateline or the byline names; None if it is none of the table."""
    dateline = _DATELINE.match(body)
    named = (dateline[1] if dateline else None, *re.split(r"[,;/|]| and | with ", byline or ""))
    return next(
        (_AGENCIES[name.strip().casefold()] for name in named if name and name.strip().casefold() in _AGENCIES), None
    )


def _structured(
    linked: list[dict[str, object]], key: str, names: dict[str, str], metas: tuple[str, ...], today: date | None
) -> dates.Found | None:
    said = [(str(node[key]), f"JSON-LD {key}") for node in linked if isinstance(node.get(key), str)]
    said += [(names[meta.lower()], meta) for meta in metas if meta.lower() in names]
    found = (dates.stated(text, evidence, today) for text, evidence in said)
    return next((each for each in found if each is not None), None)


def _meta(tree: html.HtmlElement) -> dict[str, str]:
    """Contents of the meta elements by name in lower case, the first of each."""
    names: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content:
            names.setdefault(name.strip().lower(), content.strip()[:_LONGEST_FIELD])
    return names


def _json_ld(tree: html.HtmlElement) -> Iterator[dict[str, object]]:
    """The article nodes of the page's JSON-LD."""
    blocks = tree.xpath("//script[@type='application/ld+json']/text()")[:_JSON_LD_BLOCKS]
    for block in blocks:
        if len(block) > _JSON_LD_LONGEST:
            continue
        try:
            yield from _articles(json.loads(block, strict=False))
        except (ValueError, RecursionError):
            continue


def _articles(document: object) -> Iterator[dict[str, object]]:
    queue, seen = [document], 0
    while queue and seen < _JSON_LD_NODES:
        node, seen = queue.pop(0), seen + 1
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            if any(kind in _ARTICLE_TYPES for kind in listed(node.get("@type"))):
                yield node
            queue.extend(value for key, value in node.items() if key in ("@graph", "mainEntity", "mainEntityOfPage"))


def _canonical(tree: html.HtmlElement, names: dict[str, str], url: str | None) -> str | None:
    said = [*tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href"), names.get("og:url", "")]
    return next((address for link in said if (address := absolute(str(link), url))), None)


def _field(value: object) -> str | None:
    text = " ".join(value.split())[:_LONGEST_FIELD] if isinstance(value, str) else ""
    return text or None


def _title(title: str | None, outlet: str | None) -> str | None:
    """The title without the site's name behind it."""
    if not title or not outlet:
        return title
    for mark in (" - ", " | ", " – ", " — ", " :: ", " » "):
        head, _, tail = title.rpartition(mark)
        if head and tail.strip().casefold() == outlet.casefold():
            return head.strip()
    return title


def _byline(author: str | None) -> str | None:
    return (_BYLINE_PREFIX.sub("", author, count=1) if author and _BYLINE_PREFIX.match(author) else author) or None
