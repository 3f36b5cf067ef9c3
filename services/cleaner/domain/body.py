"""The body of a page."""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING, Final

import trafilatura
from cssselect import SelectorError
from lxml import etree, html
from lxml.cssselect import CSSSelector

from services.cleaner.domain.first_reading import first_reading
from services.cleaner.domain.prose import INLINE, texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_TEXT_TYPES = ("text/", "application/octet-stream")
_OPENS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|meta|title"
    r"|script|style|link|noscript)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = re.compile(r"</(?:p|div|h[1-6]|article|body)>", re.IGNORECASE)
_SNIFF = 2000
# A short report has some sixty words; a quick reading that finds so many has found the article.
_FEW_WORDS = 40
_AN_ARTICLE = 250
# Real pages stay below 60.
_DEEPEST = 200
_BELOW_DEEPEST = etree.XPath(f"boolean({'/*' * (_DEEPEST + 1)})")
# Real pages have some thousand elements; careful and generous readings take quadratic time on some pages.
_MOST_ELEMENTS = 10_000
_HAS_MANY_ELEMENTS = etree.XPath(f"count(/descendant::*) > {_MOST_ELEMENTS}")
_DOCTYPE = re.compile(r"<!doctype[^>]*>", re.IGNORECASE)
# Every element of one class: to look for the class of each by its name is a fifth of the work on a page.
_PARSER = html.HTMLParser(
    collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
)
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
_SILENT = frozenset({"script", "style", "noscript", "template", "button", "select", "svg"})
# What the parsers raise on damaged pages; none of it says more than that the page is damaged.
PARSER_FAULTS: Final = (
    ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError, ArithmeticError,
    etree.LxmlError,
)  # fmt: skip


def is_supported(media_type: str | None) -> bool:
    """Whether text can be in it: HTML, text, or nothing declared."""
    return media_type is None or media_type.startswith((*_HTML_TYPES, *_TEXT_TYPES))


def is_html(text: str, media_type: str | None = None) -> bool:
    """Whether the text is a page, by its type or, as servers often do not know it, by its first words."""
    if (media_type or "").startswith(_HTML_TYPES) or _OPENS.match(text[:_SNIFF]):
        return True
    return media_type is None and text.lstrip().startswith("<") and _BLOCKS.search(text[: _SNIFF * 10]) is not None


def is_too_deep(tree: html.HtmlElement) -> bool:
    """Whether elements are nested deeper than any article has them: readers take quadratic time on nesting.

    The parser itself ends at 256, so that what it gives costs nothing yet.
    """
    return bool(_BELOW_DEEPEST(tree))


def tree_of(page: str) -> html.HtmlElement | None:
    """The parsed page; None if it is none."""
    try:
        # As bytes: a page that declares an encoding is no text to the parser. The doctype hides what stands beside it.
        return html.document_fromstring(_DOCTYPE.sub("", page, count=1).encode("utf-8", "replace"), parser=_PARSER)
    except PARSER_FAULTS:
        return None


def body_lines(tree: html.HtmlElement, url: str | None = None, selector: str | None = None) -> list[str]:
    """The paragraphs of the page's main text, without menus, comments and the like; empty if there is none.

    A first reading of our own is enough for most articles. Where it is not sure, trafilatura's quick reading is asked;
    where that finds no article, its second algorithm, too; where both find no more than a few lines, the longest of
    them, a generous reading, the first one, and whatever the page gives to machines or has in paragraphs.

    Args:
        selector: CSS selector of the body; the readings above are asked where it finds no text.
    """
    chosen = selected_lines(tree, selector) if selector else []
    if chosen:
        return chosen
    first = first_reading(tree)
    if first.is_sure:
        return first.lines
    # A careful reading begins with a quick one: where there is little to read, the latter alone is for nothing.
    quick = _lines(tree, url, fast=True) if _n_words(first.lines) >= _AN_ARTICLE else []
    if _n_words(quick) >= _AN_ARTICLE:
        return quick
    is_large = bool(_HAS_MANY_ELEMENTS(tree))
    careful = _lines(tree, url, fast=is_large)
    if _n_words(careful) >= _FEW_WORDS:
        return careful
    generous = [] if is_large else _lines(tree, url, generous=True)
    return max(careful, generous, first.lines, _at_least(tree), key=_n_words)


def selected_lines(tree: html.HtmlElement, selector: str) -> list[str]:
    """The paragraphs of the elements that a CSS selector finds; empty if it finds none, or is none."""
    try:
        found = CSSSelector(selector, translator="html")(tree)
    except (SelectorError, *PARSER_FAULTS):
        return []
    return [line for each in outermost(found) for line in lines_of(each)]


def outermost(elements: Sequence[html.HtmlElement]) -> list[html.HtmlElement]:
    """Without those that stand in others, whose text is theirs, too."""
    chosen = set(elements)
    return [element for element in elements if chosen.isdisjoint(element.iterancestors())]


def lines_of(element: html.HtmlElement) -> list[str]:
    """The paragraphs of an element."""
    return _split(_text_of(element))


def lines_of_markup(markup: str) -> list[str]:
    """The paragraphs of a piece of HTML; of what cannot be parsed, none."""
    tree = tree_of(markup)
    return [] if tree is None else lines_of(tree)


def _text_of(element: html.HtmlElement) -> str:
    """The text of an element, a line a block."""
    texts = texts_of(element, _SILENT)
    return "".join(text if each.tag in INLINE else f"\n{text}" for each, text in texts)


def _n_words(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _lines(tree: html.HtmlElement, url: str | None, *, fast: bool = False, generous: bool = False) -> list[str]:
    try:
        found = trafilatura.bare_extraction(
            tree, url=url, include_comments=False, fast=fast, favor_precision=not generous, favor_recall=generous
        )
    except PARSER_FAULTS:
        return []
    return _split(getattr(found, "text", None) or "")


def _at_least(tree: html.HtmlElement) -> list[str]:
    try:
        return _split(trafilatura.baseline(copy(tree))[1])
    except PARSER_FAULTS:
        return []


def _split(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
