"""A text in paragraphs, quotations and sentences: what every reader of it begins with, made once."""

from __future__ import annotations

from dataclasses import dataclass

from services.extractor.domain.reading.passage import Span
from services.extractor.domain.reading.quotations import Quotation, quotations
from services.extractor.domain.reading.sentences import Sentence, paragraphs, sentences


@dataclass(frozen=True)
class Outline:
    """Where the parts of a text stand, each list in order."""

    text: str
    paragraphs: list[Span]
    quotations: list[Quotation]
    sentences: list[Sentence]


def outline(text: str) -> Outline:
    """The outline of a text."""
    lines = paragraphs(text)
    return Outline(text, lines, quotations(text, lines), sentences(text, lines))
