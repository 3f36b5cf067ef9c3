"""Extract: a clean article in, the same article with its claims out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final, Literal

from services.extractor.domain.claims import MAX_CHARACTERS, extract_claims
from services.extractor.domain.marked import marked_claims
from shared import identity
from shared.contracts.claim import ClaimsExtracted, ExtractedClaim, Extractor
from shared.errors import Done

if TYPE_CHECKING:
    from datetime import date

    from services.extractor.domain.draft import DraftClaim
    from shared.contracts.article import ArticleCleaned

Engine = Literal["rules", "marked"]

# "und": a text too short to tell is tried; what is recognised as another language is not.
_READ_LANGUAGES: Final = frozenset({"en", "und"})
RULES_VERSION: Final = "1"


def extract(article: ArticleCleaned, *, extractor_version: str = RULES_VERSION, engine: Engine = "rules") -> Done:
    """Find who claims what; an article without a claim, or in another language, goes on with the reason."""
    made_by = Extractor(name=engine, version=extractor_version)
    claims: list[ExtractedClaim] = []
    reason = f"unsupported language: {article.language}"
    if article.language in _READ_LANGUAGES:
        published = article.published.value.date() if article.published else None
        claims = extract_text(
            article.article_id, article.text, published, extractor_version=extractor_version, engine=engine
        )
        reason = "no attribution found"
    if len(article.text) > MAX_CHARACTERS and article.language in _READ_LANGUAGES:
        # What was not read must not pass for text without claims, even where claims were found above it.
        reason = f"read only the first {MAX_CHARACTERS} of {len(article.text)} characters"
        return _done(article, claims, reason, made_by)
    return _done(article, claims, None if claims else reason, made_by)


def _done(article: ArticleCleaned, claims: list[ExtractedClaim], reason: str | None, made_by: Extractor) -> Done:
    fields = {name: getattr(article, name) for name in type(article).model_fields}
    return Done((ClaimsExtracted(**fields, claims=claims, no_claims_reason=reason, extractor=made_by),))


def extract_text(
    article_id: str,
    text: str,
    published: date | None,
    *,
    extractor_version: str = RULES_VERSION,
    engine: Engine = "rules",
) -> list[ExtractedClaim]:
    """The claims of a text in the record's form, in the order of their cues.

    Args:
        published: the day from which relative times are counted, where it is known.
    """
    drafts = extract_claims(text, published=published) if engine == "rules" else marked_claims(text)
    made_by = Extractor(name=engine, version=extractor_version)
    return [_packed(article_id, draft, made_by) for draft in drafts]


def _packed(article_id: str, draft: DraftClaim, made_by: Extractor) -> ExtractedClaim:
    claim_id = identity.claim_id(article_id, draft.sentence.text, draft.cue.text, draft.ordinal)
    return ExtractedClaim.model_validate({**asdict(draft), "claim_id": claim_id, "extractor": made_by})
