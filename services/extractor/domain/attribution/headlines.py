"""Attribution by a mark in a headline: "Institute: Russian forces advance", "Port hit by drones – governor"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.reading.words import spaced
from services.extractor.domain.speakers.kinds import countries, kind_of
from services.extractor.domain.speakers.known import known_person

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.reading.passage import Span

# What stands for the lemma of such a cue.
MARK: Final = ":"
_LONGEST: Final = 240
_BEFORE: Final = re.compile(
    spaced(r"(?:[^\n|;]{0,160}[|;] )?(?P<source>[^\n:|;,]{2,60})(?P<cue>:) (?P<content>[^\n|;]{12,200})")
)
_BEHIND: Final = re.compile(spaced(r"(?P<content>[^\n|]{12,200}?)(?P<cue>:| [-–—]) (?P<source>[^\n:|–—]{2,60})$"))
_MOST_WORDS: Final = 6
_MOST_NAMES: Final = 2
_TERMINAL: Final = ".!?…"
# "Analysis: ...", "Video: ..." tell what the article is, and who made it is named otherwise.
_NO_SPEAKERS: Final = frozenset({"media", "unknown", "document", "imagery", "public"})


def headline(line: Line) -> Attribution | None:
    """Who says what a headline says, if a mark attributes it to somebody who can speak."""
    start, end = line.sentence.start, line.sentence.end
    if not _is_headline(line):
        return None
    for pattern in (_BEFORE, _BEHIND):
        match = pattern.match(line.text, start, end)
        if match and _can_speak(line.text, match.span("source")):
            at = match.end("cue")
            spans = (match.span("source"), match.span("content"))
            return Attribution(line.number, (at - 1, at), MARK, "say", "asserts", spans[0], (spans[1],))
    return None


def _is_headline(line: Line) -> bool:
    """Whether the sentence has a line to itself, and no full stop."""
    text, start, end = line.text, line.sentence.start, line.sentence.end
    alone = text[max(0, start - 1) : start] in {"", "\n"} and text[end : end + 1] in {"", "\n"}
    return alone and end - start <= _LONGEST and text[end - 1] not in _TERMINAL


def _can_speak(text: str, span: Span) -> bool:
    words = text[slice(*span)].split()
    # "Sudan: drone kills dozens" tells where; a capital stands for its government.
    if len(words) > _MOST_WORDS or " ".join(words) in countries():
        return False
    if kind_of(" ".join(words)) not in _NO_SPEAKERS:
        return True
    if len(words) <= _MOST_NAMES and known_person(" ".join(words)):
        return True
    # "Poroshenko" where the report says "Petro Poroshenko"
    name = words[-1]
    return (
        name[:1].isupper() and re.search(rf"[A-Z][\w’-]{{1,20}}[ \xa0]{re.escape(name)}\b", text[span[1] :]) is not None
    )
