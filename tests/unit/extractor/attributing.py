"""Claims of sentences in which marks show who says what, so that a test of fields needs no rule to find it."""

from __future__ import annotations

from services.extractor.domain.attribution.result import Attribution
from services.extractor.domain.claims import claims_of, lines_of
from services.extractor.domain.draft import DraftClaim
from services.extractor.domain.reading.outline import outline
from services.extractor.domain.tagging.joining import meaning_of
from tests.unit.extractor.marked import marked


def claim_in(sentence: str) -> DraftClaim:
    """The claim of a sentence with one `<source>` or none, one `/cue/` and `[content]`."""
    read = marked(sentence)
    (line,) = lines_of(outline(read.text))
    (cue,) = read.spans["cue"]
    meaning = meaning_of(cue, line)
    content = tuple(read.spans["content"])
    attribution = Attribution(0, cue, meaning.lemma, meaning.act, meaning.stance, read.only("source"), content)
    (claim,) = claims_of(read.text, [line], [attribution], None)
    return claim
