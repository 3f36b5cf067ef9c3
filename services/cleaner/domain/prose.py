"""Where the prose of a page stands: which element holds the article.

Prose is what stands in long texts. An element counts what all within it have, apart from what is beside the article.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from services.cleaner.domain.beside import UNSEEN, Beside

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from lxml import html

# Characters of the shortest text that counts as prose.
PROSE: Final = 50
INLINE: Final = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
PARAGRAPHS: Final = frozenset({"p", "li", "blockquote"})
# Not `//text()[...]`, which compares the texts of an element with each other.
_LONG_TEXTS: Final = etree.XPath(
    f"/descendant::text()[string-length() >= {PROSE}][not(parent::script or parent::style or parent::noscript)]"
)
# Real pages have some hundred; beyond, the sums over ancestors cost more than a slow reading.
_MOST_TEXTS: Final = 3000
_NEARLY_ALL: Final = 0.9


@dataclass(frozen=True)
class Prose:
    """The prose of a page, in characters.

    Attributes:
        article: the smallest element with nearly all prose that is not beside the article.
        above: the blocks with prose between a title outside of it and the element.
        is_titled: whether there is such a title: first headings in the element are those of chapters.
        weights: of each element, its prose that is not beside the article.
        core: the most that stands together under one parent.
        rival: the same of what is beside the article, comments apart.
        inside: paragraphs within the element that are beside the article by no more than their name.
    """

    article: html.HtmlElement
    above: tuple[html.HtmlElement, ...]
    is_titled: bool
    weights: Mapping[html.HtmlElement, int]
    core: int
    rival: int
    inside: int
    beside: Beside


def prose(tree: html.HtmlElement) -> Prose | None:
    """Where the prose of a page stands; None if it has none, or more texts than any article."""
    texts = _texts(tree)
    if not texts:
        return None
    beside = Beside(tree, texts, _sums(texts))
    own, other, named = {}, {}, {}
    for block, length in texts.items():
        reasons = [element for element in (block, *block.iterancestors()) if beside(element)]
        if not reasons:
            own[block] = length
        elif not beside.is_talk(block):
            other[block] = length
            if block.tag in PARAGRAPHS and UNSEEN.isdisjoint(element.tag for element in reasons):
                named[block] = length
    if not own:
        return None
    weights = _sums(own)
    article = _article(tree, weights)
    return Prose(
        article=article,
        above=_above(article, own, beside),
        is_titled=_is_titled(article, tree),
        weights=weights,
        core=_together(own),
        rival=_together(other),
        inside=sum(length for block, length in named.items() if article in block.iterancestors()),
        beside=beside,
    )


def is_link(element: html.HtmlElement) -> bool:
    """Whether it leads to another page; anchors and links to places of the same page do not."""
    return element.tag == "a" and not element.get("href", "#").startswith("#")


def texts_of(element: html.HtmlElement, silent: Container[str]) -> Iterator[tuple[html.HtmlElement, str]]:
    """The texts within an element in their order, each with the element that it begins or stands behind.

    Args:
        silent: tags of what is left out with all that is in it.
    """
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            yield each, (each.tail or "") if each is not element else ""
        elif each.tag in silent:
            walk.skip_subtree()
        else:
            yield each, each.text or ""


def _texts(tree: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """The blocks that hold long texts directly, links apart, and how many characters; in the order of the page."""
    found = _LONG_TEXTS(tree)
    texts: dict[html.HtmlElement, int] = {}
    for text in found if len(found) <= _MOST_TEXTS else ():
        block = _block_of(text)
        length = len(text.strip())
        if block is not None and length >= PROSE:
            texts[block] = texts.get(block, 0) + length
    return texts


def _block_of(text: etree._ElementUnicodeResult) -> html.HtmlElement | None:
    """The block that a text stands in; None if it stands in a link."""
    element = text.getparent().getparent() if text.is_tail else text.getparent()
    while element is not None and element.tag in INLINE:
        if is_link(element):
            return None
        element = element.getparent()
    return element


def _sums(texts: Mapping[html.HtmlElement, int]) -> dict[html.HtmlElement, int]:
    sums = dict(texts)
    for block, length in texts.items():
        for element in block.iterancestors():
            sums[element] = sums.get(element, 0) + length
    return sums


def _article(tree: html.HtmlElement, weights: Mapping[html.HtmlElement, int]) -> html.HtmlElement:
    element, enough = tree, _NEARLY_ALL * weights[tree]
    while True:
        inner = next((child for child in element if weights.get(child, 0) >= enough and child.tag != "p"), None)
        if inner is None:
            return element
        element = inner


def _above(
    article: html.HtmlElement, own: Mapping[html.HtmlElement, int], beside: Beside
) -> tuple[html.HtmlElement, ...]:
    outer = list(article.iterancestors())
    root = next((element for element in outer if element in beside.titled), None)
    if article in beside.titled or root is None:
        return ()
    above: list[html.HtmlElement] | None = None
    for element in root.iter():
        if element is article:
            break
        if element.tag == "h1":
            above = []
        elif above is not None and element in own and element not in outer:
            above.append(element)
    return tuple(above or ())


def _is_titled(article: html.HtmlElement, tree: html.HtmlElement) -> bool:
    """Whether a first heading stands outside of an element; one that is a link is the name of the site."""
    return any(article not in heading.iterancestors() and heading.find(".//a") is None for heading in tree.iter("h1"))


def _together(texts: Mapping[html.HtmlElement, int]) -> int:
    """The most characters under one parent; texts that stand alone in theirs are looked for a level or two higher."""
    groups: dict[html.HtmlElement, tuple[int, int]] = {}
    for block, length in texts.items():
        parent = block.getparent() if block.tag in PARAGRAPHS else block
        groups[parent] = _added(groups.get(parent), (length, 1))
    for _ in range(2):
        raised: dict[html.HtmlElement, tuple[int, int]] = {}
        for element, group in groups.items():
            parent = element.getparent() if group[1] == 1 else None
            at = element if parent is None else parent
            raised[at] = _added(raised.get(at), group)
        groups = raised
    return max((length for length, _ in groups.values()), default=0)


def _added(before: tuple[int, int] | None, group: tuple[int, int]) -> tuple[int, int]:
    return group if before is None else (before[0] + group[0], before[1] + group[1])
