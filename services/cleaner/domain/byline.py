"""Who wrote an article, as its page shows it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree
from trafilatura.json_metadata import normalize_authors

from services.cleaner.domain.beside import ROOTS, around, named
from services.cleaner.domain.prose import texts_of

if TYPE_CHECKING:
    from collections.abc import Container

    from lxml import html

_MARKED: Final = etree.XPath(
    "//body/descendant::*[@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'writer')]"
    " or @rel='author' or @itemprop[contains(., 'author')] or @id[contains(., 'uthor')]]"
    "[not(self::script or self::style or self::img or self::meta)]"
)
_PAGES: Final = frozenset({"body", "html"})
_BESIDE_TAGS: Final = frozenset({"aside", "figure", "nav"})
_BESIDE: Final = frozenset({"talk", "other"})
_OF_AUTHORS: Final = re.compile(r"author(?!i)|byline|writer", re.IGNORECASE)
_NAMED: Final = re.compile(r"author[-_]*name|^author$|username", re.IGNORECASE)
_SHORTEST, _LONGEST = 3, 120
# Pages with comments name many authors; that of the article is among the first.
_MOST_LOOKED_AT: Final = 40
_NAMES: Final = etree.XPath("string(.//meta[@itemprop='name']/@content)")
_LEFT_OUT: Final = frozenset({"button", "figure", "img", "script", "style", "svg", "time"})
_ADDRESS: Final = re.compile(r"\S*@\S+")
_AROUND_NAMES: Final = " \t•·|,:;–—-"
_NO_NAMES: Final = frozenset({"auteur", "author", "authors", "autor", "by", "posted", "published", "updated"})


def byline(tree: html.HtmlElement) -> str | None:
    """The names of the authors, parted by semicolons; None if the page shows none.

    What stands with the title comes before what does not; then what is said to be the author, what is named as one,
    and what a name may stand in.
    """
    titled = around(heading for heading in tree.iter("h1") if heading.find(".//a") is None)
    marked = [element for element in _MARKED(tree)[:_MOST_LOOKED_AT] if _OF_AUTHORS.search(_marks(element))]
    for element in sorted(marked, key=lambda each: (not _is_with_title(each, titled), _rank(each))):
        text = _ADDRESS.sub("", _text(element) or str(_NAMES(element)))
        names = normalize_authors(None, text) if _SHORTEST <= len(text) < _LONGEST else None
        names = str(names or "").strip(_AROUND_NAMES)
        if names and names.lower() not in _NO_NAMES and not _is_beside(element, titled):
            return names
    return None


def _marks(element: html.HtmlElement) -> str:
    return " ".join(element.get(name, "") for name in ("class", "id", "rel", "itemprop"))


def _is_with_title(element: html.HtmlElement, titled: Container[html.HtmlElement]) -> bool:
    """Whether less than the whole page is around both."""
    nearest = next((each for each in (element, *element.iterancestors()) if each in titled), None)
    return nearest is not None and nearest.tag not in _PAGES


def _rank(element: html.HtmlElement) -> int:
    if element.get("rel") == "author" or "author" in element.get("itemprop", ""):
        return 0
    return 1 if _NAMED.search(element.get("class", "")) or element.get("id") == "author" else 2


def _is_beside(element: html.HtmlElement, titled: Container[html.HtmlElement]) -> bool:
    """Whether it stands in something that is no part of the article; what holds the title is one."""
    return any(
        each.tag in _BESIDE_TAGS or named(each) in _BESIDE
        for each in (element, *element.iterancestors())
        if each not in titled and each.tag not in ROOTS
    )


def _text(element: html.HtmlElement) -> str:
    """What it shows, the date apart; empty where that is too much for names."""
    parts = [text for _, text in islice(texts_of(element, _LEFT_OUT), _LONGEST + 1)]
    return " ".join(" ".join(parts).split()) if len(parts) <= _LONGEST else ""
