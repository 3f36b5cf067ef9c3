"""What of a page stands beside its article: by its tag, by words in its class and id as pages name it, or hidden."""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from services.cleaner.domain.lexicon import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml import html

UNSEEN: Final = frozenset(
    {
        "amp-ad", "applet", "aside", "audio", "button", "canvas", "datalist", "dialog", "embed", "figcaption",
        "figure", "footer", "head", "iframe", "img", "input", "label", "map", "math", "menu", "meter", "nav",
        "noscript", "object", "picture", "progress", "script", "select", "style", "svg", "template", "textarea",
        "video",
    }
)  # fmt: skip
# Characters of a text that is more than the label of a button.
PARAGRAPH: Final = 100
ROOTS: Final = frozenset({"html", "body", "main", "article"})
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Pages name their elements in some dozen characters; longer names would fill the memory of what was told of them.
_LONGEST_MARKS: Final = 400

# As in `lexicon/beside.tsv`.
Kind = Literal["talk", "other", "part", "tool"]
_STRONGEST: Final[tuple[Kind, ...]] = ("talk", "other", "part", "tool")


class Beside:
    """Tells whether an element of a page stands beside the article.

    Args:
        texts: the blocks that hold its prose, and how many characters.
        weights: of each element, the prose within.

    Attributes:
        titled: the first headings, and the elements around them.
    """

    def __init__(
        self, page: html.HtmlElement, texts: Mapping[html.HtmlElement, int], weights: Mapping[html.HtmlElement, int]
    ) -> None:
        self.titled = around(page.iter("h1"))
        self._page, self._texts, self._weights = page, texts, weights
        self._kinds: dict[html.HtmlElement, Kind | None] = {}
        self._known: dict[html.HtmlElement, bool] = {}

    def __call__(self, element: html.HtmlElement) -> bool:
        """Whether it stands there; its descendants stand there, too."""
        if element not in self._known:
            self._known[element] = self._is_beside(element)
        return self._known[element]

    def _is_beside(self, element: html.HtmlElement) -> bool:
        kind = self._kind(element)
        if kind is None or kind == "talk" or element.tag in UNSEEN:
            return kind is not None
        prose = self._weights.get(element, 0)
        # Wrappers of whole pages have such words, too.
        return prose < PARAGRAPH if kind == "tool" else not prose or prose <= self._half

    @cached_property
    def _half(self) -> float:
        """Half of the prose, comments of readers apart."""
        talk = sum(length for block, length in self._texts.items() if self.is_talk(block))
        return (self._weights[self._page] - talk) / 2

    def is_talk(self, block: html.HtmlElement) -> bool:
        """Whether it stands in comments of readers."""
        return any(self._kind(element) == "talk" for element in (block, *block.iterancestors()))

    def _kind(self, element: html.HtmlElement) -> Kind | None:
        if element not in self._kinds:
            self._kinds[element] = self._told(element)
        return self._kinds[element]

    def _told(self, element: html.HtmlElement) -> Kind | None:
        if element.tag in UNSEEN:
            return "part"
        if element.tag in ROOTS or not element.attrib:
            return None
        kind = named(element) or _hidden(element)
        # "comments-open", "commentary": what holds the title holds the article.
        return None if kind == "talk" and element in self.titled else kind


def named(element: html.HtmlElement) -> Kind | None:
    """What an element is by the words in its class and id."""
    return _kind_of(f"{element.get('class', '')} {element.get('id', '')}"[:_LONGEST_MARKS])


def around(elements: Iterable[html.HtmlElement]) -> set[html.HtmlElement]:
    """Elements, and all that they stand in."""
    found: set[html.HtmlElement] = set()
    for element in elements:
        for each in (element, *element.iterancestors()):
            if each in found:
                break
            found.add(each)
    return found


@cache
def _words() -> dict[str, Kind]:
    return {word: kind for kind, words in rows("beside") for word in words.split()}  # type: ignore[misc]


@cache
def _beginnings() -> dict[str, Kind]:
    return {word[:-1]: kind for word, kind in _words().items() if word.endswith("*")}


@lru_cache(maxsize=4096)
def _kind_of(marks: str) -> Kind | None:
    """What the words of a class and an id say; sites repeat them."""
    kinds = {_kind_of_word(word.lower()) for word in _WORD.findall(marks)}
    return next((kind for kind in _STRONGEST if kind in kinds), None)


@lru_cache(maxsize=4096)
def _kind_of_word(word: str) -> Kind | None:
    exact = _words().get(word)
    return exact or next((kind for start, kind in _beginnings().items() if word.startswith(start)), None)


def _hidden(element: html.HtmlElement) -> Kind | None:
    is_hidden = "hidden" in element.attrib or "display:none" in element.get("style", "").replace(" ", "")
    return "part" if is_hidden else None
