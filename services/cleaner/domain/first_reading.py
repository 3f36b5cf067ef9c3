"""A first reading of a page's body: in one pass over the element that holds the prose, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from services.cleaner.domain.beside import PARAGRAPH
from services.cleaner.domain.prose import INLINE, PROSE, Prose, is_link, prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import html

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PROSE_TAGS: Final = frozenset({"p", "blockquote", "li"})
# What no text has: it parts the lines of a block.
_BREAK: Final = "\v"
_SENTENCE_ENDS: Final = (".", "!", "?", "…", ":", ";")
_ENDS: Final = (".", "!", "?", "…")
_QUOTES: Final = "\"'”’»“) "
# A title is above nearly all prose; a card is a small part of it, with what wraps it smaller still.
_ABOVE_TITLE, _CARD, _WRAPPED_CARD = 0.15, 0.2, 0.1
# When a first reading is enough; chosen on the development pages of `make quality`, for bodies and for dates.
_FEWEST_WORDS: Final = 150
_CORE_SHARE: Final = (0.25, 1.4)
_MOST_INSIDE: Final = 0.25
_MOST_RIVAL, _MOST_SHORT, _MOST_LINKED, _MOST_LISTED = 0.6, 0.1, 0.25, 0.3


class Line(NamedTuple):
    """The text between two ends of blocks.

    Attributes:
        tag: of the block that it is in.
        linked: how many of its characters are links.
    """

    tag: str
    text: str
    linked: int
    block: html.HtmlElement

    @property
    def is_linked(self) -> bool:
        """Whether it is more of a link than of a text."""
        return self.linked * 2 > len(self.text)

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as sentences do, and titles and labels do not."""
        return self.text.rstrip(_QUOTES).endswith(_ENDS)


@dataclass(frozen=True)
class Reading:
    """The paragraphs of a body, and whether a careful reading could hardly find others."""

    lines: list[str]
    is_sure: bool


def first_reading(tree: html.HtmlElement) -> Reading:
    """Read the element that holds the prose; without lines and not sure where there is none."""
    found = prose(tree)
    if found is None:
        return Reading([], is_sure=False)
    walk = _Walk(found)
    walk.read(found.article, found.article)
    walk.end(found.article)
    below = _below_title(walk.lines, found)
    lines = _without_cards(below, found)
    kept = [*_standfirst(found), *_without_last_headings(_kept(lines))]
    paragraphs = [paragraph for line in kept for paragraph in _paragraphs(line.text)]
    is_sure = _is_sure(lines, kept, paragraphs, found) and _is_little(below, lines, found)
    return Reading(paragraphs, is_sure)


def _standfirst(found: Prose) -> list[Line]:
    """The sentences between the page's title and the element; names and dates are no sentences."""
    walk = _Walk(found)
    for block in found.above:
        walk.read(block, block)
        walk.end(block)
    return [line for line in walk.lines if line.block in found.above and _is_paragraph(line)]


class _Walk:
    """Collects the lines of an element without what stands beside the article."""

    def __init__(self, found: Prose) -> None:
        self.lines: list[Line] = []
        self._beside = found.beside
        self._parts: list[str] = []
        self._linked = 0
        self._in_links = 0

    def end(self, block: html.HtmlElement) -> None:
        """End the line that is open."""
        text = "".join(self._parts).strip()
        if text:
            self.lines.append(Line(block.tag, text, self._linked, block))
        self._parts, self._linked = [], 0

    def read(self, element: html.HtmlElement, block: html.HtmlElement) -> None:
        """Read what is in an element, which is a block or stands in one."""
        self._add(element.text)
        for child in element:
            tag = child.tag
            if tag == "br":
                self._parts.append(_BREAK)
            elif tag in INLINE:
                self._read_inline(child, block)
            else:
                self.end(block)
                if isinstance(tag, str) and not self._beside(child):
                    self.read(child, child)
                    self.end(child)
            self._add(child.tail)

    def _read_inline(self, element: html.HtmlElement, block: html.HtmlElement) -> None:
        if element.tag == "a" or not self._beside(element):
            linked = is_link(element)
            self._in_links += linked
            self.read(element, block)
            self._in_links -= linked

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if self._in_links:
                self._linked += len(text.strip())


