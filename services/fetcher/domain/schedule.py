"""When a feed or an article is asked for again: often if it changes often, seldom if it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A feed with news is asked sooner, one without later; both converge to how often it changes.
_FASTER: Final = 0.5
_SLOWER: Final = 1.5
_MOST_DOUBLINGS: Final = 12
_SHORTEST_SPREAD: Final = 0.9
_LONGEST_SPREAD: Final = 1.1


@dataclass(frozen=True)
class Bounds:
    """The shortest and the longest time between two polls, in seconds."""

    shortest_seconds: float
    longest_seconds: float

    def within(self, seconds: float) -> float:
        """The nearest time inside the bounds."""
        return min(max(seconds, self.shortest_seconds), self.longest_seconds)


@dataclass(frozen=True)
class Persistence:
    """How long an article is asked for while its server is away, and how far it is followed.

    Attributes:
        attempts: of one round, seconds apart.
        rounds: after the first one; 0 gives up at once.
        pauses: between rounds, doubled each time.
        moves: to how many other sites.
    """

    attempts: int = 3
    rounds: int = 0
    pauses: Bounds = Bounds(60.0, 3600.0)
    moves: int = 5


@dataclass(frozen=True)
class PutOff:
    """The article is to be asked for again later: in how many seconds, and why."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class Elsewhere:
    """The article is to be asked for at another site, under the lease and the rules of that one."""

    url: str


def next_round(
    failed_rounds: int, reason: str, retry_after_seconds: float | None, persistence: Persistence
) -> PutOff | None:
    """When to ask for an article again after so many failed rounds and one more; None if it is given up."""
    if failed_rounds >= persistence.rounds:
        return None
    return PutOff(after_failure(failed_rounds, persistence.pauses, retry_after_seconds), reason)


def next_interval(last_seconds: float, new_items: int, bounds: Bounds) -> float:
    """Seconds until the next poll after one that succeeded."""
    return bounds.within(last_seconds * (_FASTER if new_items else _SLOWER))


def after_failure(failures: int, bounds: Bounds, retry_after_seconds: float | None = None) -> float:
    """Seconds until the next try after so many failures in a row; never sooner than the server asked for."""
    doubled = bounds.within(bounds.shortest_seconds * 2 ** min(failures, _MOST_DOUBLINGS))
    return max(doubled, min(retry_after_seconds or 0.0, bounds.longest_seconds))


def retry_at(
    now: datetime, failures: int, bounds: Bounds, retry_after_seconds: float | None, chance: float
) -> datetime:
    """When a feed is asked again after so many failures in a row; by no chance sooner than its server asked for.

    A server that asks for more than the longest time between two polls is asked then.
    """
    asked = now + timedelta(seconds=min(retry_after_seconds or 0.0, bounds.longest_seconds))
    return max(asked, spread(now, after_failure(failures, bounds, retry_after_seconds), chance))


def is_due(next_poll: datetime | None, now: datetime, bounds: Bounds) -> bool:
    """Whether a feed is to be polled; one that never was is.

    So is one that was put off for longer than any feed is: the clock was ahead then, or the bounds were others.
    """
    if next_poll is None or now >= next_poll:
        return True
    return (next_poll - now).total_seconds() > bounds.longest_seconds * _LONGEST_SPREAD


def spread(now: datetime, seconds: float, chance: float) -> datetime:
    """The moment so many seconds ahead, moved by up to a tenth so that feeds do not all come due at once.

    Args:
        chance: a random number between 0 and 1.
    """
    return now + timedelta(seconds=seconds * (_SHORTEST_SPREAD + (_LONGEST_SPREAD - _SHORTEST_SPREAD) * chance))
