"""Tagged cues and the attributions of the rules as one list.

The tagger finds far more than the rules, the rules are right more often: a cue that the tagger is not certain of
counts where a rule finds it too, and what one of them leaves open is taken from the other.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.extractor.domain.attribution.line import NO_QUOTATION
from services.extractor.domain.attribution.noun_cues import cue_nouns
from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.reading.passage import overlap, trimmed

if TYPE_CHECKING:
    from services.extractor.domain.attribution.line import Line
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.tagging.decoding import Tagged, Tags

_UNWANTED = " \t\r\n\xa0,;"


@dataclass(frozen=True)
class _Meaning:
    """What a cue's words mean."""

    lemma: str
    act: str
    stance: str


def joined(tags: Tags, ruled: list[Attribution], lines: list[Line]) -> list[Attribution]:
    """The attributions of a text in the order of their cues; behind what the tagger read the rules are alone."""
    starts = [line.sentence.start for line in lines]
    found: list[Attribution] = []
    unmatched = list(ruled)
    for tagged in tags.found:
        line = lines[bisect_right(starts, tagged.anchor) - 1]
        rule = _rule_for(tagged, line.number, unmatched)
        if rule:
            unmatched.remove(rule)
        if rule or tagged.sureness >= tags.certain:
            attribution = _made(tagged, line, rule)
            found += [attribution] if attribution else []
    found += [rule for rule in unmatched if rule.cue[0] >= tags.read or not tags.vetoes]
    return sorted(found, key=lambda a: a.cue)


def _rule_for(tagged: Tagged, line: int, ruled: list[Attribution]) -> Attribution | None:
    return next((r for r in ruled if r.line == line and any(overlap(r.cue, span) for span in tagged.cue)), None)


def _made(tagged: Tagged, line: Line, rule: Attribution | None) -> Attribution | None:
    cue = next(span for span in tagged.cue if span[0] <= tagged.anchor < span[1])
    source = _source(tagged, rule)
    trimmed_spans = (trimmed(line.text, *span, unwanted=_UNWANTED) for span in tagged.content)
    content = tuple(span for span in trimmed_spans if span) or (rule.content if rule else ())
    if not content:
        return None
    meaning = _Meaning(rule.lemma, rule.act, rule.stance) if rule else _meaning(cue, line)
    quoted = line.quotation_at(cue[0]) != NO_QUOTATION
    return Attribution(
        line.number, cue, meaning.lemma, meaning.act, meaning.stance, source, content, in_quotation=quoted
    )


def _source(tagged: Tagged, rule: Attribution | None) -> Span | None:
    """The tagger's if it is sure enough to give one span, else the rule's, else the longest."""
    if rule and rule.source and len(tagged.source) != 1:
        return rule.source
    return max(tagged.source, key=lambda span: span[1] - span[0], default=None)


def _meaning(cue: Span, line: Line) -> _Meaning:
    """By the tables; a cue that they do not know says no more than that somebody says something."""
    for hit in line.hits:
        if overlap(cue, line.span(hit.first, hit.last)):
            return _Meaning(hit.verb.lemma, hit.verb.act, hit.verb.stance)
    words = [word.lower for word in line.words if overlap(cue, (word.start, word.end))]
    noun = next((cue_nouns()[word] for word in words if word in cue_nouns()), None)
    if noun:
        return _Meaning(noun["noun"], noun["act"], noun["stance"])
    return _Meaning(" ".join(words), "say", "asserts")
