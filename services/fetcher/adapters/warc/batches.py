"""An archive in batches: so many records that one step of the loop adds them to the stream."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.fetcher.adapters.warc.records import Other, Place, Searching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from services.fetcher.adapters.warc.ends import Key
    from services.fetcher.adapters.warc.records import Found
    from shared.contracts.article import ArticleFetched, ArticleSkipped

_MOST_ARTICLES = 32
_MOST_RECORDS = 2000
_MOST_CHARACTERS = 4 * 1024 * 1024
_MOST_SECONDS = 0.5


@dataclass
class Batch:
    """Records that were read together.

    Attributes:
        after: the place behind the last of them.
        waiting: what has no end in the database yet.
        ended: the ends that are known, counted by their words.
        since: monotonic seconds at which it was read.
    """

    after: Place
    messages: list[ArticleFetched | ArticleSkipped] = field(default_factory=list)
    waiting: list[Key] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    records: int = 0
    witness: list[Key] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)


def next_batch(
    found: Iterator[tuple[Place, Found]],
    start: Place,
    message_of: Callable[[int, Found], ArticleFetched | ArticleSkipped | None],
) -> tuple[Batch, bool]:
    """Read on; returns the batch, and whether the archive goes on behind it.

    A batch is small enough for the stream, and read soon enough for whoever waits to stop.
    """
    batch, characters = Batch(start), 0
    for place, each in found:
        batch.after = place
        message = message_of(place.offset, each)
        batch.records += not isinstance(each, Searching)
        if message is not None:
            batch.messages.append(message)
            characters += len(getattr(message, "body", ""))
        elif not isinstance(each, Searching):
            batch.others[_kind(each)] += 1
        if (
            len(batch.messages) == _MOST_ARTICLES
            or batch.records == _MOST_RECORDS
            or characters > _MOST_CHARACTERS
            or time.monotonic() - batch.since > _MOST_SECONDS
        ):
            return batch, True
    return batch, False


def _kind(found: Found) -> str:
    return found.kind if isinstance(found, Other) else "resource"
