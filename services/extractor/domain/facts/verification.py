"""The article's own caveats, tied to the claims that they speak of; the status is derived, never judged."""

from __future__ import annotations

import re
from dataclasses import replace
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
    r"\b([A-Z][\w-]+)[’']s? (?:\w+ )?(?:claims?|allegations?|accounts?|reports?|accusations?|statements?|assertions?)\b"
)
_IMAGERY = re.compile(r"\b(?:videos?|footage|images?|photos?|photographs?|clips?)\b", re.IGNORECASE)
# A caveat speaks of what stands shortly above it.
_REACH_PARAGRAPHS = 3


def with_caveats(claims: list[DraftClaim], text: str, sentences: list[Sentence]) -> list[DraftClaim]:
    """The claims with what the article says about them."""
    marked = list(claims)
    for sentence in sentences:
        for match in patterns.phrases("caveat").finditer(text, sentence.start, sentence.end):
            marked = _mark(marked, text, sentence, match, sentences)
    marked = _mark_dismissals(marked, text, sentences)
    return [replace(claim, verification=verification(claim.caveats)) for claim in marked]


def verification(caveats: tuple[Caveat, ...]) -> str:
    """The gravest status of the caveats; `unstated` without any."""
    present = {caveat.status for caveat in caveats}
    return next((status for status in PRECEDENCE if status in present), "unstated")


def _mark(
    claims: list[DraftClaim], text: str, sentence: Sentence, match: re.Match[str], all_sentences: list[Sentence]
) -> list[DraftClaim]:
    status = str(match.lastgroup)
    spoken = next((c for c in claims if any(s <= match.start() < e for s, e in c.content.spans)), None)
    if spoken is not None and spoken.stance == "declines":
        return claims
    by = (spoken.source.name or "article") if spoken else "article"
    words = passage(text, match.span())
    caveat = Caveat(words.text, words.spans, status, _silent(text, sentence, match) if status == "no_comment" else by)
    own = [c for c in claims if sentence.start <= c.cue.spans[0][0] < sentence.end and c is not spoken]
    targets = own or _targets(claims, text, sentence, all_sentences)
    return [replace(c, caveats=(*c.caveats, caveat)) if any(c is t for t in targets) else c for c in claims]


def _silent(text: str, sentence: Sentence, match: re.Match[str]) -> str:
    """Who has not commented: the words before the verb."""
    before = re.split(r"[,;]| and ", text[sentence.start : match.start()])
    return before[-1].strip() or "article"


def _targets(claims: list[DraftClaim], text: str, sentence: Sentence, sentences: list[Sentence]) -> list[DraftClaim]:
    words = text[sentence.start : sentence.end]
    above = [c for c in claims if c.cue.spans[0][0] < sentence.start]
    owner = _OWNER.search(words)
    if owner:
        return [
            c
            for c in above
            if owner.group(1) in (c.source.name or "") or any(owner.group(1) in (v.name or "") for v in c.via)
        ]
    if _IMAGERY.search(words):
        return [c for c in above if c.evidence or c.source.kind == "imagery"]
    floor = _floor(sentence, sentences)
    near = [c for c in above if c.cue.spans[0][0] >= floor]
    return near[-1:] if _CLAIM_WORDS.search(words) or near else []


def _floor(sentence: Sentence, sentences: list[Sentence]) -> int:
    """Where the reach of a caveat begins."""
    near = [s.start for s in sentences if sentence.paragraph - _REACH_PARAGRAPHS <= s.paragraph <= sentence.paragraph]
    return min(near, default=sentence.start)


def _mark_dismissals(claims: list[DraftClaim], text: str, sentences: list[Sentence]) -> list[DraftClaim]:
    """ "Officials dismissed the claims as disinformation" is a caveat on the claims of the nearest earlier sentence."""
    marked = claims
    for denial in [c for c in claims if c.stance == "denies" and _CLAIM_WORDS.search(c.content.text)]:
        start = denial.sentence.spans[0][0]
        earlier = [c for c in marked if c.cue.spans[0][0] < start]
        if not earlier:
            continue
        line = earlier[-1].sentence.spans
        status = "dismissed" if denial.cue.text.lower().startswith(("dismiss", "reject")) else "denied"
        caveat = Caveat(denial.cue.text, denial.cue.spans, status, denial.source.name or "unnamed")
        marked = [replace(c, caveats=(*c.caveats, caveat)) if c.sentence.spans == line else c for c in marked]
    return marked
