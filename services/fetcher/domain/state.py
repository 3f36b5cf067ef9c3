"""What is remembered of a feed between two polls."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Some feeds bring old items back; those beyond this many are taken for new, and their ids make that harmless.
MOST_SEEN: Final = 5000


@dataclass(frozen=True)
class FeedState:
    """The memory of a feed.

    Attributes:
        seen: marks of the items that were handed on, oldest first.
        interval_seconds: the time between polls, as it has adapted; 0 before the first success.
        failures: polls in a row that failed; an unchanged feed is no failure.
        last_new: when it last had something new, RFC 3339; a feed can answer well and still be silent.
        problem: why the last poll failed.
        polled: when that was, RFC 3339.
        entries: how many items the last document listed.
        left_out: what of that document could not become an article, and why.
    """

    etag: str | None = None
    last_modified: str | None = None
    seen: tuple[str, ...] = field(default=())
    interval_seconds: float = 0.0
    next_poll: str | None = None
    failures: int = 0
    last_new: str | None = None
    problem: str | None = None
    polled: str | None = None
    entries: int = 0
    left_out: str = ""

    @classmethod
    def of(cls, saved: Mapping[str, object] | None) -> Self:
        """The state as saved; fields that are not known, as after an update, are left out."""
        known = {name.name: saved[name.name] for name in fields(cls) if name.name in saved} if saved else {}
        seen = known.pop("seen", ())
        return cls(**known, seen=tuple(map(str, seen)) if isinstance(seen, list | tuple) else ())  # type: ignore[arg-type]

    def saved(self) -> dict[str, object]:
        """The state as it is saved."""
        return asdict(self)

    def next_poll_at(self) -> datetime | None:
        """When it is due; None if it never was polled."""
        return datetime.fromisoformat(self.next_poll) if self.next_poll else None

    def remembering(self, names: Iterable[str]) -> tuple[str, ...]:
        """The marks with those of the listed items last: what a feed still lists is never forgotten."""
        listed = tuple(dict.fromkeys(map(mark, names)))
        current = set(listed)
        others = tuple(name for name in self.seen if name not in current)
        return (others + listed)[-max(MOST_SEEN, len(listed)) :]


def mark(name: str) -> str:
    """A short mark of an item's id."""
    return hashlib.sha256(name.encode("utf8", "replace")).hexdigest()[:16]
