"""Claims with what the article says about them; the status is derived by a fixed precedence, never judged."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from services.extractor.domain.caveats.article import ArticleCaveats
from services.extractor.domain.caveats.credibility import credibility_notes
from services.extractor.domain.caveats.denials import mark_what_others_say
from services.extractor.domain.caveats.ledger import Ledger

if TYPE_CHECKING:
    from services.extractor.domain.draft import Caveat, DraftClaim
    from services.extractor.domain.reading.passage import Passage
    from services.extractor.domain.reading.sentences import Sentence

PRECEDENCE = ("retracted", "denied", "dismissed", "disputed", "unverified", "conditional", "confirmed", "no_comment")


def with_caveats(claims: list[DraftClaim], text: str, sentences: list[Sentence]) -> list[DraftClaim]:
    """Add to the claims, which are in the order of their cues, what the article and others in it say about them.

    What only says that something could not be verified is a caveat and no claim; it is left out.
    """
    paragraphs = [list(paragraph) for _, paragraph in groupby(sentences, key=lambda s: s.paragraph)]
    ledger = Ledger(claims, text, paragraphs)
    article = ArticleCaveats(ledger)
    for paragraph in paragraphs:
        article.read(paragraph)
    spans = [(sentence.start, sentence.end) for sentence in sentences]
    mark_what_others_say(ledger, spans)
    notes = credibility_notes(ledger, spans)
    return [
        _with(claim, tuple(caveats), notes.get(number))
        for number, (claim, caveats) in enumerate(zip(claims, ledger.caveats, strict=True))
        if number not in ledger.no_claims
    ]


def _with(claim: DraftClaim, caveats: tuple[Caveat, ...], note: Passage | None) -> DraftClaim:
    """A claim with its caveats, and with a note on its source unless the article says something beside the name."""
    if note and not claim.source.credibility_note:
        claim = replace(claim, source=replace(claim.source, credibility_note=note))
    return replace(claim, caveats=caveats, verification=verification(caveats)) if caveats else claim


def verification(caveats: tuple[Caveat, ...]) -> str:
    """Return the gravest status of the caveats; `unstated` without any."""
    present = {caveat.status for caveat in caveats}
    return next((status for status in PRECEDENCE if status in present), "unstated")
