"""Which claims a caveat of the article means: an owner's, both sides', those of its sentence, alike or last above."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.caveats.ledger import RELATIVE, UNTRUE
from services.extractor.domain.caveats.likeness import are_alike, are_of_one_kind, stems
from services.extractor.domain.caveats.owners import called_by, last_of, owned, said_by
from services.extractor.domain.caveats.voices import is_called, is_pronoun
from services.extractor.domain.caveats.wording import (
    ABOUT,
    ALL_OF,
    ASKED,
    CLAIMS,
    CLAUSE,
    CLAUSE_START,
    DEFINITE,
    FINITE,
    GIVEN_UP,
    IMAGERY,
    MANY,
    MATTER,
    NUMBER,
    PASSIVE,
    REFERS,
    REQUEST,
    SEVERAL,
    SIDES,
    SIDES_THEMSELVES,
    TESTIMONY,
    TWO,
    WHOLE,
)
from services.extractor.domain.facts import patterns
from services.extractor.domain.reading.passage import overlap
from services.extractor.domain.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from services.extractor.domain.caveats.ledger import Ledger
    from services.extractor.domain.draft import DraftClaim
    from services.extractor.domain.reading.sentences import Sentence

OWN, CUE = "own", "cue"
# A caveat without an owner speaks of what stands shortly above it.
_REACH_PARAGRAPHS = 3
_NEAR = 3
# "The ministry" is any, "the defence ministry" is one.
_WORDS_OF_A_NAME = 2
_LONGEST_OBJECT = 80
# How far behind a caveat the cue of its object begins: "did not confirm recent reports that ...".
_OBJECT_CUE = 30
# Who stands on the sides of a war.
_FIGHTING = frozenset({"authority", "military", "armed_group", "soldier"})
# What is only asked for or threatened can be nothing but these.
_OF_ANYTHING = frozenset({"retracted", "disputed"})
_PERSONS = frozenset({"he", "she", "they"})
_THINGS = frozenset({"document", "unknown"})
_WITNESSES = frozenset({"witness", "civilian", "soldier"})


class Words(NamedTuple):
    """The words of a caveat.

    Attributes:
        reach: `own` for those of its own sentence, `cue` for those of the cue beside it, empty for all.
        subject: of its clause; empty if it has none.
        spoken: the claim whose content they are part of; None where the article speaks.
    """

    sentence: Sentence
    match: re.Match[str]
    status: str
    reach: str
    subject: str
    spoken: int | None


class Reach:
    """Finds the claims above, and in the sentence, that a caveat means."""

    def __init__(self, text: str, ledger: Ledger) -> None:
        """Begin at the head of the article."""
        self._text = text
        self._ledger = ledger
        self._paragraph_starts: list[int] = []

    def begin(self, paragraph: int) -> None:
        """Go on to the paragraph that begins at an offset."""
        self._paragraph_starts.append(paragraph)

    def meant(self, words: Words, no_claims: Collection[int]) -> list[int]:
        """The claims that a caveat means, without those that only are caveats, and without denials beside others."""
        claims, found = self._ledger.claims, self._meant(words, no_claims)
        if words.status not in _OF_ANYTHING:
            found = [n for n in found if is_stated(claims[n])]
        sentence = self._sentence(words)
        if TWO.search(sentence):
            return found
        if SIDES.search(sentence):
            return [n for n in found if claims[n].stance != "declines"]
        return [n for n in found if claims[n].stance != "denies"] or found

    def _meant(self, words: Words, no_claims: Collection[int]) -> list[int]:
        sentence, match = words.sentence, words.match
        own = self._ledger.within((sentence.start, sentence.end))
        if words.reach == CUE:
            near = (match.start() - _NEAR, match.end() + _NEAR)
            return [n for n in own if any(overlap(span, near) for span in self._ledger.claims[n].cue.spans)]
        own = [n for n in own if n not in no_claims]
        if words.status == "retracted":
            return self._retracted(words, own)
        if words.reach == OWN:
            return self._of_own(words, own)
        if words.status == "no_comment":
            return self._unanswered(words, own)
        return [n for n in self._of_any(words, own) if n != words.spoken]

    def _of_own(self, words: Words, own: list[int]) -> list[int]:
        """What is said in the sentence without proof, before it or around; else what its subject said before."""
        several = self._of_several(words) if not own or TWO.search(words.match.group()) else []
        if several:
            return several
        if words.subject and words.status == "unverified" and FINITE.match(words.match.group()):
            said = self._all_said(words, own)
            if said:
                return said
        said = said_by(self._ledger, words.subject, words.sentence.start) if words.subject else []
        return own or said or self._last(words)

    def _all_said(self, words: Words, own: list[int]) -> list[int]:
        """All that the subject of a caveat said before it; "it" is who speaks in the same sentence, if anybody does."""
        ledger, before = self._ledger, [n for n in own if self._ledger.starts_at(n) < words.match.start()]
        if before and is_pronoun(words.subject):
            speaker = ledger.speaker(before[-1])
            above = ledger.of_speaker(speaker, words.sentence.start) if speaker else []
            return sorted({*above, *(n for n in before if n == before[-1] or ledger.speaker(n) == speaker)})
        by_it = [n for n in before if self._is_by(n, words)]
        return sorted({*said_by(ledger, words.subject, words.sentence.start), *by_it})

    def _of_any(self, words: Words, own: list[int]) -> list[int]:
        found = (
            self._asked(words, own)
            or self._of_all(words)
            or self._of_several(words)
            or self._owned(words)
            or self._whose_source(words, own)
        )
        if found:
            return found
        spoken_before = [
            n
            for n in own
            if n != words.spoken and self._ledger.starts_at(n) < words.match.start() and not self._is_by(n, words)
        ]
        spoken_before = [n for n in spoken_before if self._ledger.claims[n].stance != "denies"]
        if spoken_before and (words.status != "conditional" or not words.subject):
            return spoken_before
        alike = self._of_imagery(words) or self._of_things(words) or self._alike(words)
        is_new = CLAUSE.match(self._text, words.match.end(), words.sentence.end)
        return alike or ([] if is_new else self._last(words))

    def _asked(self, words: Words, own: list[int]) -> list[int]:
        """The claim that is the caveat's object, with those above that say the same: "did not confirm reports that"."""
        end = words.match.end()
        cued = [n for n in own if end <= self._ledger.claims[n].cue.spans[-1][1] - 1 <= end + _OBJECT_CUE]
        if not cued or CLAUSE_START.search(self._text, end, max(end, self._ledger.starts_at(cued[0]))):
            return []
        above = self._ledger.above(words.sentence.start)
        about = self._ledger.stems[cued[0]]
        return [n for n in above if are_alike(self._ledger.stems[n], about)] + cued[:1]

    def _told_of_subject(self, words: Words, own: list[int]) -> list[int]:
        """What the subject of a caveat is said to say beside it: "a channel that reported the raid has deleted it"."""
        before = [n for n in own if self._ledger.starts_at(n) < words.match.start()]
        return [n for n in before if self._ledger.claims[n].cue.text in words.subject]

    def _whose_source(self, words: Words, own: list[int]) -> list[int]:
        """The claims of the sentence that the subject of a caveat makes: "the footage, which is unverified, shows"."""
        behind = [n for n in own if self._ledger.starts_at(n) >= words.match.end()]
        is_passive = PASSIVE.search(words.match.group()) is not None
        return [n for n in behind if is_passive and self._is_by(n, words)]

    def _of_all(self, words: Words) -> list[int]:
        """What stands above in the paragraph, else in the one before: "none of this could be checked"."""
        ledger, start = self._ledger, words.sentence.start
        if WHOLE.search(self._sentence(words)):
            return list(ledger.above(start))
        if not ALL_OF.search(self._sentence(words)):
            return []
        here = [n for n in ledger.above(start) if ledger.starts_at(n) >= self._paragraph_starts[-1]]
        is_last = not self._text[words.sentence.end :].strip()
        floor = 0 if is_last else self._floor(1)
        return here or [n for n in ledger.above(start) if ledger.starts_at(n) >= floor]

    def _of_several(self, words: Words) -> list[int]:
        """The claims of both sides, or of the last two who spoke: "neither account could be verified"."""
        # Who is silent is no owner: "the two sides have not commented".
        silent = words.match.start() - words.sentence.start if words.status == "no_comment" else 0
        sentence = self._sentence(words)[max(0, silent) :]
        is_two = TWO.search(sentence)
        sides_named = SIDES_THEMSELVES if words.reach == OWN else SIDES
        if not is_two and not sides_named.search(sentence):
            return []
        claims = self._ledger.claims
        above = [n for n in self._ledger.above(words.match.start()) if is_of_a_side(claims[n]) and is_stated(claims[n])]
        if is_two and NUMBER.search(is_two.group()):
            counted = [n for n in self._ledger.above(words.match.start()) if claims[n].quantities]
            above = counted or above
        sides = {claims[n].source.side for n in above} - {None}
        if is_two:
            here = [n for n in above if self._ledger.starts_at(n) >= self._paragraph_starts[-1]]
            is_here = len({self._ledger.speaker(n) for n in here}) > 1
            above = [n for n in above if (claims[n].source.text or "").lower() not in RELATIVE]
            speakers = list(dict.fromkeys(self._ledger.speaker(n) for n in reversed(above)))[:2]
            is_of_two = len(sides) > 1 and not is_here
            return [
                n
                for n in above
                if (is_of_two and claims[n].source.side in sides) or self._ledger.speaker(n) in speakers
            ]
        return above

    def _owned(self, words: Words) -> list[int]:
        sentence = self._sentence(words)
        end = words.match.end() - words.sentence.start + _LONGEST_OBJECT
        return owned(self._ledger, sentence, words.sentence.start, end, words.subject)

    def _retracted(self, words: Words, own: list[int]) -> list[int]:
        """What somebody takes back: what is said before in the sentence, or by its subject above, the last or alike."""
        beside = self._asked(words, own) or self._told_of_subject(words, own)
        if beside:
            return beside
        before = [n for n in own if self._ledger.starts_at(n) < words.match.start() and n != words.spoken]
        if before and (not words.subject or is_pronoun(words.subject) or words.reach == OWN):
            return before[-1:]
        if own and words.reach == OWN:
            return own
        above = self._ledger.above(words.sentence.start)
        if CLAIMS.search(words.subject) or not above:
            return self._owned(words) or self._last(words)
        if not words.subject or is_pronoun(words.subject):
            named = self._ledger.speaker(above[-1])
        else:
            named = called_by(self._ledger, words.subject, words.sentence.start)
        said = [n for n in above if named is not None and self._ledger.speaker(n) == named]
        if NUMBER.search(words.match.group()):
            said = [n for n in said if self._ledger.claims[n].quantities] or said
        alike = [n for n in said if are_alike(self._ledger.stems[n], stems(self._object(words)))]
        return alike[-1:] or (
            last_of(self._ledger, said) if said else self._with_layers(before[-1:]) or self._last(words)
        )

    def _with_layers(self, numbers: list[int]) -> list[int]:
        """Some claims with those that relay them."""
        claims = self._ledger.claims
        cues = [claims[n].cue.spans[0] for n in numbers]
        near = {n - 1 for n in numbers if n} | set(numbers)
        return sorted(
            n
            for n in near
            if n in numbers or any(overlap(span, cue) for span in claims[n].content.spans for cue in cues)
        )

    def _unanswered(self, words: Words, own: list[int]) -> list[int]:
        """What a silence is about: its object, else what names the one who is silent, else what others said before."""
        match = words.match
        if REFERS.match(self._text, match.end(), words.sentence.end):
            return [n for n in self._of_any(words, own) if not self._is_by(n, words)]
        if words.subject and is_pronoun(words.subject):
            return self._asked_about(words)
        about = ABOUT.match(self._text, match.end(), words.sentence.end)
        if about is None or REQUEST.match(about.group("what")):
            return self._asked_about(words) or self._naming(words) or self._others_before(words, own)
        above, own_stems = self._ledger.above(match.start()), stems(about.group("what"))
        if MATTER.fullmatch(about.group("what").strip()):
            return self._of_matter(words, own)
        alike = [n for n in above if are_alike(self._ledger.stems[n], own_stems)][-1:]
        return alike or (self._of_matter(words, own) if MATTER.match(about.group("what")) else [])

    def _asked_about(self, words: Words) -> list[int]:
        """What a question was about that was not answered: "did not answer questions about the letter"."""
        start, end = words.match.span()
        asked = ASKED.search(self._text, end, words.sentence.end) or ASKED.search(
            self._text, words.sentence.start, start
        )
        if asked is None:
            return []
        return self._last(words) if is_pronoun(asked.group("what")) else self._about(asked.group("what"), words)

    def _naming(self, words: Words) -> list[int]:
        """The last claim that names the one who is silent."""
        silent, above = stems(words.subject), self._ledger.above(words.match.start())
        return [n for n in above if len(silent) >= _WORDS_OF_A_NAME and silent <= self._ledger.stems[n]][-1:]

    def _of_matter(self, words: Words, own: list[int]) -> list[int]:
        """All that those who spoke last said near: "has not commented on the incident"."""
        speakers = {self._ledger.speaker(n) for n in self._others_before(words, own)}
        floor, above = self._floor(_REACH_PARAGRAPHS), self._ledger.above(words.match.start())
        return [n for n in above if self._ledger.starts_at(n) >= floor and self._ledger.speaker(n) in speakers]

    def _others_before(self, words: Words, own: list[int]) -> list[int]:
        """What others said before in the sentence, else in the paragraph, else in the last sentence above."""
        match = words.match
        before = [n for n in own if self._ledger.starts_at(n) < match.start() and not self._is_by(n, words)]
        if before:
            return before
        paragraph = self._paragraph_starts[-1]
        above = [n for n in self._ledger.above(words.sentence.start) if not self._is_by(n, words)]
        near = [n for n in above if self._ledger.starts_at(n) >= paragraph and not self._is_thought(n)]
        if near:
            return near
        floor = self._floor(1)
        return [
            n
            for n in self._ledger.last_sentence_before(words.sentence.start, lambda n: not self._is_by(n, words))
            if self._ledger.starts_at(n) >= floor
        ]

    def _is_thought(self, number: int) -> bool:
        """Whether nobody says it: "some 300 are thought to have fled"."""
        claim = self._ledger.claims[number]
        return claim.source.text is None and claim.cue.speech_act == "believe"

    def _is_by(self, number: int, words: Words) -> bool:
        """Whether a claim is of the one who answers, doubts or is silent."""
        speaker = self._ledger.speaker(number)
        if words.spoken is not None:
            return speaker == self._ledger.speaker(words.spoken)
        if words.subject.lower() in _PERSONS:
            above = self._ledger.above(words.sentence.start)
            return bool(above) and speaker == self._ledger.speaker(above[-1])
        return bool(words.subject) and is_called(speaker or "", words.subject)

    def _of_imagery(self, words: Words) -> list[int]:
        if not IMAGERY.search(self._sentence(words)):
            return []
        claims = self._ledger.claims
        above = self._ledger.above(words.match.start())
        return [n for n in above if rests_on_imagery(claims[n]) and claims[n].stance != "denies"]

    def _about(self, what: str, words: Words) -> list[int]:
        """The claims of a thing that is named, else the nearest that is like it."""
        above, own = self._ledger.above(words.sentence.start), stems(what)
        things = [n for n in above if self._ledger.claims[n].source.kind in _THINGS and own & self._named(n)]
        return things or [n for n in above if are_alike(self._ledger.stems[n], own) and not self._is_by(n, words)][-1:]

    def _of_things(self, words: Words) -> list[int]:
        """The claims of what the subject of the caveat names: "the ledger", "the testimonies", "that figure"."""
        clause = " ".join((words.subject, words.match.group(), self._object(words)))
        above = self._ledger.above(words.sentence.start)
        if NUMBER.search(self._object(words)):
            return self._ledger.last_sentence_before(
                words.sentence.start, lambda n: bool(self._ledger.claims[n].quantities) and not self._is_by(n, words)
            )
        about = stems(clause)
        claims = self._ledger.claims
        things = [n for n in above if claims[n].source.kind in _THINGS and about & self._named(n)]
        told = self._witnesses(above) if TESTIMONY.search(clause) else []
        return sorted({*things, *told})

    def _witnesses(self, above: range) -> list[int]:
        """What witnesses tell, and persons whom the article only quotes."""
        claims = self._ledger.claims
        quoted = {
            self._ledger.speaker(n) for n in above if claims[n].source.kind == "unknown" and claims[n].quote == "direct"
        }
        return [n for n in above if claims[n].source.kind in _WITNESSES or self._ledger.speaker(n) in quoted]

    def _named(self, number: int) -> frozenset[str]:
        return stems(self._ledger.speaker(number) or "")

    def _alike(self, words: Words) -> list[int]:
        """The nearest claims above that speak of what stands behind the caveat, before it, or in its sentence."""
        above = self._ledger.above(words.sentence.start)
        for part in (self._object(words), words.subject, words.match.group(), self._sentence(words)):
            own = stems(part)
            alike = [n for n in above if self._is_like(n, own, words)]
            same = self._of_event(part, above, words) if part and part != self._sentence(words) else []
            if alike:
                return sorted({*alike[-1:], *(n for n in same if len(own) == 1)})
            if same:
                return same
        return []

    def _is_like(self, number: int, own: frozenset[str], words: Words) -> bool:
        """Whether another claim speaks of what some words do; no denial can come true."""
        is_denial = words.status == "conditional" and self._ledger.claims[number].stance == "denies"
        return are_alike(self._ledger.stems[number], own) and not is_denial and not self._is_by(number, words)

    def _of_event(self, part: str, above: range, words: Words) -> list[int]:
        """The claims above of the event that a definite phrase names: "the loss of the village" after its capture."""
        if DEFINITE.match(part) is None:
            return []
        kinds = events_named(part)
        kinds += ["withdrawal"] if GIVEN_UP.search(part) else []
        claims = self._ledger.claims
        same = [
            n
            for n in above
            if claims[n].events
            and claims[n].events[0].polarity == "positive"
            and any(are_of_one_kind(claims[n].events[0].type, k) for k in kinds)
        ]
        return [n for n in same if not self._is_by(n, words)]

    def _object(self, words: Words) -> str:
        """What stands behind a caveat in its clause: "... could not confirm [the loss of the village]"."""
        behind = self._text[words.match.end() : min(words.sentence.end, words.match.end() + _LONGEST_OBJECT)]
        return CLAUSE_START.split(behind)[0]

    def _last(self, words: Words) -> list[int]:
        start = words.sentence.start
        floor = self._floor(_REACH_PARAGRAPHS)
        claims, is_free = self._ledger.claims, words.status in _OF_ANYTHING - {"disputed"}
        is_other: Callable[[int], bool] = lambda n: (  # noqa: E731
            (is_free or claims[n].stance not in {"denies", "declines"}) and not self._is_by(n, words)
        )
        last = [n for n in self._ledger.last_sentence_before(start, is_other) if self._ledger.starts_at(n) >= floor]
        if not last or not MANY.search(self._sentence(words)):
            return last
        speakers = {self._ledger.speaker(n) for n in last}
        paragraph = self._paragraph_starts[-1]
        if SEVERAL.search(self._sentence(words)):
            speakers |= {
                self._ledger.speaker(n) for n in self._ledger.above(start) if self._ledger.starts_at(n) >= paragraph
            }
        near = [n for n in self._ledger.above(start) if self._ledger.starts_at(n) >= floor]
        return [n for n in near if self._ledger.speaker(n) in speakers]

    def _floor(self, paragraphs: int) -> int:
        """Where the paragraph begins that is so many above this one."""
        return self._paragraph_starts[-paragraphs - 1 :][0]

    def _sentence(self, words: Words) -> str:
        return self._text[words.sentence.start : words.sentence.end]


@cache
def _event_types() -> tuple[str, ...]:
    return tuple(row["type"] for row in rows("events"))


def events_named(words: str) -> list[str]:
    """The types of the events that some words name, in their order."""
    return [_event_types()[hit.line] for hit in patterns.events().find(words, (0, len(words)))]


def rests_on_imagery(claim: DraftClaim) -> bool:
    """Whether pictures speak, or somebody by them."""
    return claim.source.kind == "imagery" or any(each.kind == "imagery" for each in claim.evidence)


def is_stated(claim: DraftClaim) -> bool:
    """Whether something is said to be so, which can be true or not, and nothing is only asked for or threatened."""
    kind = claim.events[0].type if claim.events else "statement"
    is_threat = kind == "threat" and claim.cue.speech_act == "warn"
    return kind != "demand" and not is_threat and claim.cue.speech_act not in UNTRUE


def is_of_a_side(claim: DraftClaim) -> bool:
    """Whether somebody speaks who stands on a side of the war, or may."""
    return claim.source.side is not None or claim.source.kind in _FIGHTING
