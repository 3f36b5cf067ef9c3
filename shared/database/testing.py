"""Builders of what the store keeps, for tests; name only what matters."""

from __future__ import annotations

from typing import Any

from shared.contracts.claim import ClaimsExtracted, Cue, EventSaid, ExtractedClaim, Extractor, Passage, Source
from shared.identity import claim_id
from shared.testing import an_article


def a_claim(*, content: str = "the bridge fell", article_id: str = "", **changes: Any) -> ExtractedClaim:
    """A claim of Tendar's, on its own: spans count from the beginning of its sentence."""
    sentence = f"Tendar said that {content}."
    fields: dict[str, Any] = {
        "claim_id": claim_id(article_id, sentence, "said", 0),
        "ordinal": 0,
        "sentence": Passage(text=sentence, spans=[(0, len(sentence))]),
        "content": Passage(text=content, spans=[(17, 17 + len(content))]),
        "source": Source(text="Tendar", spans=[(0, 6)], name="Tendar", kind="social_media_user"),
        "cue": Cue(text="said", spans=[(7, 11)]),
        "events": [EventSaid(type="destruction")],
        "extractor": Extractor(name="test", version=changes.pop("extractor_version", "1.0")),
    }
    return ExtractedClaim(**(fields | changes))


def an_extraction(
    *, claims: list[ExtractedClaim] | None = None, extractor_version: str = "1.0", **changes: Any
) -> ClaimsExtracted:
    """An article with its claims."""
    article = an_article(**changes)
    extractor = Extractor(name="test", version=extractor_version)
    made = [a_claim(article_id=article.article_id)] if claims is None else claims
    return ClaimsExtracted(**article.model_dump(), claims=made, extractor=extractor)
