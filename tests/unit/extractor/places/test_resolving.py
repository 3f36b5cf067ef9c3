"""Which of several places of one name is meant."""

from __future__ import annotations

import pytest

from services.extractor.domain.places.resolving import meanings
from services.extractor.domain.places.toponyms import toponyms_in

MEANT = [
    ("He lives in Paris, Texas.", "Paris", ("US-TX",)),
    ("He flew to Paris on Monday.", "Paris", ("FR",)),
    ("Troops of Ukraine held Lyman.", "Lyman", ("UA-14",)),
    ("Atlanta and Savannah in Georgia are in the United States.", "Georgia", ("US-GA",)),
    ("Tbilisi and Batumi in Georgia are near Russia.", "Georgia", ("GE",)),
    ("Ukraine said that Volchansk, near Kharkiv, was shelled.", "Volchansk", ("UA-63",)),
    ("Shells fell in Andriivka and in Bakhmut, Ukraine said.", "Andriivka", ("UA-14",)),
]


@pytest.mark.parametrize(("text", "name", "regions"), MEANT)
def test_place_is_the_one_that_fits(text: str, name: str, regions: tuple[str, ...]) -> None:
    """Size, the region behind the name, the countries named and the places beside it decide."""
    likeliest = meanings(text, toponyms_in(text))[name][0]

    assert likeliest.place.regions == regions


def test_scores_of_all_readings_sum_to_one() -> None:
    """A score is a share of the belief in all places of the name."""
    readings = meanings(text := "A fire broke out in Springfield.", toponyms_in(text))["Springfield"]

    assert len(readings) > 1
    assert sum(reading.score for reading in readings) == pytest.approx(1.0)
