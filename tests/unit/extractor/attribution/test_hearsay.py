"""What is said by nobody, and what a headline's mark attributes."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Troops reportedly left the town on Friday.", "reportedly", "Troops … left the town on Friday"),
        ("Two of them were allegedly beaten in the cellar.", "allegedly", "Two of them were … beaten in the cellar"),
        ("The alleged strike on the depot made headlines.", "alleged", "strike on the depot made headlines"),
        ("There were reports of gunfire near the station.", "reports of", "gunfire near the station"),
    ],
)
def test_hearsay_is_a_claim_without_a_source(text: str, cue: str, content: str) -> None:
    """The report passes it on and says so; who said it first is not told."""
    (claim,) = extract_claims(text, published=None).claims

    assert (claim.cue.text, claim.content.text, claim.source.text) == (cue, content, None)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said that troops had reportedly left the town.",
        "“They allegedly left,” the mayor said.",
        "His reports of gunfire were printed on the front page.",
    ],
)
def test_hearsay_within_a_claim_is_not_one_of_its_own(text: str) -> None:
    """There it weakens what somebody says."""
    cues = {claim.cue.text for claim in extract_claims(text, published=None).claims}

    assert not cues & {"reportedly", "allegedly", "reports of"}


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("General Staff: 40 clashes in a day\n\nIt rained.", "General Staff", "40 clashes in a day"),
        ("Port hit by drones – governor\n\nIt rained.", "governor", "Port hit by drones"),
        ("LIVE | Kyiv: convoy reached the town\n\nIt rained.", "Kyiv", "convoy reached the town"),
        ("Koval: the town will hold\n\nIvan Koval spoke to reporters.", "Koval", "the town will hold"),
    ],
)
def test_mark_in_a_headline_attributes(text: str, source: str, content: str) -> None:
    """Before a colon or behind a dash stands who says it."""
    claim = extract_claims(text, published=None).claims[0]

    assert (claim.source.text, claim.content.text) == (source, content)


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine war: three things to know today\n\nIt rained.",
        "Analysis: why the town matters to both\n\nIt rained.",
        "Drone hits the port – BBC News\n\nIt rained.",
        "The choice was simple: general strike or surrender.",
    ],
)
def test_label_of_a_headline_is_no_speaker(text: str) -> None:
    """A subject, a section and the name of the site say nothing."""
    assert extract_claims(text, published=None).claims == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "He said that the troops were leaving Kherson as the ministry reported on Thursday.",
            "the troops were leaving",
        ),
        ("The troops left Kherson at dawn, as the ministry reported.", "The troops left Kherson at dawn"),
    ],
)
def test_clause_is_reported_by_who_is_named_behind_as(text: str, content: str) -> None:
    """What is said "as the ministry reported" speaks of the clause before it, not of who said it."""
    found = [claim for claim in extract_claims(text, published=None).claims if claim.source.text == "the ministry"]

    assert [claim.content.text.startswith(content) for claim in found] == [True]
