"""Many ways to say that a claim is denied, mocked, doubted, unproven, taken back or met with silence."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from tests.unit.extractor import marked

CLAIM = "Captain Andriy Koval said on Monday that the Russian army had burned the grain depot at Malyn."
ROWS = [(row["sentence"], row["status"]) for row in marked.rows("caveats")]


@pytest.mark.parametrize(("sentence", "status"), ROWS)
def test_a_sentence_gives_its_status_to_the_claim_before(sentence: str, status: str) -> None:
    """And what only sounds like an answer gives none: nobody denies a claim by denying troops a rest."""
    claim = extract_claims(f"{CLAIM} {sentence}", published=None).claims[0]
    found = {caveat.status for caveat in claim.caveats}

    assert found == set() if status == "none" else status in found
