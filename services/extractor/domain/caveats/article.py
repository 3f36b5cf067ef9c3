"""The article's own caveats, tied to the claims that they speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.asides import follows, is_aside
from services.extractor.domain.caveats.reach import meant
from services.extractor.domain.caveats.remark import CUE, OWN, Remark
from services.extractor.domain.caveats.voices import ARTICLE, is_itself, is_named, is_pronoun, subject_of
from services.extractor.domain.caveats.wording import (
    ABLE,
    CLAIMS,
    CORRECTION,
    EARLIER,
    GONE,
    NEUTRAL,
    PASSIVE,
    REFERENCE,
    SILENCE,
    SILENT,
)
from services.extractor.domain.draft import Caveat
from services.extractor.domain.facts import patterns
from services.extractor.domain.reading.passage import overlap, passage
from services.extractor.domain.reading.words import worded
from services.extractor.domain.speakers.kinds import kind_of

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.reading.sentences import Sentence

# "Did not confirm that ..." refuses, "did not confirm the loss" is silent.
_CLAUSES = (" that ", " whether ", "\xa0that ", "\xa0whether ")
# What a speaker does with his own words: he takes them back, or proves nothing.
_DONE = frozenset({"retracted", "unverified"})
# Reported speech would have been "had deleted the post".
_NOW = worded(r"^(?:has|have)\b|\b(?:it|them)\b")
_WHO = worded(r"\b(?:who|which|that) (?:(?:had|has|have|\w+ly) ){0,2}$")
_LEAD_IN = 30
_OF_NOUN = frozenset({"retracted", "unverified", "denied", "disputed", "confirmed"})
_THINGS = frozenset({"document", "imagery"})
_NO_SPEAKERS = _THINGS | {"unknown", "unnamed", "public"}


class ArticleCaveats:
    """Reads the sentences of an article in order and notes what they say about its claims."""

    def __init__(self, ledger: Ledger) -> None:
        """Begin at the head of the article."""
        self._text, self._ledger = ledger.text, ledger
        self._label: re.Match[str] | None = None

    def read(self, paragraph: list[Sentence]) -> None:
        """Note the caveats of a paragraph."""
        self._correct((paragraph[0].start, paragraph[-1].end))
        wordings, statuses = patterns.wordings("caveat")
        for sentence in paragraph:
            for hit in wordings.find(self._text, (sentence.start, sentence.end)):
                self._mark(sentence, hit.match, statuses[hit.line])

    def _correct(self, paragraph: Span) -> None:
        """Note what the outlet takes back where it says so in front: "Correction: an earlier version said ..."."""
        label = self._label or CORRECTION.match(self._text, *paragraph)
        is_alone = label is not None and label.end() >= paragraph[1]
        self._label = label if is_alone and not self._label else None
        if label is None or is_alone:
            return
        sources = ((n, self._ledger.claims[n].source.text or "") for n in self._ledger.within(paragraph))
        words = passage(self._text, (label.start(), label.start() + len(label.group().rstrip(" .:–—-\xa0"))))
        own = [n for n, source in sources if is_itself(source) or EARLIER.match(source)]
        self._ledger.add(own, Caveat(words.text, words.spans, "retracted", ARTICLE))

    def _mark(self, sentence: Sentence, match: re.Match[str], value: str) -> None:
        spoken = self._ledger.speaking_at(match.start())
        status, reach = _status_and_reach(value)
        beside = spoken if spoken is not None and self._is_aside(spoken, match, status) else None
        spoken = spoken if beside is None else None
        # "Ridiculed the figure, and it could not be checked" speaks of the figure.
        if beside is not None and self._ledger.claims[beside].stance == "denies":
            beside = None
        if spoken is not None and self._ledger.claims[spoken].stance == "declines":
            return
        no_claims = self._ledger.no_claims
        no_claims.update(n for n in self._of_sentence(sentence) if self._is_the_caveat(n, match, status, reach))
        subject = subject_of(self._text, sentence.start, match.start())
        if status == "no_comment" and (not subject or subject.lower().startswith("there ")):
            silent = SILENT.search(self._text, match.start(), sentence.end)
            subject = silent.group("who").strip() if silent else ""
        noun = CLAIMS.match(match.group())
        subject = f"{subject} {noun.group()}" if noun else subject
        said = Remark(self._ledger, sentence, match, status, reach, subject, spoken)
        found = meant(said) if beside is None else [beside]
        targets = [n for n in found if reach == CUE or not self._has_cue(n, match)]
        words = passage(self._text, match.span())
        caveat = Caveat(words.text, words.spans, status, self._by(said))
        self._ledger.add([n for n in targets if n not in no_claims], caveat)

    def _is_aside(self, spoken: int, match: re.Match[str], status: str) -> bool:
        claim = self._ledger.claims[spoken]
        start = claim.sentence.spans[0][0]
        if start > match.start():
            return False
        content = max(s for s, _ in claim.content.spans if s <= match.start())
        did = status in _DONE and claim.quote != "direct" and follows(self._text, content, match.span())
        did = did or (status == "retracted" and self._is_of_who_told(claim, match))
        # "Reports that the mayor fled could not be confirmed": what is said of the noun.
        is_noun = status in _OF_NOUN and CLAIMS.search(claim.cue.text) is not None and claim.quote == "indirect"
        return did or is_noun or is_aside(self._text, start, match.span())

    def _is_of_who_told(self, claim: DraftClaim, match: re.Match[str]) -> bool:
        """Whether somebody is told of by what he said: "a woman who wrote that he was dead took it down"."""
        cue = claim.cue.spans[0][0]
        is_relative = _WHO.search(self._text, max(0, cue - _LEAD_IN), cue) is not None
        return is_relative and _NOW.search(match.group()) is not None

    def _of_sentence(self, sentence: Sentence) -> list[int]:
        return self._ledger.within((sentence.start, sentence.end))

    def _is_the_caveat(self, number: int, match: re.Match[str], status: str, reach: str) -> bool:
        """Whether what looks like a claim is only the caveat: its cue is the caveat's, and it tells nothing else."""
        claim = self._ledger.claims[number]
        if not self._has_cue(number, match):
            return False
        if claim.source.kind in {"media", "document", "imagery", "unnamed"} or CLAIMS.search(claim.source.text or ""):
            return True
        if claim.stance == "declines" and NEUTRAL.search(match.group()):
            return False
        if reach == OWN and status == "unverified":
            return True
        is_silent = claim.stance == "declines" and SILENCE.match(match.group())
        if status == "no_comment" or (is_silent and not self._text.startswith(_CLAUSES, match.end())):
            return True
        return bool(REFERENCE.match(claim.content.text) or CLAIMS.search(claim.content.text))

    def _has_cue(self, number: int, match: re.Match[str]) -> bool:
        """Whether a cue is the caveat's, and holds no noun that attributes behind it: "did not confirm reports of"."""
        spans = self._ledger.claims[number].cue.spans
        return any(overlap(span, match.span()) for span in spans) and not CLAIMS.search(
            self._text, match.end(), spans[-1][1]
        )

    def _by(self, said: Remark) -> str:
        """Whose words a caveat is: of who speaks, is silent or could not verify, else the article's."""
        match, subject = said.match, said.subject
        if said.reach:
            return ARTICLE
        is_silent = said.status == "no_comment" and subject and not is_pronoun(subject)
        if said.spoken is not None and not is_silent:
            return self._ledger.voice(said.spoken)
        is_gone = said.status == "retracted" and GONE.search(match.group())
        if is_gone or is_itself(subject) or CLAIMS.search(subject):
            return ARTICLE
        own = [n for n in self._of_sentence(said.sentence) if self._ledger.starts_at(n) < match.start()]
        speaks = next((n for n in own if self._ledger.claims[n].cue.text in subject), None)
        if speaks is not None:
            return self._ledger.voice(speaks)
        if said.status in {"no_comment", "retracted"}:
            above = self._ledger.above(match.start())
            is_other = not subject or is_pronoun(subject)
            return (self._ledger.speaker(above[-1]) if is_other and above else subject) or ARTICLE
        return subject if subject and _is_voice(said) else ARTICLE


def _is_voice(said: Remark) -> bool:
    """Whether the subject of a caveat is somebody who doubts or could not verify, and no thing."""
    words, subject = said.match.group(), said.subject
    is_active = ABLE.search(words) or not PASSIVE.search(words)
    kind = kind_of(subject)
    is_doubt = said.status == "disputed" and kind == "unknown" and not is_pronoun(subject)
    return bool(is_active) and (kind not in _NO_SPEAKERS or is_doubt or (is_named(subject) and kind not in _THINGS))


def _status_and_reach(value: str) -> tuple[str, str]:
    """A status of the table, and whether it is for its own sentence only: `denied_own` is denied."""
    status, _, reach = value.rpartition("_")
    return (status, reach) if reach in {OWN, CUE} else (value, "")
