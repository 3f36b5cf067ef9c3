"""What about: events, times, quantities, places, stance, quotations and caveats."""

from __future__ import annotations

from datetime import date

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import DraftClaim

PUBLISHED = date(2022, 11, 9)  # a Wednesday


def only(text: str, published: date | None = PUBLISHED) -> DraftClaim:
    """The single claim of a text."""
    (claim,) = extract_claims(text, published=published).claims
    return claim


EVENTS = [
    ("the units retreated", ("withdrawal", "happened", "positive")),
    ("the units did not retreat", ("withdrawal", "happened", "negative")),
    ("the troops may advance", ("advance", "possible", "positive")),
    ("two villages were captured", ("capture", "happened", "positive")),
    ("the market was shelled", ("shelling", "happened", "positive")),
    ("twelve civilians were killed", ("casualties", "happened", "positive")),
    ("the talks are close", ("ceasefire_or_talks", "ongoing", "positive")),
    ("the harvest was good", ("statement", "happened", "positive")),
]


@pytest.mark.parametrize(("content", "event"), EVENTS)
def test_event_is_what_the_content_says(content: str, event: tuple[str, str, str]) -> None:
    """Type, modality and polarity are those of the reported words."""
    found = only(f"The mayor said that {content}.").events[0]

    assert (found.type, found.modality, found.polarity) == event


TIMES = [
    ("on Monday", PUBLISHED, "2022-11-07"),
    ("yesterday", PUBLISHED, "2022-11-08"),
    ("on November 3, 2021", PUBLISHED, "2021-11-03"),
    ("on November 22", None, "XXXX-11-22"),
    ("on Thursday", None, None),
    ("on February 31, 2022", PUBLISHED, None),
]


@pytest.mark.parametrize(("words", "published", "edtf"), TIMES)
def test_time_counts_from_the_publication_date(words: str, published: date | None, edtf: str | None) -> None:
    """A relative time needs the day of publication and is never filled from today."""
    time = only(f"The mayor said that the bridge burned {words}.", published).time

    assert time is not None
    assert time.edtf == edtf


def test_time_beside_the_cue_is_when_it_was_said() -> None:
    """A time outside of the content modifies the cue."""
    claim = only("The bridge burned down, the mayor said on Monday.")

    assert claim.time is None
    assert claim.said_at is not None
    assert claim.said_at.edtf == "2022-11-07"


QUANTITIES = [
    ("at least 40 tanks burned", (40.0, None, None, "tanks")),
    ("nearly 5,000 people fled", (None, 5000.0, None, "people")),
    ("the road is 12 km long", (12000.0, 12000.0, "m", None)),
    ("two villages burned", (2.0, 2.0, None, "villages")),
]


@pytest.mark.parametrize(("content", "quantity"), QUANTITIES)
def test_quantity_keeps_its_bounds(content: str, quantity: tuple[float | None, float | None, str | None, str]) -> None:
    """A bound that is not stated stays open, and units become SI."""
    (found,) = only(f"The mayor said that {content}.").quantities

    assert (found.low, found.high, found.unit, found.counted) == quantity


CAVEATS = [
    ("The claim could not be independently verified.", "unverified", "article"),
    ("The army dismissed the claims as disinformation.", "dismissed", "The army"),
    ("The army denied the allegations.", "denied", "The army"),
    ("The report has been retracted.", "retracted", "article"),
]


@pytest.mark.parametrize(("sentence", "status", "by"), CAVEATS)
def test_caveat_reaches_the_claim_above(sentence: str, status: str, by: str) -> None:
    """What the article or another voice says about a claim stands with the claim, and by whom."""
    claim = extract_claims(f"Andriy Koval said that the depot burned. {sentence}", published=None).claims[0]

    assert ([(c.status, c.by) for c in claim.caveats], claim.verification) == ([(status, by)], status)


def test_owner_of_a_caveat_chooses_the_claims() -> None:
    """A caveat on one speaker's claims leaves those of others alone."""
    text = (
        "Andriy Koval said that the depot burned. Ivan Marchuk said that the hill was quiet. "
        "Koval’s claims could not be independently verified."
    )
    verified = {claim.source.name: claim.verification for claim in extract_claims(text, published=None).claims}

    assert verified == {"Andriy Koval": "unverified", "Ivan Marchuk": "unstated"}


STANCES = [
    ("Commanders admitted that the units retreated.", "admits"),
    ("The army denied that the village was lost.", "denies"),
    ("The army could not confirm that the village was lost.", "declines"),
    ("The army said that the village was lost.", "asserts"),
]


@pytest.mark.parametrize(("text", "stance"), STANCES)
def test_stance_is_that_of_the_source(text: str, stance: str) -> None:
    """The cue and its negation make the stance."""
    assert only(text).stance == stance


def test_quotation_goes_on_in_the_next_paragraph() -> None:
    """A speech without a new cue belongs to the claim before it."""
    text = "“We held the hill,” said Ivan Marchuk. “Nobody left.\n\n“Then the shelling stopped.”"
    claim = only(text)

    assert claim.quote == "direct"
    assert claim.content.text == "“We held the hill,” … “Nobody left. … “Then the shelling stopped.”"


def test_cue_in_the_middle_splits_the_content() -> None:
    """Both parts of a clause around its cue are content."""
    claim = only("Rebel troops, the general said, may advance tomorrow.")

    assert claim.content.text == "Rebel troops … may advance tomorrow"


def test_place_of_the_content_has_its_role() -> None:
    """A place behind "from" is where the event leads away from."""
    (place,) = only("The army said its forces withdrew from Kharkiv.").places

    assert (place.name, place.role, place.basis) == ("Kharkiv", "from", "content")
