"""Attributions that are quoted rightly are found again: a model that copies the annotations, however carelessly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.extractor.domain.quoting.quoted import Quoted, Quotes
from services.extractor.handlers import extract_quotes
from tests.quality.annotated import load_reports
from tests.quality.fields import FieldsComparison

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.contracts.claim import ExtractedClaim

REPORTS = Path(__file__).parent / "reports" / "development"
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "-", "—": "-"})


def exactly(words: str) -> str:
    """Words as they stand."""
    return words


def carelessly(words: str) -> str:
    """Words as models copy them: straight marks, other spaces and capitals, a full stop at the end."""
    return f" {'  '.join(words.translate(_STRAIGHT).split(' ')).lower()}."


def quoted(text: str, claim: ExtractedClaim, copied: Callable[[str], str]) -> Quoted:
    """An annotation as a model would give it."""
    source, cue, content = (
        [copied(text[start:end]) for start, end in part.spans] for part in (claim.source, claim.cue, claim.content)
    )
    return Quoted(" ".join(source) or None, " ".join(cue), tuple(content))


@pytest.mark.parametrize("copied", [exactly, carelessly])
def test_what_is_quoted_rightly_is_found(copied: Callable[[str], str]) -> None:
    """Of cue, source and content two in a hundred are lost, or found elsewhere, at most.

    Left out are cues in two stretches ("pinned ... on"): a model is asked for one.
    """
    comparison = FieldsComparison()
    for annotated in load_reports(REPORTS):
        report = replace(annotated, claims=tuple(c for c in annotated.claims if len(c.cue.spans) == 1))
        in_order: Sequence[ExtractedClaim] = sorted(report.claims, key=lambda claim: claim.cue.spans)
        quotes = Quotes(tuple(quoted(report.text, claim, copied) for claim in in_order))
        found, _, told = extract_quotes(report.name, report.text, report.published, quotes=quotes, model="a-copyist")
        assert told.outcome == "answered"
        comparison.add_report(report, [claim.model_dump(mode="json") for claim in found.claims])

    scores = {score.name: score.f or 0.0 for score in comparison.scores()}
    assert min(scores[f"{part}, exact"] for part in ("cue", "source", "content")) > 0.98
