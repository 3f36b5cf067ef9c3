"""What a claim rests on: the imagery, documents and posts that its sentence or its content points to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Evidence
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.reading.words import spaced

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_KINDS = (
    (
        "imagery",
        r"(?:videos?|footage|images?|imagery|photos?|photographs?|pictures?|clips?|recordings?|screenshots?|shadows)",
    ),
    (
        "document",
        (
            r"(?:documents?|orders?|intercepts?|transcripts?|letters?|papers?|passports?|records?|files?|questioning"
            r"|interrogation|decrees?|memos?|e-?mails?)"
        ),
    ),
    ("post", r"(?:posts?|tweets?|messages?)"),
)
_POINTING = (
    r"(?:citing|cites?|cited|referring to|refers to|pointing to|points to|pointed to|based on|relying on"
    r"|on the strength of|published|posted|shared|released|presented|rests? on) "
)
_PHRASE = r"(?:(?!to |from |by |of |and |that )[\w’'`-]+ ){0,4}?"
_WHOSE = (
    r"(?: (?:from|of|by|seen by|taken by|made by|released by) (?:[\w’'`-]+ ){0,5}?[\w’'`-]+"
    r"(?=[,.;:]| that| show| said|$))?"
)
_CITED = [
    (kind, re.compile(spaced(rf"\b{_POINTING}(?P<what>{_PHRASE}{nouns}\b{_WHOSE})"), re.IGNORECASE))
    for kind, nouns in _KINDS
]
# "the video showed tanks", at the head of what somebody says.
_SHOWING = [
    (
        kind,
        re.compile(
            spaced(
                rf"(?P<what>{_PHRASE}{nouns}\b{_WHOSE})(?: \w+)?"
                r" (?:shows?|showed|showing|depicts?|depicted|proves?|proved|suggests?|suggested|confirms?|confirmed)\b"
            ),
            re.IGNORECASE,
        ),
    )
    for kind, nouns in _KINDS
]


def evidence_in(
    text: str, sentence: Span, source: Span | None, content: tuple[Span, ...], source_kind: str
) -> tuple[Evidence, ...]:
    """The first evidence of each kind; what is the source itself is not named twice."""
    found = []
    for (kind, cited), (_, showing) in zip(_CITED, _SHOWING, strict=True):
        if source_kind == kind:
            continue
        match = next((m for span in content if (m := showing.match(text, *span))), None)
        match = match or _outside(text, cited, sentence, source, content)
        if match:
            found.append(Evidence(match.group("what"), (match.span("what"),), kind))
    return tuple(found)


def _outside(
    text: str, cited: re.Pattern[str], sentence: Span, source: Span | None, content: tuple[Span, ...]
) -> re.Match[str] | None:
    """Where the sentence points to something, outside of who speaks and what is said."""
    for match in cited.finditer(text, *sentence):
        is_said = any(overlap((match.start(), match.start() + 1), span) for span in content)
        if not is_said and not (source and overlap(match.span("what"), source)):
            return match
    return None
