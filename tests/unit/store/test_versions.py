"""Which of two versions is the newer one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.store.domain.versions import current_version, is_older

THEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("1.9", "1.10", True),
        ("1.10", "1.9", False),
        ("1.0", "1.0", False),
        ("0.1.0", "0.1.1", True),
        ("2", "10", True),
        ("1.0+rules", "1.0+model", False),
        ("", "1", True),
        ("no number", "none either", False),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, than: str, *, expected: bool) -> None:
    """Numbers, not letters, decide; what has none is oldest."""
    assert is_older(version, than) is expected


def test_current_version_is_the_one_met_last() -> None:
    """Of two at the same moment it is always the same one, in whatever order they came."""
    later = THEN + timedelta(seconds=1)

    assert current_version({"a": THEN, "b": later}) == "b"
    assert current_version({"a": later, "b": later}) == current_version({"b": later, "a": later}) == "b"
