"""Posts of live blogs whose pages mark them for readers, or by microdata, and not in JSON-LD."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from lxml import etree

from services.cleaner.domain import boilerplate, charset, dates
from services.cleaner.domain.body import lines_of
from services.cleaner.domain.links import absolute
from services.cleaner.domain.live_blog import FEWEST_WORDS, MOST_POSTS, Post

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from lxml import html

_TYPE: Final = "LiveBlogPosting"
_IS_MARKED: Final = etree.XPath(f"boolean(//*[contains(@itemtype, '{_TYPE}')])")
_MARKED: Final = etree.XPath("//*[contains(concat(' ', @itemprop, ' '), ' liveBlogUpdate ')]")
# A post has a place to link to and a time of its own.
_TIMED: Final = etree.XPath("//body//*[@id][.//time[@datetime]][not(self::main or self::body)]")
_FEWEST_POSTS = 3
_HEADINGS: Final = etree.XPath("(.//h1|.//h2|.//h3|.//h4)[1]")
_TIMES: Final = etree.XPath("string((.//time/@datetime)[1])")


def marked_posts(
    tree: html.HtmlElement, linked: Sequence[Mapping[str, object]], url: str | None, today: date | None
) -> tuple[Post, ...]:
    """The posts of a page that says it is a live blog, each once, in its order; empty for any other page.

    Without microdata they are the most elements beside each other that have an id and a time.

    Args:
        linked: the article nodes of the page's JSON-LD.
    """
    if not (_IS_MARKED(tree) or any(_TYPE in _listed(node.get("@type")) for node in linked)):
        return ()
    found: dict[str, Post] = {}
    for element in (_MARKED(tree) or _most_beside_each_other(_TIMED(tree)))[:MOST_POSTS]:
        post = _post(element, url, today)
        if post:
            found.setdefault(post.key, post)
    return tuple(found.values())


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _most_beside_each_other(elements: Sequence[html.HtmlElement]) -> list[html.HtmlElement]:
    groups: dict[tuple[html.HtmlElement, str], list[html.HtmlElement]] = defaultdict(list)
    for element in elements:
        groups[element.getparent(), element.tag].append(element)
    most = max(groups.values(), key=len, default=[])
    return most if len(most) >= _FEWEST_POSTS else []


def _post(element: html.HtmlElement, url: str | None, today: date | None) -> Post | None:
    name, told = element.get("id"), str(_TIMES(element))
    title = next((" ".join(_mended(line) for line in lines_of(each)) for each in _HEADINGS(element)), "") or None
    times = {" ".join("".join(each.itertext()).split()) for each in element.iter("time")}
    lines, _ = boilerplate.without_furniture([line for line in map(_mended, lines_of(element)) if line])
    lines = [line for line in lines if line not in times and line != title]
    if sum(len(line.split()) for line in lines) < FEWEST_WORDS:
        return None
    address = absolute(f"#{name}", url) if name else None
    key = address or f"{title}\n{told}\n{lines[0] if title is None else ''}"
    return Post(key, tuple(lines), title, dates.stated(told, "time element of the post", today), address)


def _mended(line: str) -> str:
    return " ".join(charset.repaired(charset.Decoded(line)).text.split())
