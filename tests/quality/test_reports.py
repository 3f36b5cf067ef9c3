"""The annotated reports are sound: every quotation occurs, every word is in its vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quality.annotated import load_reports

REPORTS = Path(__file__).parent / "reports"


@pytest.mark.parametrize("half", ["development", "report"])
def test_reports_load(half: str) -> None:
    """Both halves load; a mistake names its file and its claim."""
    reports = load_reports(REPORTS / half)

    assert reports
    for report in reports:
        assert report.claims, f"{report.name} has no claims"


@pytest.mark.parametrize("half", ["development", "report"])
def test_every_text_is_its_slice(half: str) -> None:
    """The offsets that were found for the quotations point at them."""
    for report in load_reports(REPORTS / half):
        for claim in report.claims:
            for passage in (claim.cue, claim.content, *claim.places, *claim.quantities, *claim.caveats):
                slices = (report.text[start:end] for start, end in passage.spans)
                assert " … ".join(slices) == passage.text
