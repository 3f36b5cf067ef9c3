"""Quotations that are nothing but an answer: “Rubbish,” said the captain, and “This is fiction from start to end”."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.verdicts import status_of
from services.extractor.domain.reading.words import worded
from services.extractor.domain.tables import alternatives

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span


def exclaimed(text: str, content: Span) -> str | None:
    """The status that a quotation makes which is only a verdict, such as “Rubbish,” he said."""
    found = _exclamation().match(text, *content)
    return status_of(found.group("words")) if found else None


@cache
def _exclamation() -> re.Pattern[str]:
    verdict = alternatives("answers", "verdict")
    return worded(
        r"[“\"‘']{0,2}(?:(?:this|that|it|these|those|they|all (?:of )?(?:this|that|it)|the whole thing)"
        r"(?: (?:is|are|was|were)|[’'`]s) |[’'`]tis )?"
        r"(?:(?:an?|the|another|yet another|pure|complete|utter|total|just|simply|only|nothing but|more|absolute|sheer"
        r"|an? old|old|usual|the usual|typical|an? bad|stupid|plain) ){0,3}"
        rf"(?P<words>{verdict})(?=[.,;!?”\"’]|$| (?:for|from|of|by|and|meant|designed|invented|spread|told|put)\b)"
    )
