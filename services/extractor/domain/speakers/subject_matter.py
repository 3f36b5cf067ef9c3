"""Words for a state that tell what somebody works on or where, not whose side he is on: "a Sudan researcher"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.kinds import countries

if TYPE_CHECKING:
    from services.extractor.domain.speakers.camp_words import Said

_PROFESSION = (
    r"(?:researcher|analyst|expert|specialist|scholar|historian|watcher|correspondent|reporter|editor|envoy|director"
    r"|co-?ordinator|adviser|advisor|programme|program|desk|team|project|monitor|office|bureau|chief|lead|mission)s?\b"
)
_WORKS_ON = worded(rf"[ \xa0](?:(?:senior|country|chief|lead|crisis|conflict|policy|research)[ \xa0])?{_PROFESSION}")
_WATCHES = worded(
    r"\b(?:correspondent|reporter|journalist|analyst|researcher|expert|specialist|editor|photographer|producer)\b"
    rf"[^;]{{0,80}}{spaced(' (?:in|on|from|at|near|outside) (?:the )?')}$"
)


def is_subject_matter(words: str, said: Said) -> bool:
    """Whether the words for a camp only say what a person of a phrase works on, or where."""
    if words[said.start : said.end] in countries() and _WORKS_ON.match(words, said.end):
        return True
    return _WATCHES.search(words[: said.start]) is not None
