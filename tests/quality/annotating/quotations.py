"""Where the words of an annotation stand in its report: exact quotations into offsets."""

from __future__ import annotations

import re
from typing import Any

Span = tuple[int, int]


class QuotationError(ValueError):
    """A quotation that the report does not hold, or holds more than once: <which, and where it was looked for>."""


# Stands for the words between the first and the last ones of a long quotation.
LEFT_OUT = " [...] "


def occurrences(quotation: str, text: str) -> list[Span]:
    """Where a quotation stands in a text as whole words; its middle may be left out."""
    first, left_out, last = quotation.partition(LEFT_OUT)
    heads = [match.span() for match in _whole_words(first).finditer(text)]
    if not left_out:
        return heads
    ends = ((start, _whole_words(last).search(text, end)) for start, end in heads)
    return [(start, match.end()) for start, match in ends if match]


def _whole_words(quotation: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if re.match(r"\w", quotation) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", quotation) else ""
    return re.compile(before + re.escape(quotation) + after)


class Report:
    """The text of a report, and the sentence in which the quotations of one claim are looked for first."""

    def __init__(self, text: str, sentence: Span | None = None) -> None:
        self.text = text
        self._sentence = sentence or (0, len(text))

    def at(self, sentence: str) -> Report:
        """The same report, for a claim whose cue stands in this sentence."""
        return Report(self.text, self.span(sentence))

    def span(self, quotation: str, nth: int | None = None) -> Span:
        """The one place that is meant: in the sentence, or else in the whole report."""
        if not quotation.strip():
            message = "an empty quotation"
            raise QuotationError(message)
        start, end = self._sentence
        everywhere = occurrences(quotation, self.text)
        inside = [span for span in everywhere if start <= span[0] and span[1] <= end]
        found, where = (inside, "the sentence") if inside else (everywhere, "the report")
        if not found:
            message = f"{quotation!r} does not stand in the report"
            raise QuotationError(message)
        if nth is None and len(found) > 1:
            message = f"{quotation!r} stands {len(found)} times in {where}: say which with nth"
            raise QuotationError(message)
        if nth is not None and not 1 <= nth <= len(found):
            message = f"{quotation!r} stands {len(found)} times in {where}: there is no number {nth}"
            raise QuotationError(message)
        return found[(nth or 1) - 1]

    def passage(self, quoted: Any, nth: int | None = None) -> dict[str, Any]:
        """Text and spans of a quotation: a string, a table with `text` and `nth`, or a list of pieces of both."""
        match quoted:
            case str():
                spans = [self.span(quoted, nth)]
            case {"text": str(piece), **rest} if rest.keys() <= {"nth"}:
                spans = [self.span(piece, rest.get("nth"))]
            case [_, *_] if nth is None:
                spans = [span for piece in quoted for span in self.passage(piece)["spans"]]
            case _:
                message = f"{quoted!r} is no quotation, table of text and nth, or list of them"
                raise QuotationError(message)
        return {"text": " … ".join(self.text[start:end] for start, end in spans), "spans": spans}
