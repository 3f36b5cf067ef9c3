"""Tagged cues and the attributions of the rules as one list.

The tagger finds far more than the rules, the rules are right more often; what one of them leaves open is taken from the
other, and how likely each is right is judged afterwards.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
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
# Alone they attribute nothing to whom the sentence names: it seems so to the reporter.
_SEEMING = frozenset({"seem", "seems", "seemed", "appear", "appears", "appeared"})


@dataclass(frozen=True)
class Meaning:
    """What a cue's words mean."""

    lemma: str
    act: str
    stance: str


def joined(tags: Tags, ruled: list[Attribution], lines: list[Line]) -> list[Attribution]:
    """All that tagger and rules hold for attributions, in the order of their cues."""
    starts = [line.sentence.start for line in lines]
    open_: dict[int, list[Attribution]] = {}
    for rule in ruled:
        open_.setdefault(rule.line, []).append(rule)
    found: list[Attribution] = []
    for tagged in _whole(tags.found, lines[0].text if lines else ""):
        line = lines[max(bisect_right(starts, tagged.anchor) - 1, 0)]
        made = _made(tagged, line, _taken(tagged, open_.get(line.number, [])))
        found += [made] if made else []
    return sorted([*found, *(rule for rules in open_.values() for rule in rules)], key=lambda a: a.cue)


def _whole(found: list[Tagged], text: str) -> list[Tagged]:
    """The tagged cues, but for a "seems" of which "seems to confirm" is tagged, too: that is as sure then."""
    seeming = {each.cue[0][0]: each.sureness for each in found if _only_seems(each, text)}
    longer = [each for each in found if each.cue[0][0] in seeming and not _only_seems(each, text)]
    begun = {each.cue[0][0] for each in longer}
    others = [each for each in found if each.cue[0][0] not in begun]
    return [*others, *(replace(each, sureness=max(each.sureness, seeming[each.cue[0][0]])) for each in longer)]


def _only_seems(tagged: Tagged, text: str) -> bool:
    return len(tagged.cue) == 1 and text[slice(*tagged.cue[0])].lower() in _SEEMING


def _taken(tagged: Tagged, ruled: list[Attribution]) -> Attribution | None:
    """The rule's attribution with the same cue, taken from the list of those that are left."""
    for number, rule in enumerate(ruled):
        if any(overlap(rule.cue, span) for span in tagged.cue):
            return ruled.pop(number)
    return None


def _made(tagged: Tagged, line: Line, rule: Attribution | None) -> Attribution | None:
    cue = next(span for span in tagged.cue if span[0] <= tagged.anchor < span[1])
    source = _source(tagged, rule)
    spans = rule.content if rule and _is_aside(rule, line) else tagged.content
    trimmed_spans = (trimmed(line.text, *_within_sentence(span, line), unwanted=_UNWANTED) for span in spans)
    content = tuple(span for span in trimmed_spans if span) or (rule.content if rule else ())
    if not content:
        return None
    meaning = Meaning(rule.lemma, rule.act, rule.stance) if rule else meaning_of(cue, line)
    return Attribution(
        line.number,
        cue,
        meaning.lemma,
        meaning.act,
        meaning.stance,
        source,
        content,
        in_quotation=line.quotation_at(cue[0]) != NO_QUOTATION,
        ruled=rule is not None,
        sureness=tagged.sureness,
        fit=tagged.fit,
    )


def _within_sentence(span: Span, line: Line) -> Span:
    """A content in nobody's quotation ends with the sentence of its cue, and begins no sooner."""
    start, end = span
    first, last = line.sentence.start, line.sentence.end
    if start < first < end and _is_another_quotation(start, line):
        start = first
    if any(line.quotation_at(at) != NO_QUOTATION for at in (start, first, last - 1)):
        return span
    if start < first < end:
        start = first
    if start < last < end:
        end = last - line.text[:last].endswith((".", "!", "?"))
    return start, end


def _is_another_quotation(start: int, line: Line) -> bool:
    """Whether a span begins in a quotation that is over before its sentence: that is another claim's."""
    number = line.quotation_at(start)
    return number != NO_QUOTATION and line.quotes[number].end <= line.sentence.start


def _is_aside(rule: Attribution, line: Line) -> bool:
    """Whether it is "..., as the ministry reported": the rule tells which clause is reported, the tagger does not."""
    before = line.text[max(0, rule.source[0] - 4) : rule.source[0]] if rule.source else ""
    return before.lower().replace("\xa0", " ").endswith(" as ")


def _source(tagged: Tagged, rule: Attribution | None) -> Span | None:
    """The tagger's if it is sure enough to give one span, else the rule's, else the longest."""
    if rule and rule.source and len(tagged.source) != 1:
        return rule.source
    return max(tagged.source, key=lambda span: span[1] - span[0], default=None)


def meaning_of(cue: Span, line: Line) -> Meaning:
    """What a cue means by the tables; one that they do not know says no more than that somebody says something."""
    for hit in line.hits:
        if overlap(cue, line.span(hit.first, hit.last)):
            return Meaning(hit.verb.lemma, hit.verb.act, hit.verb.stance)
    words = [word.lower for word in line.words if overlap(cue, (word.start, word.end))]
    noun = next((cue_nouns()[word] for word in words if word in cue_nouns()), None)
    if noun:
        return Meaning(noun["noun"], noun["act"], noun["stance"])
    return Meaning(" ".join(words), "say", "asserts")
