"""What is remembered of a feed."""

from __future__ import annotations

from services.fetcher.domain.state import MOST_SEEN, FeedState, mark
from services.fetcher.domain.validators import Validators, validators_of


def test_listed_items_are_never_forgotten() -> None:
    """Old marks go first, and a feed longer than the memory keeps all of its own."""
    full = FeedState(seen=tuple(f"old{n}" for n in range(MOST_SEEN)))
    long = [str(n) for n in range(MOST_SEEN + 10)]

    assert full.remembering(["a"])[-1] == mark("a")
    assert len(full.remembering(["a"])) == MOST_SEEN
    assert set(full.remembering(long)) == set(map(mark, long))


def test_state_of_another_release_is_read() -> None:
    """Fields that are not known are left out, missing ones have their defaults."""
    assert FeedState.of({"etag": "a", "later": 1}) == FeedState(etag="a")
    assert FeedState.of(None) == FeedState()


def test_validators_go_back_as_they_came() -> None:
    """Nothing known, nothing asked; what a server gave is sent unchanged."""
    assert Validators().headers() == {}
    assert validators_of({"etag": 'W/"1"', "last-modified": "x"}).headers() == {
        "If-None-Match": 'W/"1"',
        "If-Modified-Since": "x",
    }
