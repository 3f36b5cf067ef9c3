"""How likely a claim is right follows from what is known of it."""

from __future__ import annotations

import pytest

from services.extractor.domain.attribution.confidence import LEAST, features, weights_of
from services.extractor.domain.claims import extract_claims
from services.extractor.domain.tagging.decoding import Tagged, Tags

TEXT = "Officials said the bridge was closed. Critics frowned upon the inquiry."


def confidence(sureness: float, fit: float = 0.0, cue: str = "said") -> float | None:
    """The confidence of the claim with this cue where the tagger sees it so; None if there is no such claim."""
    words = {"said": ("Officials", "the bridge was closed"), "frowned upon": ("Critics", "the inquiry")}[cue]
    source, content = (((TEXT.index(part), TEXT.index(part) + len(part)),) for part in words)
    at = TEXT.index(cue)
    tags = Tags([Tagged(at, ((at, at + len(cue)),), source, content, sureness, fit)], read=len(TEXT))
    found = extract_claims(TEXT, published=None, tag=lambda _: tags).claims
    return next((claim.extraction_confidence for claim in found if claim.cue.text == cue), None)


def test_surer_cues_are_likelier_right() -> None:
    """So are those that a rule finds too, and those whose words fit the labels well."""
    doubtful, sure = confidence(0.5), confidence(0.99)

    assert doubtful is not None
    assert sure is not None
    assert 0 < doubtful < sure <= 1
    assert (confidence(0.99, cue="frowned upon") or 0) < sure
    assert (confidence(0.99, fit=-0.5) or 0) < sure


def test_what_is_rather_wrong_is_left_out() -> None:
    """A claim below the bound is not published at all."""
    assert confidence(0.2, cue="frowned upon") is None
    assert (confidence(0.2) or 1) >= LEAST


def test_one_cue_is_one_claim() -> None:
    """Where the tagger sees a cue twice, at two of its words, the likelier reading stays."""
    at, end = TEXT.index("said"), TEXT.index("said") + 4
    source, content = ((0, 9),), ((14, 36),)
    twice = [Tagged(at, ((at, end),), source, content, 0.9), Tagged(at, ((at, end + 4),), (), content, 0.8)]
    tags = Tags(twice, read=len(TEXT))
    (claim,) = extract_claims(TEXT, published=None, tag=lambda _: tags).claims

    assert claim.source.text == "Officials"


@pytest.mark.parametrize("engine", ["tagger", "rules"])
def test_every_feature_has_a_weight(engine: str) -> None:
    """The table was fitted for exactly the features that are read today."""
    plan_lines, (claim, *_) = _first_candidate()

    assert set(features(claim, plan_lines[claim.line], [])) == set(weights_of(engine))


def _first_candidate():  # type: ignore[no-untyped-def] # noqa: ANN202
    from services.extractor.domain.attribution.attributions import found_in
    from services.extractor.domain.claims import lines_of
    from services.extractor.domain.reading.outline import outline

    lines = lines_of(outline(TEXT))
    return lines, found_in(lines[0]).attributions
