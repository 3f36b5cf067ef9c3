"""Floors for the recognition of places, where the corpora are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.gazetteer.corpora import geovirus, lgl
from tests.quality.measuring.figure import goals
from tests.quality.places import recognised, recognised_with_people, scores

FOLDER = Path(os.environ.get("CLAIMWIRE_QUALITY_DATA", "no data")) / "places"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="set CLAIMWIRE_QUALITY_DATA to a folder with places/lgl.xml and places/GeoVirus.xml"
)


def test_places_of_local_news_are_recognised() -> None:
    """F on LGL stays above its floor."""
    assert not goals()["places: LGL, F"].is_missed(scores(lgl(FOLDER), recognised_with_people)[2])


def test_places_of_world_news_are_recognised() -> None:
    """F on GeoVirus stays above its floor."""
    assert not goals()["places: GeoVirus, F"].is_missed(scores(geovirus(FOLDER), recognised)[2])
