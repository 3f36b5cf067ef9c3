"""Words for a state or a people that do not tell whose side somebody is on: "a Sudan researcher", "a Chechen"."""

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
# Some of a people fight on either side; its office-holders and its forces are their state's.
_PEOPLE = worded(r"(?:Chechen|Ingush|Dagestani|Tatar|Buryat|Bashkir|Ossetian)s?$")
_OF_THE_STATE = worded(
    r" (?:(?:regional|special|republic(?:an)?|security|pro-\w+) )?(?:leaders?|head|president|strongman|warlord"
    r"|officials?|authorit(?:y|ies)|government|parliament|minister|ministry|forces?|troops|soldiers|fighters|units?|commanders?"
    r"|police|republic|regiment|battalions?)\b"
)
_WATCHES = worded(
    r"\b(?:correspondent|reporter|journalist|analyst|researcher|expert|specialist|editor|photographer|producer)\b"
    rf"[^;]{{0,80}}{spaced(' (?:in|on|from|at|near|outside) (?:the )?')}$"
)


def is_subject_matter(words: str, said: Said) -> bool:
    """Whether the words for a camp only say what a person of a phrase works on, where, or of what people he is."""
    if _PEOPLE.match(words[said.start : said.end]):
        return _OF_THE_STATE.match(words, said.end) is None
    if words[said.start : said.end] in countries() and _WORKS_ON.match(words, said.end):
        return True
    return _WATCHES.search(words[: said.start]) is not None
