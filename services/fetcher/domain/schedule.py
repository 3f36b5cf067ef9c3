"""When a feed is asked again: often if it changes often, seldom if it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A feed with news is asked sooner, one without later; both converge to how often it changes.
_FASTER: Final = 0.5
_SLOWER: Final = 1.5
_MOST_DOUBLINGS: Final = 12


@dataclass(frozen=True)
class Bounds:
    """The shortest and the longest time between two polls, in seconds."""

    shortest_seconds: float
    longest_seconds: float

    def within(self, seconds: float) -> float:
        """The nearest time inside the bounds."""
        return min(max(seconds, self.shortest_seconds), self.longest_seconds)


def next_interval(last_seconds: float, new_items: int, bounds: Bounds) -> float:
    """Seconds until the next poll after one that succeeded."""
    return bounds.within(last_seconds * (_FASTER if new_items else _SLOWER))


def after_failure(failures: int, bounds: Bounds, retry_after_seconds: float | None = None) -> float:
    """Seconds until the next poll after so many failures in a row; never sooner than the server asked for."""
    doubled = bounds.within(bounds.shortest_seconds * 2 ** min(failures, _MOST_DOUBLINGS))
    return max(doubled, min(retry_after_seconds or 0.0, bounds.longest_seconds))


def is_due(next_poll: datetime | None, now: datetime) -> bool:
    """Whether a feed is to be polled; one that never was is."""
    return next_poll is None or now >= next_poll


def spread(now: datetime, seconds: float, chance: float) -> datetime:
    """The moment so many seconds ahead, moved by up to a tenth so that feeds do not all come due at once.

    Args:
        chance: a random number between 0 and 1.
    """
    return now + timedelta(seconds=seconds * (0.9 + 0.2 * chance))
