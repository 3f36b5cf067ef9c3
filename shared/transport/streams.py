"""The topology: every stream in flow order, what travels on it, and the groups that must have read an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.contracts.article import ArticleCleaned, ArticleDiscovered, ArticleFetched, ArticleSkipped
from shared.contracts.claim import ClaimsExtracted
from shared.contracts.dead import DeadLetter

if TYPE_CHECKING:
    from shared.contracts.contract import Message


@dataclass(frozen=True)
class Stream:
    """One stream of work.

    Attributes:
        groups: the consumer groups that must exist; an entry is trimmed only after all of them are done with it.

    """

    name: str
    contract: type[Message]
    groups: tuple[str, ...]


ARTICLES_DISCOVERED: Final = Stream("articles.discovered", ArticleDiscovered, ("fetcher",))
ARTICLES_FETCHED: Final = Stream("articles.fetched", ArticleFetched, ("cleaner", "store"))
ARTICLES_CLEANED: Final = Stream("articles.cleaned", ArticleCleaned, ("extractor",))
CLAIMS_EXTRACTED: Final = Stream("claims.extracted", ClaimsExtracted, ("store",))
ARTICLES_SKIPPED: Final = Stream("articles.skipped", ArticleSkipped, ("store",))
MESSAGES_DEAD: Final = Stream("messages.dead", DeadLetter, ("store",))

STREAMS: Final = (
    ARTICLES_DISCOVERED,
    ARTICLES_FETCHED,
    ARTICLES_CLEANED,
    CLAIMS_EXTRACTED,
    ARTICLES_SKIPPED,
    MESSAGES_DEAD,
)

# The public firehose: no group reads it, so the relay trims it, not the keeper.
CLAIMS_V1: Final = "claimwire:claims.v1"

# Every entry of every stream has this one field; it is FastStream's name for the body.
FIELD: Final = "__data__"

_BY_CONTRACT: Final = {stream.contract: stream for stream in STREAMS}


def stream_services() -> tuple[str, ...]:
    """Every service that reads a stream, in flow order; its group has its name."""
    return tuple(dict.fromkeys(group for stream in STREAMS for group in stream.groups))


def stream_of(message: Message) -> Stream:
    """The stream that a message travels on."""
    return _BY_CONTRACT[type(message)]
