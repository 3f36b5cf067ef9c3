"""Shortcuts of Redis Streams and FastStream that lose messages are taken nowhere."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# Word in code -> why not. A word counts as a name, an attribute, a keyword, an import or the key of a mapping.
IN_SERVICES = {
    "last_id": "a group read from an id gives a consumer its own pending entries only, in a hot loop",
    "nack": "does nothing in Redis: a poison message would loop for ever",
    "reject": "does nothing in Redis: a poison message would loop for ever",
    "ACK": "an `AckPolicy` that acknowledges what failed drops it silently",
    "ACK_FIRST": "an `AckPolicy` that acknowledges before the work loses it with the process",
    "REJECT_ON_ERROR": "an `AckPolicy` that drops what failed",
    "NACK_ON_ERROR": "an `AckPolicy` that does nothing in Redis",
    "lag": "absent or far too big after a restart of Redis 7.0",
    "xgroup_delconsumer": "forgets what the consumer holds; the keeper's Function looks first",
    "RedisCluster": "FastStream ignores `pipeline=` on it; one Redis is enough",
    "RedisClusterBroker": "FastStream ignores `pipeline=` on it; one Redis is enough",
}
EVERYWHERE = {"TestRedisBroker": "it mocks pipelines and scripts; delivery is tested on a real server"}


def files(*folders: str) -> list[Path]:
    """Every Python file of the folders, but for this one, which says the words."""
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")) if file != Path(__file__)]


@cache
def words(file: Path) -> frozenset[str]:
    """The names and keys of a file; comments, prose and the words of lexicons are not among them."""
    found = set[str]()
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.keyword(arg=str(word)) | ast.alias(name=word):
                found.add(word)
            case ast.Subscript(slice=ast.Constant(value=str(word))):
                found.add(word)
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(word)), *_]):
                found.add(word)
    return frozenset(found)


def users(word: str, *folders: str) -> list[str]:
    """The files that use a word."""
    return [str(file.relative_to(ROOT)) for file in files(*folders) if word in words(file)]


@pytest.mark.parametrize("word", IN_SERVICES)
def test_shortcut_that_loses_messages_is_not_taken(word: str) -> None:
    """The reason stands beside each word."""
    assert users(word, "services", "shared") == [], IN_SERVICES[word]


@pytest.mark.parametrize("word", EVERYWHERE)
def test_delivery_is_tested_on_real_servers_only(word: str) -> None:
    """No broker that lives in memory stands in for Redis."""
    assert users(word, "services", "shared", "tests") == [], EVERYWHERE[word]


def test_no_command_trims_by_length() -> None:
    """`MAXLEN` removes what is unread or pending; only a double-ended queue in memory may have a length."""
    calls = [
        f"{file.name}:{node.lineno}"
        for file in files("services", "shared")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in {"xadd", "xtrim", "publish", "StreamSub"}
        and any(keyword.arg == "maxlen" for keyword in node.keywords)
    ]

    assert calls == []
    assert "MAXLEN" not in (ROOT / "shared/transport/functions.lua").read_text()


def test_every_subscriber_acknowledges_by_hand() -> None:
    """Each says so; FastStream's own choice would drop what failed."""
    subscribers = [
        node
        for file in files("services", "shared")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "subscriber"
    ]

    assert subscribers
    for node in subscribers:
        assert "ack_policy=AckPolicy.MANUAL" in ast.unparse(node)
