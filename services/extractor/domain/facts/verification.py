"""The article's own caveats, tied to the claims that they speak of; the status is derived, never judged."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Caveat, DraftClaim
from services.extractor.domain.facts import patterns
from services.extractor.domain.reading.passage import passage

if TYPE_CHECKING:
    from services.extractor.domain.reading.sentences import Sentence

PRECEDENCE = ("retracted", "denied", "dismissed", "disputed", "unverified", "conditional", "confirmed", "no_comment")
_CLAIM_WORDS = re.compile(
    r"\b(?:claims?|allegations?|accounts?|reports?|accusations?|statements?|figures?|assertions?)\b", re.IGNORECASE
)
_OWNER = re.compile(
    r"\b([A-Z][\w-]{1,40})[’']s? (?:\w+ )?"
    r"(?:claims?|allegations?|accounts?|reports?|accusations?|statements?|assertions?)\b"
)
_IMAGERY = re.compile(r"\b(?:videos?|footage|images?|photos?|photographs?|clips?)\b", re.IGNORECASE)
# A caveat without an owner speaks of what stands shortly above it.
_REACH_PARAGRAPHS = 3
# "His claims" and "the footage" reach over the article, yet not over everything that a list of a thousand claims holds.
_REACH_CLAIMS = 60
# More than these tell a reader nothing new.
_MAX_CAVEATS = 8


def with_caveats(claims: list[DraftClaim], text: str, sentences: list[Sentence]) -> list[DraftClaim]:
    """Add to the claims, which are in the order of their cues, what the article says about them."""
    judged = _Judged(claims, text)
    for _, group in groupby(sentences, key=lambda s: s.paragraph):
        paragraph = list(group)
        judged.enter(paragraph[0].start)
        for sentence in paragraph:
            for match in patterns.phrases("caveat").finditer(text, sentence.start, sentence.end):
                judged.mark(sentence, match)
    judged.mark_dismissals()
    return [
        replace(claim, caveats=tuple(caveats), verification=verification(tuple(caveats)))
        for claim, caveats in zip(claims, judged.caveats, strict=True)
    ]


def verification(caveats: tuple[Caveat, ...]) -> str:
    """Return the gravest status of the caveats; `unstated` without any."""
    present = {caveat.status for caveat in caveats}
    return next((status for status in PRECEDENCE if status in present), "unstated")


class _Judged:
    """The claims of an article, by number, with the caveats found so far."""

    def __init__(self, claims: list[DraftClaim], text: str) -> None:
        self._claims = claims
        self._text = text
        self._cues = [claim.cue.spans[0][0] for claim in claims]
        self._paragraph_starts: list[int] = []
        self.caveats: list[list[Caveat]] = [[] for _ in claims]

    def enter(self, paragraph_start: int) -> None:
        """Remember where the paragraph begins that is read now."""
        self._paragraph_starts.append(paragraph_start)

    def mark(self, sentence: Sentence, match: re.Match[str]) -> None:
        """Add the caveat at a match to the claims that it speaks of."""
        spoken = self._around(match.start())
        if spoken is not None and self._claims[spoken].stance == "declines":
            return
        status = str(match.lastgroup)
        by = (self._claims[spoken].source.name or "article") if spoken is not None else "article"
        words = passage(self._text, match.span())
        silent = _silent(self._text, sentence, match) if status == "no_comment" else by
        first, behind = bisect_left(self._cues, sentence.start), bisect_left(self._cues, sentence.end)
        own = [number for number in range(first, behind) if number != spoken]
        self._add(own or self._targets(sentence), Caveat(words.text, words.spans, status, silent))

    def mark_dismissals(self) -> None:
        """Take "officials dismissed the claims as disinformation" as a caveat on the nearest earlier sentence."""
        for denial in self._claims:
            if denial.stance != "denies" or not _CLAIM_WORDS.search(denial.content.text):
                continue
            last = bisect_left(self._cues, denial.sentence.spans[0][0]) - 1
            if last < 0:
                continue
            status = "dismissed" if denial.cue.text.lower().startswith(("dismiss", "reject")) else "denied"
            first = bisect_left(self._cues, self._claims[last].sentence.spans[0][0])
            caveat = Caveat(denial.cue.text, denial.cue.spans, status, denial.source.name or "unnamed")
            self._add(list(range(first, last + 1)), caveat)

    def _add(self, numbers: list[int], caveat: Caveat) -> None:
        for number in numbers:
            if len(self.caveats[number]) < _MAX_CAVEATS:
                self.caveats[number].append(caveat)

    def _around(self, offset: int) -> int | None:
        """Return the number of the claim whose content holds an offset; it stands near, before or behind its cue."""
        here = bisect_left(self._cues, offset)
        near = range(max(0, here - _REACH_CLAIMS), min(len(self._claims), here + _REACH_CLAIMS))
        return next((n for n in near if any(s <= offset < e for s, e in self._claims[n].content.spans)), None)

    def _targets(self, sentence: Sentence) -> list[int]:
        """Return the claims above a sentence that its caveat means: of an owner, of footage, or the last one."""
        words = self._text[sentence.start : sentence.end]
        behind = bisect_left(self._cues, sentence.start)
        above = range(max(0, behind - _REACH_CLAIMS), behind)
        owner = _OWNER.search(words)
        if owner:
            return [n for n in above if _is_from(self._claims[n], owner.group(1))]
        if _IMAGERY.search(words):
            return [n for n in above if self._claims[n].evidence or self._claims[n].source.kind == "imagery"]
        floor = self._paragraph_starts[-_REACH_PARAGRAPHS - 1 :][0]
        return [n for n in above[-1:] if self._cues[n] >= floor]


def _is_from(claim: DraftClaim, owner: str) -> bool:
    return any(owner in (source.name or "") for source in (claim.source, *claim.via))


def _silent(text: str, sentence: Sentence, match: re.Match[str]) -> str:
    """Return who has not commented: the words before the verb."""
    before = re.split(r"[,;]| and ", text[sentence.start : match.start()])
    return before[-1].strip() or "article"
