"""The list of feeds, as an operator keeps it: add, list, import."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import listparser
import orjson
import typer
from redis.exceptions import RedisError

from services.console.files import each
from services.console.terminal import one_line, say
from services.fetcher.adapters.feed_file import add_feeds, read_feeds
from services.fetcher.domain.feed_list import FeedListError, ListedFeed, feeds_of_lines, feeds_of_yaml, listed_feed
from services.gateway.domain.condition import feed as feed_check
from shared.runtime.clock import now
from shared.transport.client import client_of_a_command
from shared.transport.leases import feed_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redis.asyncio import Redis

# The list in the data folder of an instance.
LIST: Final = "feeds.yaml"
_SUFFIXES = (".opml", ".xml", ".txt", ".yaml", ".yml")
_MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """A feed of the list and how it does.

    Attributes:
        status: `ok`, `silent`, `failing`, `paused`, `waiting` for its first poll, `unknown` without an instance.
        check: what `/health` says of it; empty if it was not polled yet.
    """

    feed: ListedFeed
    status: str
    check: dict[str, Any]


def of_list(file: Path | None, url: str) -> ListedFeed | None:
    """The feed of a list with this address, if there is one."""
    return next((feed for feed in read_feeds(file) if feed.url == url), None) if file else None


def count(file: Path) -> str:
    """How many feeds a list has, in words.

    Raises:
        FeedListError: it cannot be used.
    """
    if not file.exists():
        message = f"{file}: there is no such file"
        raise FeedListError(message)
    feeds = read_feeds(file)
    return f"{len(feeds)} feeds, {sum(not feed.enabled for feed in feeds)} of them paused"


async def condition(file: Path, redis_url: str | None) -> list[Row]:
    """Every feed of a list, and how it does if an instance runs."""
    feeds = read_feeds(file)
    if redis_url is not None:
        with contextlib.suppress(RedisError, OSError):
            async with client_of_a_command(redis_url) as client:
                return [await _row(client, feed) for feed in feeds]
    return [Row(feed, "unknown" if feed.enabled else "paused", {}) for feed in feeds]


async def _row(client: Redis, feed: ListedFeed) -> Row:
    state = await feed_state(client, feed.url)
    check = (feed_check(feed.url, state, now()) if state else None) or {}
    if not feed.enabled:
        return Row(feed, "paused", check)
    if not check:
        return Row(feed, "waiting", {})
    return Row(feed, "failing" if check["failures"] else "silent" if check["is_silent"] else "ok", check)


def print_feeds(rows: list[Row], file: Path, *, as_json: bool) -> None:
    """Print the list, a line a feed, and a last one that counts them."""
    for row in rows:
        if as_json:
            document = row.feed.model_dump(mode="json", exclude_defaults=True)
            typer.echo(orjson.dumps(document | {"status": row.status, "check": row.check}).decode())
        else:
            say(one_line(_line(row)))
    if not as_json:
        counts = ", ".join(f"{n} {word}" for word, n in _counts(rows))
        say(one_line(f"{file}: {len(rows)} feeds{f' ({counts})' if counts else ''}"))


def _counts(rows: list[Row]) -> list[tuple[str, int]]:
    words = ("failing", "silent", "ok", "waiting", "unknown", "paused")
    return [(word, n) for word in words if (n := sum(row.status == word for row in rows))]


def _line(row: Row) -> str:
    feed, check = row.feed, row.check
    about = ", ".join(filter(None, (feed.outlet, feed.country, feed.ownership, feed.side)))
    output = check.get("output") or (f"last new {str(check['last_new'])[:16]}" if check.get("last_new") else "")
    untested = "" if feed.tested else "untested"
    return f"{row.status:<8} {' · '.join(filter(None, (feed.url, about, untested, output)))}"


def imported(file: Path, paths: Iterable[str]) -> list[tuple[str, int, int, list[str]]]:
    """Add the feeds of files to a list: for each its name, how many are new and known, and why others are refused."""
    return [_imported(file, name, raw) for name, raw in each(paths, _SUFFIXES)]


def _imported(file: Path, name: str, raw: bytes) -> tuple[str, int, int, list[str]]:
    if len(raw) > _MOST_BYTES:
        message = f"{name} has more than {_MOST_BYTES} bytes"
        raise FeedListError(message)
    found: list[ListedFeed] = []
    refused: list[str] = []
    for given in _given(name, raw):
        try:
            found.append(listed_feed(given))
        except FeedListError as error:
            refused.append(f"{given['url'][:200]}: {error}")
    new = add_feeds(file, found)
    return name, len(new), len(found) - len(new), refused


def _given(name: str, raw: bytes) -> list[dict[str, Any]]:
    """The feeds of a file, by what it is: OPML, a list of ours, or lines."""
    text = raw.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("<"):
        return _of_opml(name, text)
    if Path(name).suffix.lower() in {".yaml", ".yml"}:
        return [feed.model_dump(exclude_defaults=True) for feed in feeds_of_yaml(text)]
    return [{"url": feed.url} for feed in feeds_of_lines(text)]


def _of_opml(name: str, text: str) -> list[dict[str, Any]]:
    """The subscriptions of an OPML file; a title becomes the name of the outlet."""
    if "<!ENTITY" in text:
        message = f"{name} declares entities, which lists of feeds do not need and bombs are made of"
        raise FeedListError(message)
    found = listparser.parse(text)
    if not found.feeds:
        fault = f": {found.bozo_exception}" if found.get("bozo") else ""
        message = f"{name} is no list of feeds in OPML{fault}"
        raise FeedListError(message)
    return [{"url": each.url, "outlet": " ".join((each.title or "").split())[:200] or None} for each in found.feeds]
