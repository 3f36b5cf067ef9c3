"""What an attribution's spans must not hold: a dateline, the "that" before a content, the article's asides."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from services.extractor.domain.attribution.no_claims import is_no_claim
from services.extractor.domain.attribution.placed import is_told_of, without_place
from services.extractor.domain.attribution.torn import begins_torn, mended
from services.extractor.domain.attribution.whole_names import whole
from services.extractor.domain.reading.passage import trimmed
from services.extractor.domain.reading.words import spaced, worded

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.attribution.result import Attribution
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.reading.sentences import Sentence

_UNWANTED = " \t\r\n\xa0,;:-–—"
# "that it was", "that the army", not "that day", "that is".
_THAT = re.compile(r"that[,]? (?!(?:is|was|day|night|morning|evening|week|month|year|time|same)\b)")


# What the article adds to a reported clause: "..., charges that Kyiv has denied", "..., without giving evidence".
_ASIDE = re.compile(
    spaced(
        r",? (?:(?:(?:an? )?(?:charges?|claims?|allegations?|accusations?) (?:that |which )?|(?<=, )which )"
        r"(?:[\w’'-]+ ){1,6}(?:denied|denies|deny|rejects?|rejected|dismissed|dismisses|disputes?|disputed)"
        r"|without (?:providing|offering|giving|citing|presenting) (?:\w+ ){0,2}(?:evidence|proof|details))$"
    )
)
_LONGEST_ASIDE = 120
_LOOSE_END = re.compile(
    spaced(
        r",? (?:(?P<always>as|and|but|that|the|an?|of|or|than|because|while|which|who)"
        r"|on|in|at|by|during|for|from|to|with)$"
    )
)
_GOES_ON = re.compile(spaced(r" [A-Z0-9]"))
_LEADING = re.compile(spaced(r"(?:and|but|that|as|when|while|because|although) (?=\S)"))
# "the Russian" before "Defense Ministry".
_ATTRIBUTES = re.compile(
    spaced(
        r"\b(?:[Tt]he )?(?:[A-Z][a-z]{2,20}(?:ian|ish|ese|an|ench|utch|erman|reek|ech|iss) "
        r"|[A-Z][\w-]{2,20}[’'`]s )$|\b[Tt]he $"
    )
)
# "the king's" before "brother".
_OWNER = re.compile(
    spaced(
        r"\b(?:(?:[Tt]he )?(?:[A-Z][\w-]{1,20} ){0,3}[A-Z][\w-]{1,20}|[Tt]he (?:[\w-]{2,20} ){0,2}[\w-]{2,20})"
        r"(?:[’'`]s|(?<=s)[’'`]) $"
    )
)
_LONGEST_WORD = 10
_LONGEST_LEAD = 48
_AGENTLESS = worded(
    r"(?:\b(?:is|are|was|were|be|been|being)|[’'](?:s|re)) (?:\w+ly |also |still |now )?"
    r"(?:said|believed|thought|reported|expected|alleged|understood|rumou?red|feared|estimated|presumed|suspected"
    r"|confirmed)(?: to)?$"
    r"|^\W*(?:reportedly|allegedly|purportedly|supposedly)$"
)
_AUXILIARIES = 14


def tidied(attributions: list[Attribution], lines: list[Line]) -> list[Attribution]:
    """The attributions without what does not belong to their spans."""
    parts = [line.sentence for line in lines]
    sound = [a for a in attributions if a.speech or not is_no_claim(a, lines[a.line].text)]
    return [kept for a in sound if (kept := _trimmed(a, lines[a.line].text, parts))]


def _trimmed(attribution: Attribution, text: str, parts: list[Sentence]) -> Attribution | None:
    content = [_behind_dateline(span, text, parts) for span in attribution.content]
    contents = [_behind_that(text, span, attribution.cue) for span in content if span]
    source = None if _is_agentless(attribution, text) else attribution.source
    source = _behind_dateline(source, text, parts) if source else None
    contents = [_without_loose_end(text, _before_aside(text, span)) for span in contents]
    source = _whole_phrase(text, source) if source else None
    source = whole(text, source, contents) if source else None
    if source and begins_torn(text, source[0]):
        # "The firm that runs the deep-sea port confirmed": half a word speaks for nobody.
        return None
    taken = [attribution.cue, *([source] if source else [])]
    contents = [mended(text, span, [*taken, *(other for other in contents if other != span)]) for span in contents]
    source, contents = without_place(text, source, contents)
    if source and is_told_of(text, attribution.cue, source):
        return None
    if (tuple(contents), source) == (attribution.content, attribution.source):
        return attribution
    return replace(attribution, content=tuple(contents), source=source) if contents else None


def _without_loose_end(text: str, span: Span) -> Span:
    """The span without a conjunction at its end, or a preposition whose phrase goes on behind it."""
    match = _LOOSE_END.search(text, max(span[0] + 1, span[1] - _LONGEST_WORD), span[1])
    if match and (match.group("always") or _GOES_ON.match(text, span[1])):
        return span[0], match.start()
    return span


def _whole_phrase(text: str, span: Span) -> Span:
    """The source without conjunctions at its ends, and with the article and adjectives of its noun."""
    start, end = _without_loose_end(text, span)
    lead = _LEADING.match(text, start, end)
    start = lead.end() if lead else start
    attributes = _ATTRIBUTES if text[start].isupper() else _OWNER
    before = attributes.search(text, max(0, start - _LONGEST_LEAD), start)
    return (before.start() if before else start), end


def _is_agentless(attribution: Attribution, text: str) -> bool:
    """Whether nobody is said to speak: "is said to", "reportedly"; what stands before such a cue is no source."""
    if attribution.source is None or attribution.source[0] >= attribution.cue[1]:
        return False
    words = text[max(attribution.source[1], attribution.cue[0] - _AUXILIARIES) : attribution.cue[1]]
    return _AGENTLESS.search(words) is not None


def _before_aside(text: str, span: Span) -> Span:
    start = max(span[0] + 1, span[1] - _LONGEST_ASIDE)
    match = _ASIDE.search(text, start, span[1])
    return (span[0], match.start()) if match else span


def _behind_dateline(span: Span, text: str, parts: list[Sentence]) -> Span | None:
    """The span from the sentence on, where it begins between two; None if nothing is left."""
    after = bisect_right(parts, span[0], key=lambda part: part.start)
    if after == len(parts) or parts[after].start >= span[1] or (after and span[0] < parts[after - 1].end):
        return span
    return trimmed(text, parts[after].start, span[1], unwanted=_UNWANTED)


def _behind_that(text: str, span: Span, cue: Span) -> Span:
    match = _THAT.match(text, *span)
    return (match.end(), span[1]) if match and span[0] >= cue[1] else span
