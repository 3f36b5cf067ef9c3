"""Moments as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from shared.contracts.article import ArticleSkipped
from shared.runtime.clock import rfc3339
from shared.testing import SOME_TIME


def test_texts_sort_as_the_moments_do() -> None:
    """From the first year to the last, with every offset, always as long."""
    moments = [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(999, 12, 31, 23, 59, 59, 999999, UTC),
        datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
    ]
    texts = list(map(rfc3339, moments))

    assert texts == sorted(texts)
    assert {len(text) for text in texts} == {27}
    assert list(map(datetime.fromisoformat, texts)) == moments


def test_moment_outside_the_calendar_is_not_valid() -> None:
    """A message whose time no calendar has in UTC is refused where it is read, not where it is written."""
    good = ArticleSkipped(url="a", stage="store", outcome="odd", reason="b", skipped_at=SOME_TIME)
    bad = good.model_dump_json().replace("2026-01-02T03:04:05.000000Z", "0001-01-01T00:00:00+14:00")

    with pytest.raises(ValidationError, match="outside the calendar"):
        ArticleSkipped.read(bad)
