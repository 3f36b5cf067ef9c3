"""Who wrote an article, as its page shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree
from trafilatura.json_metadata import normalize_authors

if TYPE_CHECKING:
    from lxml import html

_MARKED: Final = etree.XPath(
    "//body//*[contains(@class, 'uthor') or contains(@class, 'yline') or contains(@class, 'writer') or @rel='author'"
    " or contains(@itemprop, 'author') or contains(@id, 'uthor')]"
    "[not(self::script or self::style or self::img or self::meta)]"
)
_NAMED: Final = re.compile(r"author[-_]*name|^author$|username", re.IGNORECASE)
_SHORTEST, _LONGEST = 3, 120
# Pages with comments name many authors; that of the article is among the first.
_MOST_LOOKED_AT: Final = 40
_BESIDE: Final = re.compile(r"comment|sidebar|related|recommend", re.IGNORECASE)
_BESIDE_TAGS: Final = frozenset({"aside", "nav"})
_LEFT_OUT: Final = frozenset({"button", "figure", "img", "script", "style", "svg", "time"})
_AROUND_NAMES: Final = " \t•·|,:;–—-"


def byline(tree: html.HtmlElement) -> str | None:
    """The names of the authors, parted by semicolons; None if the page shows none.

    What is said to be the author comes before what is named as one, and that before what a name may stand in.
    """
    for element in sorted(_MARKED(tree)[:_MOST_LOOKED_AT], key=_rank):
        text = _text(element)
        names = normalize_authors(None, text) if _SHORTEST <= len(text) < _LONGEST else None
        if names and not _is_beside(element):
            return str(names).strip(_AROUND_NAMES)
    return None


def _rank(element: html.HtmlElement) -> int:
    if element.get("rel") == "author" or "author" in element.get("itemprop", ""):
        return 0
    return 1 if _NAMED.search(element.get("class", "")) or element.get("id") == "author" else 2


def _is_beside(element: html.HtmlElement) -> bool:
    return any(
        above.tag in _BESIDE_TAGS or _BESIDE.search(f"{above.get('class')} {above.get('id')}") is not None
        for above in (element, *element.iterancestors())
        if above.tag not in {"body", "html"}
    )


def _text(element: html.HtmlElement) -> str:
    """What it shows, the date apart; empty where that is too much for names."""
    walk = etree.iterwalk(element, events=("start", "end"))
    parts: list[str] = []
    for event, each in walk:
        if event == "end":
            parts.append((each.tail or "") if each is not element else "")
        elif each.tag in _LEFT_OUT:
            walk.skip_subtree()
        else:
            parts.append(each.text or "")
        if len(parts) > _LONGEST:
            return ""
    return " ".join(" ".join(parts).split())
