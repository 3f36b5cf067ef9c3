"""What of a feed is new, what was edited, and what of it no article can come of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from services.fetcher.domain.state import FeedState, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.fetcher.domain.entries import Feed, FeedEntry

# Some feeds give all their items a new date of change each time; their articles must not all be asked for each time.
MOST_EDITED: Final = 10
# An article that was changed while it was published has not been changed since.
_EDITED_AFTER_SECONDS = 60.0
_LEFT_OUT_CHARACTERS = 1000


@dataclass(frozen=True)
class News:
    """What of a feed is to be asked for.

    Attributes:
        edited: entries that were handed on before and have been changed since.
        waiting: edited ones beyond those: they come with the next poll.
    """

    new: tuple[FeedEntry, ...] = ()
    edited: tuple[FeedEntry, ...] = ()
    waiting: tuple[FeedEntry, ...] = ()


def news_of(state: FeedState, parsed: Feed, unreachable: frozenset[str]) -> News:
    """What of a document is to be asked for.

    Args:
        unreachable: URLs that could not be had: they are new again where the feed still lists them.
    """
    seen = set(state.seen)
    known = [entry for entry in parsed.entries if mark(entry.id) in seen and entry.url not in unreachable]
    # Compared by identity: two entries of a feed may be the same in all they say.
    old = set(map(id, known))
    edited = [entry for entry in known if _is_edited(entry) and mark(_version(entry)) not in seen]
    return News(
        tuple(entry for entry in parsed.entries if id(entry) not in old),
        tuple(edited[:MOST_EDITED]),
        tuple(edited[MOST_EDITED:]),
    )


def _is_edited(entry: FeedEntry) -> bool:
    """Whether an entry says that it was changed after it was published."""
    if entry.url is None or entry.updated is None:
        return False
    try:
        changed, first = datetime.fromisoformat(entry.updated), datetime.fromisoformat(entry.published or "")
        return (changed - first).total_seconds() > _EDITED_AFTER_SECONDS
    except (ValueError, TypeError):
        # Without a date of publication, or with one that nobody can read: any change is one.
        return True


def _version(entry: FeedEntry) -> str:
    return f"{entry.id}\n{entry.updated}"


def marks_of(entries: Iterable[FeedEntry], waiting: Sequence[FeedEntry]) -> list[str]:
    """The names by which listed entries and their versions are remembered."""
    later = {_version(entry) for entry in waiting}
    names: list[str] = []
    for entry in entries:
        names.append(entry.id)
        if _is_edited(entry) and _version(entry) not in later:
            names.append(_version(entry))
    return names


def left_out(parsed: Feed) -> str:
    """What of a feed cannot become an article: all of it counted, the first of it named."""
    unfit = [entry for entry in parsed.entries if entry.url is None]
    first = f"without a page: {len(unfit)}, the first: {why_unfit(unfit[0])}" if unfit else ""
    return "; ".join(filter(None, (first, parsed.left_out)))[:_LEFT_OUT_CHARACTERS]


def why_unfit(entry: FeedEntry) -> str:
    """Why no article can come of an entry without a page."""
    title = f"the item {(entry.title or entry.id)[:200]!r}"
    return (
        f"{title} links to {entry.link[:200]!r}, which is not http or https" if entry.link else f"{title} has no link"
    )
