"""The article's own caveats, tied to the claims that they speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.likeness import are_alike, stems
from services.extractor.domain.caveats.wording import (
    ABLE,
    ASIDE,
    CLAIMS,
    CLAUSE_START,
    DENIER,
    IMAGERY,
    MANY,
    OWNER,
    PASSIVE,
    REFERENCE,
    REFERS,
    SIDES,
    SUBJECT_END,
    THEIRS,
    TWO,
)
from services.extractor.domain.draft import Caveat
from services.extractor.domain.facts import patterns
from services.extractor.domain.reading.passage import overlap, passage
from services.extractor.domain.speakers.kinds import kind_of
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.reading.sentences import Sentence

# A caveat without an owner speaks of what stands shortly above it.
_REACH_PARAGRAPHS = 3
_NEAR = 3
_OWN, _CUE = "own", "cue"
# "The ministry" is any, "the defence ministry" is one.
_WORDS_OF_A_NAME = 2
_LONGEST_OBJECT = 80
# Who stands on the sides of a war.
_FIGHTING = frozenset({"authority", "military", "armed_group", "soldier"})
_NO_SPEAKERS = frozenset({"unknown", "document", "imagery", "unnamed", "public"})


class ArticleCaveats:
    """Reads the sentences of an article in order and notes what they say about its claims."""

    def __init__(self, text: str, ledger: Ledger) -> None:
        """Begin at the head of the article."""
        self._text = text
        self._ledger = ledger
        self._paragraph_starts: list[int] = []
        self.no_claims: set[int] = set()

    def read(self, paragraph: list[Sentence]) -> None:
        """Note the caveats of a paragraph."""
        self._paragraph_starts.append(paragraph[0].start)
        wordings, statuses = patterns.caveats()
        for sentence in paragraph:
            for hit in wordings.find(self._text, (sentence.start, sentence.end)):
                self._mark(sentence, hit.match, statuses[hit.line])

    def _mark(self, sentence: Sentence, match: re.Match[str], value: str) -> None:
        spoken = self._ledger.speaking_at(match.start())
        if spoken is not None and self._ledger.claims[spoken].stance == "declines":
            return
        self.no_claims.update(n for n in self._of_sentence(sentence) if self._is_the_caveat(n, match))
        status, reach = _status_and_reach(value)
        by = self._by(sentence, match, status, None if reach else spoken)
        words = passage(self._text, match.span())
        meant = self._meant(sentence, match, status, reach)
        targets = [n for n in meant if (reach or n != spoken) and (reach == _CUE or not self._has_cue(n, match))]
        self._ledger.add([n for n in targets if n not in self.no_claims], Caveat(words.text, words.spans, status, by))

    def _of_sentence(self, sentence: Sentence) -> list[int]:
        return self._ledger.within((sentence.start, sentence.end))

    def _is_the_caveat(self, number: int, match: re.Match[str]) -> bool:
        """Whether what looks like a claim is only the caveat: its cue is the caveat's, and it tells nothing else."""
        claim = self._ledger.claims[number]
        if not self._has_cue(number, match):
            return False
        if claim.source.kind in {"media", "document", "imagery", "unnamed"} or CLAIMS.search(claim.source.text or ""):
            return True
        return bool(REFERENCE.match(claim.content.text) or CLAIMS.search(claim.content.text))

    def _has_cue(self, number: int, match: re.Match[str]) -> bool:
        return any(overlap(span, match.span()) for span in self._ledger.claims[number].cue.spans)

    def _by(self, sentence: Sentence, match: re.Match[str], status: str, spoken: int | None) -> str:
        denier = DENIER.match(match.group())
        if denier and denier.group(1).lower() not in words_of_class("pronoun"):
            return denier.group(1)
        if denier:
            resolved = (self._ledger.speaker(n) for n in self._of_sentence(sentence) if self._has_cue(n, match))
            return next(resolved, None) or denier.group(1)
        if spoken is not None:
            return self._ledger.voice(spoken)
        subject = self._subject(sentence, match)
        if status in {"no_comment", "retracted"}:
            above = self._ledger.above(match.start())
            if CLAIMS.search(subject):
                return "article"
            is_pronoun = subject.split(" ")[0].lower() in words_of_class("pronoun")
            return (self._ledger.speaker(above[-1]) if is_pronoun and above else subject) or "article"
        is_active = ABLE.search(match.group()) or not PASSIVE.search(match.group())
        is_voice = subject and is_active and not CLAIMS.search(subject)
        return subject if is_voice and kind_of(subject) not in _NO_SPEAKERS else "article"

    def _subject(self, sentence: Sentence, match: re.Match[str]) -> str:
        before = self._text[sentence.start : match.start()]
        clause = CLAUSE_START.split(ASIDE.sub(" ", before).rstrip(" ,"))[-1]
        return SUBJECT_END.sub("", clause).strip(' \xa0“”"')

    def _meant(self, sentence: Sentence, match: re.Match[str], status: str, reach: str) -> list[int]:
        """The claims that a caveat means: both sides', an owner's, those of its own sentence, alike or last above."""
        if reach == _CUE:
            near = (match.start() - _NEAR, match.end() + _NEAR)
            own = self._of_sentence(sentence)
            return [n for n in own if any(overlap(span, near) for span in self._ledger.claims[n].cue.spans)]
        words = self._text[sentence.start : sentence.end]
        owned = self._of_several(sentence, words) or self._owned(sentence, match, words)
        own = [n for n in self._of_sentence(sentence) if n not in self.no_claims]
        if reach == _OWN or status == "retracted":
            said = own if own and status != "retracted" else self._of_subject(sentence, match) or own
            return said or (self._last(sentence, words) if CLAIMS.search(self._subject(sentence, match)) else [])
        if owned:
            return owned
        if status == "no_comment" and not REFERS.match(self._text, match.end(), sentence.end):
            return self._of_silent(sentence, match, own)
        is_other = [n for n in own if n != self._ledger.speaking_at(match.start())]
        spoken_before = [n for n in is_other if self._starts_at(n) < match.start() and status != "conditional"]
        alike = self._of_imagery(sentence, words) or self._alike(sentence, match)
        return spoken_before or alike or self._last(sentence, words)

    def _of_several(self, sentence: Sentence, words: str) -> list[int]:
        """The claims of both sides, or of the last two who spoke: "neither account could be verified"."""
        above = [n for n in self._ledger.above(sentence.start) if _is_of_a_side(self._ledger.claims[n])]
        if SIDES.search(words):
            return above
        if not TWO.search(words):
            return []
        sides = {self._ledger.claims[n].source.side for n in above} - {None}
        if len(sides) > 1:
            return [n for n in above if self._ledger.claims[n].source.side in sides]
        speakers = list(dict.fromkeys(self._ledger.speaker(n) for n in reversed(above)))[:2]
        return [n for n in above if self._ledger.speaker(n) in speakers]

    def _owned(self, sentence: Sentence, match: re.Match[str], words: str) -> list[int]:
        owner = OWNER.search(words)
        above = self._ledger.above(sentence.start)
        if owner:
            speakers = (self._ledger.speaker(n) for n in above if _is_from(self._ledger.claims[n], owner.group(1)))
            return [n for s in dict.fromkeys(speakers) for n in self._ledger.of_speaker(s, sentence.start)]
        if above and THEIRS.search(words, 0, match.end() - sentence.start + _LONGEST_OBJECT):
            return self._ledger.of_speaker(self._ledger.speaker(above[-1]), sentence.start)
        return []

    def _of_subject(self, sentence: Sentence, match: re.Match[str]) -> list[int]:
        """What the subject of the caveat said before: "he gave no proof", "the channel later deleted the post"."""
        above = self._ledger.above(sentence.start)
        subject = self._subject(sentence, match)
        if not above:
            return []
        first = subject.split(" ")[0].lower()
        if not subject or first in words_of_class("pronoun"):
            return self._ledger.of_speaker(self._ledger.speaker(above[-1]), sentence.start)
        named = [n for n in above if _is_called(self._ledger.speaker(n) or "", subject)]
        return self._ledger.of_speaker(self._ledger.speaker(named[-1]), sentence.start) if named else []

    def _of_silent(self, sentence: Sentence, match: re.Match[str], own: list[int]) -> list[int]:
        """The last claims above that name the one who is silent, else those just before in the paragraph."""
        subject = self._subject(sentence, match)
        if not subject or subject.split(" ")[0].lower() in words_of_class("pronoun"):
            return []
        silent, about = stems(subject), stems(self._object(sentence, match))
        above = self._ledger.above(match.start())
        if about and match.group().endswith(("about", "on", "to")):
            return [n for n in above if are_alike(self._ledger.stems[n], about)][-1:]
        named = [n for n in above if len(silent) >= _WORDS_OF_A_NAME and silent <= self._ledger.stems[n]][-1:]
        if named:
            return named
        floor = self._paragraph_starts[-2:][0]
        before = [n for n in own if self._starts_at(n) < match.start()]
        return before or [n for n in self._ledger.last_sentence_before(sentence.start) if self._starts_at(n) >= floor]

    def _of_imagery(self, sentence: Sentence, words: str) -> list[int]:
        if not IMAGERY.search(words):
            return []
        claims = self._ledger.claims
        above = self._ledger.above(sentence.start)
        shown = (n for n in above if claims[n].source.kind == "imagery" or _rests_on_imagery(claims[n]))
        return [n for n in shown if claims[n].stance != "denies"]

    def _alike(self, sentence: Sentence, match: re.Match[str]) -> list[int]:
        """The nearest claims above that speak of what stands behind the caveat, before it, or in its sentence."""
        above = self._ledger.above(sentence.start)
        whole = self._text[sentence.start : sentence.end]
        parts = (self._object(sentence, match), self._subject(sentence, match), match.group(), whole)
        for words in parts:
            own = stems(words)
            alike = [n for n in above if are_alike(self._ledger.stems[n], own)]
            if alike:
                return alike[-1:]
        return []

    def _object(self, sentence: Sentence, match: re.Match[str]) -> str:
        """What stands behind a caveat in its clause: "... could not confirm [the loss of the village]"."""
        behind = self._text[match.end() : min(sentence.end, match.end() + _LONGEST_OBJECT)]
        return CLAUSE_START.split(behind)[0]

    def _last(self, sentence: Sentence, words: str) -> list[int]:
        floor = self._paragraph_starts[-_REACH_PARAGRAPHS - 1 :][0]
        last = [n for n in self._ledger.last_sentence_before(sentence.start) if self._starts_at(n) >= floor]
        if not last or not MANY.search(words):
            return last
        speakers = {self._ledger.speaker(n) for n in last}
        near = [n for n in self._ledger.above(sentence.start) if self._starts_at(n) >= floor]
        return [n for n in near if self._ledger.speaker(n) in speakers]

    def _starts_at(self, number: int) -> int:
        return self._ledger.claims[number].cue.spans[0][0]


def _status_and_reach(value: str) -> tuple[str, str]:
    """A status of the table, and whether it is for its own sentence only: `denied_own` is denied."""
    status, _, reach = value.rpartition("_")
    return (status, reach) if reach in {_OWN, _CUE} else (value, "")


def _is_of_a_side(claim: DraftClaim) -> bool:
    return claim.source.side is not None or claim.source.kind in _FIGHTING


def _is_from(claim: DraftClaim, owner: str) -> bool:
    return any(owner in (source.name or "") for source in (claim.source, *claim.via))


def _is_called(speaker: str, subject: str) -> bool:
    """Whether a subject names a speaker, whole or by the last word: "the ministry" after "Defense Ministry"."""
    subject, speaker = subject.lower(), speaker.lower()
    return subject in speaker or speaker in subject or speaker.endswith(" " + subject.rsplit(" ", 1)[-1])


def _rests_on_imagery(claim: DraftClaim) -> bool:
    return any(each.kind == "imagery" for each in claim.evidence)
