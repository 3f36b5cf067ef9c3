"""What a silence is about: “the army did not respond”, “the ministry has not commented on the fire”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.caveats.groups import Groups
from services.extractor.domain.caveats.likeness import are_alike, stems
from services.extractor.domain.caveats.topics import REACH_PARAGRAPHS
from services.extractor.domain.caveats.voices import is_pronoun
from services.extractor.domain.caveats.wording import ABOUT, ASKED, MATTER, REQUEST

if TYPE_CHECKING:
    from services.extractor.domain.caveats.topics import Words

# "The ministry" is any, "the defence ministry" is one.
_WORDS_OF_A_NAME = 2


class Silences(Groups):
    """Finds what is asked or told before, and met with silence."""

    def _unanswered(self, words: Words, own: list[int]) -> list[int]:
        """What a silence is about: its object, else what names the one who is silent, else what others said before."""
        match = words.match
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
        if is_pronoun(asked.group("what")):
            return self._last(words)
        matter = MATTER.fullmatch(asked.group("what").strip())
        return self._about(asked.group("what"), words) or (self._of_matter(words, []) if matter else [])

    def _naming(self, words: Words) -> list[int]:
        """The last claim that names the one who is silent."""
        silent, above = stems(words.subject), self._ledger.above(words.match.start())
        return [n for n in above if len(silent) >= _WORDS_OF_A_NAME and silent <= self._ledger.stems[n]][-1:]

    def _of_matter(self, words: Words, own: list[int]) -> list[int]:
        """All that those who spoke last said near: "has not commented on the incident"."""
        speakers = {self._ledger.speaker(n) for n in self._others_before(words, own)}
        floor, above = self._floor(REACH_PARAGRAPHS), self._ledger.above(words.match.start())
        return [n for n in above if self._ledger.starts_at(n) >= floor and self._ledger.speaker(n) in speakers]

    def _others_before(self, words: Words, own: list[int]) -> list[int]:
        """What others said before in the sentence, else in the paragraph, else in the last sentence above."""
        match = words.match
        before = [n for n in own if self._ledger.starts_at(n) < match.start() and not self._is_by(n, words)]
        if before:
            return before
        paragraph = self._paragraph_starts[-1]
        above = [n for n in self._ledger.above(words.sentence.start) if self._may_have_asked(n, words)]
        near = [n for n in above if self._ledger.starts_at(n) >= paragraph and not self._is_thought(n)]
        if near:
            return near
        floor = self._floor(1)
        return [
            n
            for n in self._ledger.last_sentence_before(words.sentence.start, lambda n: self._may_have_asked(n, words))
            if self._ledger.starts_at(n) >= floor
        ]

    def _may_have_asked(self, number: int, words: Words) -> bool:
        """Whether another says it, and it is no caveat itself."""
        return number not in self._no_claims and not self._is_by(number, words)

    def _is_thought(self, number: int) -> bool:
        """Whether nobody says it: "some 300 are thought to have fled"."""
        claim = self._ledger.claims[number]
        return claim.source.text is None and claim.cue.speech_act == "believe"