def _below_title(lines: list[Line], found: Prose) -> list[Line]:
    """The lines below the last title that has hardly any prose above it."""
    above, start = 0, 0
    for index, line in enumerate(lines):
        if line.tag == "h1":
            start = index + 1
        elif line.tag == "p" and (start or found.is_titled) and _is_paragraph(line):
            break
        above += _prose_of([line])
        if above >= _ABOVE_TITLE * found.weights[found.article]:
            break
    return lines[start:]


def _without_cards(lines: list[Line], found: Prose) -> list[Line]:
    """Without the teasers of other articles: a heading that is a link, and what stands with it."""
    cards = {card for line in lines if line.tag in _HEADINGS and line.is_linked for card in _card(line.block, found)}
    return [line for line in lines if not cards or cards.isdisjoint(_around(line.block, 3))]


def _card(heading: html.HtmlElement, found: Prose) -> Iterator[html.HtmlElement]:
    whole = found.weights[found.article]
    for element, most in zip(_around(heading, 3)[1:], (_CARD, _WRAPPED_CARD), strict=False):
        if found.weights.get(element, 0) < most * whole:
            yield element


def _around(element: html.HtmlElement, levels: int) -> list[html.HtmlElement]:
    around = [element]
    while len(around) < levels and (above := around[-1].getparent()) is not None:
        around.append(above)
    return around


def _is_paragraph(line: Line) -> bool:
    return line.is_sentence and not line.is_linked and len(line.text) >= PARAGRAPH


def _kept(lines: list[Line]) -> list[Line]:
    """The lines that are prose or headings, and the short sentences that stand in a row with prose."""
    return [
        line
        for index, line in enumerate(lines)
        if _is_kept(line) or (line.is_sentence and any(_is_row(line, lines[at]) for at in _neighbours(index, lines)))
    ]


def _neighbours(index: int, lines: list[Line]) -> Iterator[int]:
    return (at for at in (index - 1, index + 1) if 0 <= at < len(lines))


def _is_row(line: Line, other: Line) -> bool:
    """Whether another line is kept and stands in the same block, or in one beside it that is made alike."""
    if not _is_kept(other):
        return False
    pairs = zip(_around(line.block, 3), _around(other.block, 3), strict=False)
    return next((one is another for one, another in pairs if one is another or one.tag != another.tag), False)


def _is_kept(line: Line) -> bool:
    if line.is_linked:
        return False
    return line.tag in _PROSE_TAGS or line.tag in _HEADINGS or len(line.text) >= PROSE


def _without_last_headings(lines: list[Line]) -> list[Line]:
    last = next((at for at in range(len(lines), 0, -1) if lines[at - 1].tag not in _HEADINGS), 0)
    return lines[:last]


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a line; a break within a sentence parts nothing."""
    found: list[list[str]] = []
    for part in text.split(_BREAK):
        words = " ".join(part.split())
        if words and found and words[0].islower() and not found[-1][-1].endswith(_SENTENCE_ENDS):
            found[-1].append(words)
        elif words:
            found.append([words])
    return [" ".join(parts) for parts in found]


def _prose_of(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines if len(line.text) >= PROSE and not line.is_linked)


def _is_little(below: list[Line], lines: list[Line], found: Prose) -> bool:
    """Whether little prose was left out between paragraphs of the article, by a name or as the teaser of another."""
    teasers = _prose_of(below) - _prose_of(lines)
    return found.inside + teasers < _MOST_INSIDE * found.weights[found.article]


def _is_sure(lines: list[Line], kept: list[Line], paragraphs: list[str], found: Prose) -> bool:
    """Whether the prose stands together, nothing beside it is as long, and little in it had to be decided."""
    if sum(len(paragraph.split()) for paragraph in paragraphs) < _FEWEST_WORDS:
        return False
    prose_of_body = found.weights[found.article]
    texts = [line for line in lines if line.tag not in _HEADINGS]
    length = sum(len(line.text) for line in kept if line.tag not in _HEADINGS)
    listed = sum(len(line.text) for line in kept if line.tag == "li")
    linked = sum(len(line.text) for line in texts if line.is_linked and line.tag == "p" and len(line.text) >= PROSE)
    left = sum(len(line.text) for line in texts if not _is_kept(line) and line.tag != "p")
    low, high = _CORE_SHARE
    return (
        low * length < found.core < high * length
        and found.rival < _MOST_RIVAL * found.core
        and left < _MOST_SHORT * prose_of_body
        and linked < _MOST_LINKED * prose_of_body
        and listed < _MOST_LISTED * length
    )
