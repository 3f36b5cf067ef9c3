"""Extract: a clean article in, the same article with its claims out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal

from services.extractor.adapters.tagger.session import shipped_tagger
from services.extractor.domain.claims import Extraction, extract_claims
from services.extractor.domain.facts.moments.calendar import Published
from services.extractor.domain.marked import marked_claims
from shared import identity
from shared.contracts.claim import ClaimsExtracted, ExtractedClaim, Extractor
from shared.errors import Done

if TYPE_CHECKING:
    from datetime import date

    from services.extractor.domain.draft import DraftClaim
    from shared.contracts.article import ArticleCleaned, DateFound

Engine = Literal["tagger", "rules", "marked"]

# "und": a text too short to tell is tried; what is recognised as another language is not.
_READ_LANGUAGES: Final = frozenset({"en", "und"})
VERSION: Final = "2"
DEFAULT: Final = Extractor(name="tagger", version=VERSION)


@dataclass(frozen=True)
class Extracted:
    """What was read in a text.

    Attributes:
        claims: in the order of their cues.
        no_claims_reason: why there are none, or why some may be missing; None if nothing is to be said.
    """

    claims: list[ExtractedClaim]
    no_claims_reason: str | None


def extract(article: ArticleCleaned, *, extractor_version: str = VERSION, engine: Engine = "tagger") -> Done:
    """Find who claims what; an article without a claim, or in another language, goes on with the reason."""
    published = _published(article.published) if article.published else None
    made_by = Extractor(name=engine, version=extractor_version)
    found = extract_text(article.article_id, article.text, published, language=article.language, made_by=made_by)
    fields = {name: getattr(article, name) for name in type(article).model_fields}
    reason = found.no_claims_reason
    return Done((ClaimsExtracted(**fields, claims=found.claims, no_claims_reason=reason, extractor=made_by),))


def extract_text(
    article_id: str,
    text: str,
    published: date | Published | None,
    *,
    language: str = "en",
    made_by: Extractor = DEFAULT,
) -> Extracted:
    """The claims of a text in the record's form.

    Args:
        published: what relative times are counted from, where it is known.
        language: ISO 639-1, or `und`.
        made_by: its name is the engine that reads.
    """
    if language not in _READ_LANGUAGES:
        return Extracted([], f"unsupported language: {language}")
    found = _read(text, published, made_by.name)
    # What was not read must not pass for text without claims, even where claims were found beside it.
    reasons = filter(None, (None if found.claims else "no attribution found", found.left_out))
    return Extracted([_packed(article_id, draft, made_by) for draft in found.claims], "; ".join(reasons) or None)


def _published(found: DateFound) -> Published:
    """The publication as exactly as it is known: a month has no weekdays."""
    day = found.value.date()
    if found.precision in {"month", "year"}:
        return Published(day, "month" if found.precision == "month" else "year")
    return Published(day)


def _read(text: str, published: date | Published | None, engine: str) -> Extraction:
    if engine == "marked":
        return Extraction(marked_claims(text))
    return extract_claims(text, published=published, tag=shipped_tagger().read if engine == "tagger" else None)


def _packed(article_id: str, draft: DraftClaim, made_by: Extractor) -> ExtractedClaim:
    claim_id = identity.claim_id(article_id, draft.sentence.text, draft.cue.text, draft.ordinal)
    return ExtractedClaim.model_validate({**asdict(draft), "claim_id": claim_id, "extractor": made_by})
