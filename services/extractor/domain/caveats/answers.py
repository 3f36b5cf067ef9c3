"""What voices of an article answer to others' claims: by claims that deny, doubt or confirm, and by words alone."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.asides import asides_in
from services.extractor.domain.caveats.exclamations import exclaimed
from services.extractor.domain.caveats.likeness import stems
from services.extractor.domain.caveats.owners import called_by
from services.extractor.domain.caveats.verdicts import answering, called, status_of, verdicts_in
from services.extractor.domain.caveats.voices import ARTICLE, is_itself, said_at, voice_at
from services.extractor.domain.facts.falsity import CALLED_FALSE
from services.extractor.domain.reading.passage import Passage, overlap, passage
from services.extractor.domain.reading.words import worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.caveats.verdicts import Verdict
    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.reading.passage import Span

_NOBODY = re.compile(r"(?:hardly|nobody|no[ \xa0]one|few|none)\b", re.IGNORECASE)
_STATUS = (
    ("dismissed", ("dismiss", "brush", "shrug", "scoff", "ridicul", "mock", "derid", "laugh", "sneer", "jeer")),
    ("disputed", ("contradict", "disput", "question", "doubt", "contest", "challeng", "issue", "disagree")),
)
_RELATIVE = worded(r"\b(?:which|who|that) (?:(?:has|have|had|always|also|\w+ly) ){0,3}$")
_LEAD_IN = 40
_OPPOSITE = re.compile(r"the (?:exact |very )?(?:opposite|contrary|reverse)")
_CONFIRMED = "confirmed"


class Answer:
    """One answer.

    Attributes:
        number: the claim that it is; None where only words say so.
        status: what becomes of the claim that is answered.
        words: that say so.
        about: the text that tells what is answered.
        voice: who answers, as worded; `speaker` by the name that claims have.
        is_aside: whether it stands beside what it answers, in one sentence.
        at: where the words begin.
        sentence: that holds them.
        spans: in which claims that are answered may stand.
    """

    def __init__(
        self,
        ledger: Ledger,
        sentence: Span,
        words: Passage,
        status: str,
        about: Span,
        number: int | None = None,
        voice: str | None = None,
        *,
        is_aside: bool = False,
    ) -> None:
        """Who answers is read from the claim, else from the words before, unless the voice is known."""
        self.number, self.status, self.words, self.sentence = number, status, words, sentence
        self.is_aside = is_aside
        self.at = words.spans[0][0]
        self._text, self._about = ledger.text, about
        self.speaker: str | None
        if voice is not None:
            self.voice, self.speaker = voice, called_by(ledger, voice, self.at) or voice
            self.spans: tuple[Span, ...] = (about,)
        elif number is None:
            judges = about[0] < self.at
            found = said_at(ledger, self.at) if judges else voice_at(ledger, sentence, self.at)
            self.voice, self.speaker = found
            self.spans = (about,)
        else:
            voiced = ledger.voice(number)
            self.voice, self.speaker = ARTICLE if is_itself(voiced) else voiced, ledger.speaker(number)
            self.spans = ledger.claims[number].content.spans

    @cached_property
    def is_verdict(self) -> bool:
        """Whether it says nothing but what it calls something."""
        is_all = _OPPOSITE.fullmatch(self.about) is not None or exclaimed(self._text, self._about) is not None
        return self.number is not None and is_all

    @property
    def is_in_passing(self) -> bool:
        """Whether it only describes somebody: "the army, which has denied looting, ..."."""
        return _RELATIVE.search(self._text, max(self.sentence[0], self.at - _LEAD_IN), self.at) is not None

    @property
    def about(self) -> str:
        """The words that tell what is answered."""
        return self._text[slice(*self._about)]

    @property
    def behind(self) -> str:
        """What stands behind the words in their sentence."""
        return self._text[self.at : self.sentence[1]]

    @cached_property
    def stems(self) -> frozenset[str]:
        """What is answered, without what it is called."""
        whole = " ".join(self._text[start:end] for start, end in self.spans)
        false = CALLED_FALSE.search(whole)
        return stems(whole[: false.start()] if false and false.start() else whole)


def answers(ledger: Ledger, sentences: list[Span]) -> list[Answer]:
    """All answers in the order of the text."""
    text = ledger.text
    verbs = {sentence: answering(text, sentence) for sentence in sentences} if ledger.claims else {}
    beside = {
        sentence: [
            Answer(
                ledger, sentence, passage(text, aside.span), aside.status, aside.span, voice=aside.voice, is_aside=True
            )
            for aside in asides_in(text, sentence, found)
        ]
        for sentence, found in verbs.items()
    }
    asides = [answer for found in beside.values() for answer in found]
    spoken = [
        answer
        for answer in _of_claims(ledger)
        if not any(overlap(answer.words.spans[0], aside.words.spans[0]) for aside in beside.get(answer.sentence, ()))
    ]
    taken = {answer.at for answer in (*asides, *spoken)}
    worded = [
        Answer(ledger, sentence, passage(text, verdict.span), verdict.status, verdict.about, voice=verdict.voice)
        for sentence, found in verbs.items()
        for verdict in verdicts_in(text, sentence, found)
        if not _is_taken(ledger, verdict, sentence, taken)
    ]
    return sorted([*asides, *spoken, *worded], key=lambda answer: answer.at)


def _of_claims(ledger: Ledger) -> Iterator[Answer]:
    for number, claim in enumerate(ledger.claims):
        if number in ledger.no_claims or _NOBODY.match(claim.source.text or ""):
            continue
        verdict = _verdict(ledger.text, claim) if claim.stance == "denies" else None
        status = _status(ledger.text, claim, verdict)
        if status:
            about = verdict.about if verdict else _about(claim)
            yield Answer(ledger, claim.sentence.spans[0], claim.cue, status, about, number)


def _is_taken(ledger: Ledger, verdict: Verdict, sentence: Span, taken: set[int]) -> bool:
    """Whether a claim of the sentence already answers by these words, an aside does, or nobody."""
    if verdict.span[0] in taken:
        return True
    for number in ledger.within(sentence):
        claim = ledger.claims[number]
        spans = (*claim.cue.spans, *claim.content.spans)
        if claim.cue.spans[0][0] in taken and any(overlap(span, verdict.span) for span in spans):
            return True
        if claim.stance == "declines" and any(overlap(span, verdict.span) for span in claim.cue.spans):
            return True
    return False


def _verdict(text: str, claim: DraftClaim) -> Verdict | None:
    """What a denying claim calls what it answers, where cue and content are such words."""
    start, end = _about(claim)
    cue = claim.cue.spans[-1]
    words = (cue[0], max(end, cue[1]))
    found = (v for v in verdicts_in(text, words, answering(text, words)) if overlap(v.span, cue))
    return next((v for v in found if start <= v.about[0] < v.about[1] <= end), None)


def _status(text: str, claim: DraftClaim, verdict: Verdict | None) -> str | None:
    """The status that a claim gives to those that it answers; None if it answers none."""
    cue, act = claim.cue.text.lower(), claim.cue.speech_act
    if claim.stance != "denies":
        if cue.startswith("doubt"):
            return "disputed"
        if _OPPOSITE.fullmatch(claim.content.text):
            return "denied"
        if claim.quote != "indirect" and act == "say" and (judged := exclaimed(text, claim.content.spans[0])):
            return judged
        return _CONFIRMED if act == "confirm" and claim.stance == "asserts" else None
    named = next((status for status, words in _STATUS if any(word in cue for word in words)), None)
    judged = called(text, *_about(claim)) or (verdict.status if verdict else None)
    if act == "deny":
        return judged if judged == "dismissed" else named or "denied"
    return judged or _said(text, claim) or named or "dismissed"


def _said(text: str, claim: DraftClaim) -> str | None:
    for span in claim.content.spans:
        false = CALLED_FALSE.search(text, *span)
        if false:
            words = false.group().split(" ")
            return next((s for n in range(len(words)) if (s := status_of(" ".join(words[n:])))), None)
    return None


def _about(claim: DraftClaim) -> Span:
    """The part of a content that tells what is answered: what stands behind the cue, else the first."""
    end = claim.cue.spans[-1][1]
    return next((span for span in claim.content.spans if span[0] >= end), claim.content.spans[0])
