"""What each user of Redis must not do, written down apart from the code that makes the rights."""

from __future__ import annotations

from typing import Final

STREAMS: Final = (
    "articles.discovered",
    "articles.fetched",
    "articles.cleaned",
    "claims.extracted",
    "articles.skipped",
    "messages.dead",
)
TOPIC: Final = "claimwire:claims.v1"
USERS: Final = ("fetcher", "cleaner", "extractor", "store", "keeper", "gateway", "operator", "subscriber")

_ANSWERS: Final = {"articles.skipped", "messages.dead"}
_READS: Final[dict[str, set[str]]] = {
    "fetcher": {"articles.discovered"},
    "cleaner": {"articles.fetched"},
    "extractor": {"articles.cleaned"},
    "store": {"articles.fetched", "claims.extracted", *_ANSWERS},
}
_ADDS: Final[dict[str, set[str]]] = {
    "fetcher": {"articles.discovered", "articles.fetched", *_ANSWERS},
    "cleaner": {"articles.cleaned", *_ANSWERS},
    "extractor": {"claims.extracted", *_ANSWERS},
    "store": {"articles.fetched", "messages.dead", TOPIC},
    "operator": set(STREAMS),
}
# To look at entries without a group.
_LOOKS: Final[dict[str, set[str]]] = {
    "gateway": {*STREAMS, TOPIC},
    "operator": {TOPIC},
    "subscriber": {TOPIC},
}
_TRIMS: Final[dict[str, set[str]]] = {"keeper": set(STREAMS), "store": {TOPIC}}

_GROUPS: Final[dict[str, set[str]]] = {"keeper": set(STREAMS)}

_RULING: Final = (
    "FLUSHALL",
    "CONFIG SET appendonly no",
    "SHUTDOWN NOSAVE",
    "REPLICAOF NO ONE",
    "ACL LIST",
    "ACL SETUSER {user} +@all",
    "KEYS *",
    "MONITOR",
    "BGSAVE",
    "EVAL return 0",
    "FUNCTION FLUSH",
    "FUNCTION DELETE claimwire",
    "CLIENT KILL TYPE normal",
    "SET foreign 1",
)


def forbidden(user: str) -> list[str]:
    """Every command that a user must be refused."""
    commands = [command.format(user=user) for command in _RULING]
    for stream in (*STREAMS, TOPIC):
        commands += _on_stream(user, stream)
    commands += [f"SET claimwire:health:{other}:1 fine" for other in USERS if other != user]
    if user != "fetcher":
        commands += ["SET claimwire:lease:feed mine", "SET claimwire:feed:state mine", "ZADD claimwire:later 0 evil"]
    if user != "keeper":
        commands.append("FUNCTION LOAD evil")
    return commands


def _on_stream(user: str, stream: str) -> list[str]:
    commands = [f"DEL {stream}", f"RENAME {stream} other", f"XGROUP DESTROY {stream} store"]
    kept_for_others = (
        (_READS, f"XREADGROUP GROUP {user} evil STREAMS {stream} >"),
        (_READS, f"XACK {stream} store 1-0"),
        (_ADDS, f"XADD {stream} * __data__ evil"),
        (_LOOKS, f"XRANGE {stream} - +"),
        (_TRIMS, f"XTRIM {stream} MAXLEN 0"),
        (_GROUPS, f"XGROUP CREATE {stream} evil $"),
    )
    return commands + [command for allowed, command in kept_for_others if stream not in allowed.get(user, ())]
