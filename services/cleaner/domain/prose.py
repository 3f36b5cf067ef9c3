"""Where the prose of a page stands: which element holds the article, and which stand beside it.

Prose is what stands in long texts. An element counts what all within it have; what is beside the article is known by
its tag and by words in its class and id, as writers of pages name them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import html

# Characters of the shortest text that counts as prose.
PROSE: Final = 50
UNSEEN: Final = frozenset(
    {
        "amp-ad", "applet", "aside", "audio", "button", "canvas", "datalist", "dialog", "embed", "figcaption",
        "figure", "footer", "head", "iframe", "img", "input", "label", "map", "math", "menu", "meter", "nav",
        "noscript", "object", "picture", "progress", "script", "select", "style", "svg", "template", "textarea",
        "video",
    }
)  # fmt: skip
INLINE: Final = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_ROOTS: Final = frozenset({"html", "body", "main", "article"})
_PARAGRAPHS: Final = frozenset({"p", "li", "blockquote"})
_LONG_TEXTS: Final = etree.XPath(
    f"//text()[string-length() >= {PROSE}][not(parent::script or parent::style or parent::noscript)]"
)
# Real pages have some hundred; beyond, the sums over ancestors cost more than a slow reading.
_MOST_TEXTS: Final = 3000
_NEARLY_ALL: Final = 0.9
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

Kind = Literal["talk", "part"]


@dataclass(frozen=True)
class Prose:
    """The prose of a page, in characters.

    Attributes:
        article: the smallest element with nearly all prose that is not beside the article.
        weights: of each element, its prose that is not beside the article.
        core: the most that stands together under one parent.
        rival: the same of what is beside the article, comments apart.
    """

    article: html.HtmlElement
    weights: Mapping[html.HtmlElement, int]
    core: int
    rival: int
    beside: Beside


class Beside:
    """Tells whether an element stands beside the article.

    Args:
        weights: all prose of each element.
    """

    def __init__(self, weights: Mapping[html.HtmlElement, int]) -> None:
        self._weights = weights
        self._half = max(weights.values()) / 2
        self._known: dict[html.HtmlElement, Kind | None] = {}

    def __call__(self, element: html.HtmlElement) -> Kind | None:
        """What it is if it stands there; its descendants stand there, too."""
        if element not in self._known:
            self._known[element] = self._told(element)
        return self._known[element]

    def _told(self, element: html.HtmlElement) -> Kind | None:
        tag = element.tag
        if tag in UNSEEN:
            return "part"
        if tag in _ROOTS or not element.attrib:
            return None
        kind = _kind(f"{element.get('class', '')} {element.get('id', '')}") or _hidden(element)
        # Wrappers of whole pages have such words, too.
        return None if kind == "part" and self._weights.get(element, 0) > self._half else kind


def prose(tree: html.HtmlElement) -> Prose | None:
    """Where the prose of a page stands; None if it has none, or more texts than any article."""
    texts = _texts(tree)
    if not texts:
        return None
    beside = Beside(_sums(texts))
    own, other = {}, {}
    for block, length in texts.items():
        kinds = {beside(element) for element in (block, *block.iterancestors())}
        if kinds == {None}:
            own[block] = length
        elif "talk" not in kinds:
            other[block] = length
    if not own:
        return None
    weights = _sums(own)
    return Prose(_article(tree, weights), weights, _together(own), _together(other), beside)


@cache
def _words() -> dict[str, Kind]:
    lines = resources.files("services.cleaner.domain.lexicon").joinpath("beside.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {word: kind for kind, words in rows for word in words.split()}  # type: ignore[misc]


@cache
def _beginnings() -> dict[str, Kind]:
    return {word[:-1]: kind for word, kind in _words().items() if word.endswith("*")}


@lru_cache(maxsize=4096)
def _kind(marks: str) -> Kind | None:
    """What the words of a class and an id say; sites repeat them."""
    kinds = {_kind_of_word(word.lower()) for word in _WORD.findall(marks)}
    return "talk" if "talk" in kinds else "part" if "part" in kinds else None


@lru_cache(maxsize=4096)
def _kind_of_word(word: str) -> Kind | None:
    exact = _words().get(word)
    return exact or next((kind for start, kind in _beginnings().items() if word.startswith(start)), None)


def _hidden(element: html.HtmlElement) -> Kind | None:
    is_hidden = "hidden" in element.attrib or "display:none" in element.get("style", "").replace(" ", "")
    return "part" if is_hidden else None


def _texts(tree: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """The blocks that hold long texts directly, links apart, and how many characters."""
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
        if element.tag == "a":
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


def _together(texts: Mapping[html.HtmlElement, int]) -> int:
    """The most characters under one parent; texts that stand alone in theirs are looked for a level or two higher."""
    groups: dict[html.HtmlElement, tuple[int, int]] = {}
    for block, length in texts.items():
        parent = block.getparent() if block.tag in _PARAGRAPHS else block
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
