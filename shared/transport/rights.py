"""Who may do what in Redis: one user for each service, with the least that it needs.

    own input: read, claim, acknowledge   next stream: add, ask for its length   own health: write

The rights follow from the topology; the keeper alone creates groups, loads Functions and trims.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from shared.transport.streams import (
    ARTICLES_CLEANED,
    ARTICLES_DISCOVERED,
    ARTICLES_FETCHED,
    ARTICLES_SKIPPED,
    CLAIMS_EXTRACTED,
    CLAIMS_V1,
    MESSAGES_DEAD,
    STREAMS,
    stream_services,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.transport.streams import Stream

# What every client needs before it asks for anything.
# CLIENT SETINFO is unknown to Redis 7.0, which then refuses the whole file; clients do without.
_CONNECTING: Final = "+ping +hello +reset +client|setname +client|id"
_READING: Final = (
    "+xreadgroup +xautoclaim +xclaim +xpending +xack +xinfo|groups +xinfo|consumers +xinfo|stream +xlen +fcall"
)
_KEEPING: Final = (
    "+xgroup|create +xgroup|delconsumer +xinfo|groups +xinfo|consumers +xinfo|stream +xpending +xtrim +xlen +fcall"
)
_SERVER: Final = "+info +config|get"
_SUBSCRIBING: Final = "+xread +xrange +xrevrange +xlen +xinfo|stream"

_DEFAULT_USER: Final = "user default off resetpass ~* &* +@all"

_INPUTS: Final[dict[str, tuple[Stream, ...]]] = {
    service: tuple(stream for stream in STREAMS if service in stream.groups) for service in stream_services()
}
# Of a service that only reads.
_ENDINGS: Final = (ARTICLES_SKIPPED, MESSAGES_DEAD)
_OUTPUTS: Final[dict[str, tuple[Stream, ...]]] = {
    "fetcher": (ARTICLES_DISCOVERED, ARTICLES_FETCHED, ARTICLES_SKIPPED, MESSAGES_DEAD),
    "cleaner": (ARTICLES_CLEANED, ARTICLES_SKIPPED, MESSAGES_DEAD),
    "extractor": (CLAIMS_EXTRACTED, ARTICLES_SKIPPED, MESSAGES_DEAD),
    # The sweep puts captures back; the claims go to the public topic.
    "store": (ARTICLES_FETCHED, MESSAGES_DEAD),
}


@dataclass(frozen=True)
class User:
    """A user of Redis.

    Attributes:
        common: rights that concern no key.
        selectors: rights on keys, each a list of commands and the keys they are for.
    """

    name: str
    common: str
    selectors: tuple[str, ...] = ()

    def line(self, password: str) -> str:
        """The line of an ACL file; it holds the password's hash only."""
        selectors = "".join(f" ({selector})" for selector in self.selectors)
        return (
            f"user {self.name} on #{sha256(password.encode()).hexdigest()} resetchannels -@all {self.common}{selectors}"
        )


def users() -> tuple[User, ...]:
    """Every user, the public subscriber included."""
    return (
        *map(_worker, _INPUTS),
        User(
            "keeper", f"{_CONNECTING} {_SERVER} +function|load +fcall_ro", (_on(_KEEPING, STREAMS), _health("keeper"))
        ),
        User("gateway", f"{_CONNECTING} +info +scan", _gateway()),
        # For whoever puts dead letters back and hands reports over by command.
        User(
            "operator",
            f"{_CONNECTING} +info",
            (
                f"+xadd +xlen {_keys('%W', STREAMS)}",
                f"{_SUBSCRIBING} %R~{CLAIMS_V1}*",
                # What became of a feed, and of an article that is asked for again later.
                "+get %R~claimwire:feed:*",
                "+zrange %R~claimwire:later",
            ),
        ),
        User("subscriber", _CONNECTING, (f"{_SUBSCRIBING} %R~{CLAIMS_V1}*",)),
    )


def acl_file(passwords: Mapping[str, str]) -> str:
    """The file for `aclfile`; nobody can be the default user, and nobody else is known.

    The default user keeps its rights although it is off: the server reads its own AOF as that user, and without them
    it leaves out every transaction, which is every hop, when it starts again.

    Raises:
        KeyError: a user has no password.
    """
    lines = [_DEFAULT_USER, *(user.line(passwords[user.name]) for user in users())]
    return "".join(f"{line}\n" for line in lines)


def _worker(service: str) -> User:
    outputs = _OUTPUTS.get(service, _ENDINGS)
    selectors = [
        _on(_READING, _INPUTS[service]),
        f"+xadd +xlen {_keys('%W', outputs)}",
        _health(service),
    ]
    if service == "fetcher":
        selectors += [
            "+set +get +del +fcall ~claimwire:lease:* ~claimwire:feed:*",
            "+zadd +zrange +zrem +fcall ~claimwire:later",
            "+sadd +smembers +srem +expire ~claimwire:unreachable:*",
        ]
    if service == "store":
        selectors.append(f"+xadd +xtrim +xlen +xinfo|stream +memory|usage +watch ~{CLAIMS_V1}*")
    common = f"{_CONNECTING} +multi +exec +discard +unwatch" if service == "store" else _CONNECTING
    # Both keep away from what Redis's memory allows.
    return User(service, f"{common} +info" if service in {"fetcher", "store"} else common, tuple(selectors))


def _gateway() -> tuple[str, ...]:
    return (
        f"{_SUBSCRIBING} %R~{CLAIMS_V1}*",
        f"+xlen +xinfo|groups +xrange {_keys('%R', STREAMS)}",
        "+get +mget %R~claimwire:health:* %R~claimwire:feed:*",
    )


def _on(commands: str, streams: Iterable[Stream]) -> str:
    return f"{commands} {_keys('', streams)}"


def _health(service: str) -> str:
    return f"+set %W~claimwire:health:{service}:*"


def _keys(right: str, streams: Iterable[Stream]) -> str:
    return " ".join(f"{right}~{stream.name}" for stream in streams)
