"""Posts of live blogs whose pages mark them for readers, or by microdata, and not in JSON-LD."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from lxml import etree

from services.cleaner.domain import boilerplate, charset
from services.cleaner.domain.beside import ROOTS, UNSEEN, around, named
from services.cleaner.domain.body import lines_of, outermost
from services.cleaner.domain.links import absolute
from services.cleaner.domain.live_blog import MOST_POSTS, Post, listed, post_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from datetime import date

    from lxml import html

_TYPE: Final = "LiveBlogPosting"
_IS_MARKED: Final = etree.XPath(f"boolean(/descendant::*/@itemtype[contains(., '{_TYPE}')])")
_MARKED: Final = etree.XPath("/descendant::*[@itemprop[contains(concat(' ', ., ' '), ' liveBlogUpdate ')]]")
_TIMES_OF_PAGE: Final = etree.XPath("/html/body/descendant::time[@datetime]")
_FEWEST_POSTS = 3
# Of a class, what the posts of a page have in common: its first name without the number of the post.
_CLASS: Final = re.compile(r"[^\W\d_]+")
_NO_POSTS: Final = frozenset({"talk", "other"})
_HEADINGS: Final = etree.XPath("(.//h1|.//h2|.//h3|.//h4)[1]")
_TIMES: Final = etree.XPath("string((.//time/@datetime)[1])")


def marked_posts(
    tree: html.HtmlElement, linked: Sequence[Mapping[str, object]], url: str | None, today: date | None
) -> tuple[Post, ...]:
    """The posts of a page that says it is a live blog, each once, in its order; empty for any other page.

    Without microdata they are the most elements beside each other that have a time, and ids or `article` as their tag.

    Args:
        linked: the article nodes of the page's JSON-LD.
    """
    if not (_IS_MARKED(tree) or any(_TYPE in listed(node.get("@type")) for node in linked)):
        return ()
    elements = (outermost(_MARKED(tree)) or _most_beside_each_other(around(_TIMES_OF_PAGE(tree)), tree))[:MOST_POSTS]
    # Some pages give all posts one id, which is the address of none.
    ids = Counter(element.get("id") for element in elements)
    found: dict[str, Post] = {}
    for element in elements:
        name = element.get("id")
        post = _post(element, name if ids[name] == 1 else None, url, today)
        if post:
            found.setdefault(post.key, post)
    return tuple(found.values())


def _most_beside_each_other(timed: Container[html.HtmlElement], tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The most elements with a time under one parent, or a level apart and alike by their class.

    Comments of readers and lists of other articles are left out.

    Args:
        timed: the times of the page, and all elements around them.
    """
    groups: dict[tuple[object, ...], list[html.HtmlElement]] = defaultdict(list)
    beside: set[html.HtmlElement | None] = set()
    for element in tree.iter():
        parent = element.getparent()
        if parent is None or element not in timed:
            continue
        if parent in beside or element.tag in UNSEEN or named(element) in _NO_POSTS:
            beside.add(element)
        elif element.tag not in ROOTS or element.tag == "article":
            groups[parent, element.tag].append(element)
            kind = _CLASS.findall(element.get("class", ""))[:1]
            groups[parent.getparent(), element.tag, *kind, "kin"].append(element)
    most = max(groups.values(), key=_n_linkable, default=[])
    return most if _n_linkable(most) >= _FEWEST_POSTS else []


def _n_linkable(group: Sequence[html.HtmlElement]) -> int:
    """How many are posts by their tag, or have a place to link to, as posts do."""
    return sum("id" in each.attrib or each.tag == "article" for each in group)


def _post(element: html.HtmlElement, name: str | None, url: str | None, today: date | None) -> Post | None:
    title = next((" ".join(_lines(each)) for each in _HEADINGS(element)), "") or None
    times = {" ".join("".join(each.itertext()).split()) for each in element.iter("time")}
    lines, _ = boilerplate.without_furniture([line for line in _lines(element) if line])
    lines = [line for line in lines if line not in times and line != title]
    address = absolute(f"#{name}", url) if name else None
    return post_of(lines, title, str(_TIMES(element)), "time element of the post", address, today)


def _lines(element: html.HtmlElement) -> list[str]:
    return [charset.line(line).text for line in lines_of(element)]
