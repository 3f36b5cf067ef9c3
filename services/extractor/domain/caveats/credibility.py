"""What the article says of those who speak, away from their names: "it is not clear whether he spoke freely"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.owners import called_by
from services.extractor.domain.caveats.voices import is_pronoun, subject_of
from services.extractor.domain.facts import patterns
from services.extractor.domain.reading.passage import passage
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.draft import Source
    from services.extractor.domain.reading.passage import Passage, Span

# What has more words is no name.
_LONGEST_NAME = 6
_LEAD_IN = 16
# What may stand between a source and a note on it.
_BETWEEN = worded(r",? ?(?:an? (?:[\w-]+ ){1,4})?(?:(?:who|which|that) )?(?:[\w-]+ ){0,3}")
_SENTENCE_END = re.compile(r"[.!?\n]")
_CAPTIVE = re.compile(r"\b(?:captured|captive|prisoners?|detained|detainees?|imprisoned|POWs?)\b", re.IGNORECASE)


def credibility_notes(ledger: Ledger, sentences: list[Span]) -> dict[int, Passage]:
    """The notes by the number of the claim; they hold for all that a speaker says."""
    notes: dict[int, Passage] = {}
    wordings, values = patterns.wordings("credibility")
    for sentence in sentences:
        hit = next(wordings.find(ledger.text, sentence), None)
        captives = _captives(ledger, sentence) if hit and values[hit.line] == "captive" else []
        if hit and (captives or ledger.speaking_at(hit.match.start()) is None):
            of = captives or _speaker(ledger, sentence, hit.match)
            notes = dict.fromkeys(of, passage(ledger.text, hit.match.span())) | notes
    return notes


def _captives(ledger: Ledger, sentence: Span) -> list[int]:
    """What the last captive above says, known by the name or the words for the source."""
    claims = ledger.claims
    near = [n for n in ledger.above(sentence[1]) if _CAPTIVE.search(_described(ledger.text, claims[n].source))]
    return [n for n in near if claims[n].source.name == claims[near[-1]].source.name]


def _described(text: str, source: Source) -> str:
    """The words for a source, with what stands before them."""
    before = text[max(0, source.spans[0][0] - _LEAD_IN) : source.spans[0][0]] if source.spans else ""
    return " ".join([_SENTENCE_END.split(before)[-1], source.text or "", source.name or "", source.role or ""])


def _speaker(ledger: Ledger, sentence: Span, match: re.Match[str]) -> list[int]:
    """All around that the subject of the note says; a pronoun, or nobody, is who spoke last."""
    beside = _beside(ledger, sentence, match)
    if beside is not None:
        return [n for n in ledger.around(match.start()) if ledger.speaker(n) == ledger.speaker(beside)]
    subject = subject_of(ledger.text, sentence[0], match.start())
    above = ledger.above(match.start())
    if not above:
        return []
    # "In March it had to withdraw ...".
    is_it = is_pronoun(subject) or is_pronoun(subject.rsplit(" ", 1)[-1])
    is_last = not subject or is_it or len(subject.split()) > _LONGEST_NAME
    speaker = ledger.speaker(above[-1]) if is_last else called_by(ledger, subject, match.start())
    return [n for n in ledger.around(match.start()) if speaker is not None and ledger.speaker(n) == speaker]


def _beside(ledger: Ledger, sentence: Span, match: re.Match[str]) -> int | None:
    """The claim whose source holds the note or stands right before it: "Congo’s army, whose reports ..., said"."""
    for number in ledger.within(sentence):
        for start, end in ledger.claims[number].source.spans:
            if start < match.start() and (match.start() < end or _BETWEEN.fullmatch(ledger.text, end, match.start())):
                return number
    return None
