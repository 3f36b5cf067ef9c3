"""Sites with feeds that change now and then; they measure how politely they are asked."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.integration.origin.listening import Listening

_FIRST_ITEMS = 5
# An answer takes this long, so that two requests at once would overlap.
_ANSWER_SECONDS = 0.01
_WAIT_SECONDS = 3
_PAGE = b"<html><body><p>The ministry said that the bridge was closed.</p></body></html>"


@dataclass
class Measured:
    """What the sites saw.

    Attributes:
        polls: of feeds, by the status that they were answered with.
        unchanged: polls of a feed that was as it had been when it was last given out in full.
        together: most requests at once to a host.
        pages: how often each page was given out.
        too_soon: requests that came before the time which their server had named.
        waits: how often a server named one.
    """

    polls: Counter[int] = field(default_factory=Counter)
    unchanged: int = 0
    together: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    too_soon: list[str] = field(default_factory=list)
    waits: int = 0


class Sites(Listening):
    """Feeds on several hosts of this machine, each host with as many; `/feed/N` lists `/page/N/K`.

    Attributes:
        items: how many items each feed lists by now.
    """

    def __init__(self, feeds: int, hosts: int) -> None:
        super().__init__()
        self.items = [_FIRST_ITEMS] * feeds
        self.hosts = [f"127.0.{1 + number // 250}.{1 + number % 250}" for number in range(hosts)]
        self.seen = Measured()
        self._given: dict[int, int] = {}
        self._asked: Counter[str] = Counter()
        self._at_host: defaultdict[str, int] = defaultdict(int)
        self._not_before: dict[str, float] = {}

    def feeds(self) -> list[str]:
        """The addresses of all feeds."""
        return [self._site(number) + f"/feed/{number}" for number in range(len(self.items))]

    def published(self) -> set[str]:
        """The addresses of all pages that a feed lists."""
        return {f"{self._site(n)}/page/{n}/{k}" for n, count in enumerate(self.items) for k in range(count)}

    def _site(self, number: int) -> str:
        return f"http://{self.hosts[number % len(self.hosts)]}:{self.port}"

    async def serve(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            self._at_host[host] += 1
            self.seen.together[host] = max(self.seen.together[host], self._at_host[host])
            await asyncio.sleep(_ANSWER_SECONDS)
            # Before the last byte leaves: the next request may come at once.
            self._at_host[host] -= 1
            writer.write(self._answer(host, head.split(b" ", 2)[1].decode(), head))
            await writer.drain()

    def _answer(self, host: str, path: str, head: bytes) -> bytes:
        kind, *numbers = path.strip("/").split("/")
        if kind == "robots.txt":
            return _sent("404 Not Found")
        if time.monotonic() < self._not_before.get(path, 0):
            self.seen.too_soon.append(path)
        self._asked[path] += 1
        # Some feeds at their third poll, and some pages at first, are busy: for seconds, or until a time.
        busy_feed = kind == "feed" and int(numbers[0]) % 25 == 0 and self._asked[path] == 3
        busy_page = kind == "page" and (int(numbers[0]) % 25, numbers[1], self._asked[path]) == (1, "0", 1)
        if busy_feed or busy_page:
            return self._busy(path, in_words=int(numbers[0]) % 2 == 0)
        if kind == "feed":
            return self._feed(host, int(numbers[0]), head)
        self.seen.pages[f"http://{host}:{self.port}{path}"] += 1
        return _sent("200 OK", _PAGE)

    def _busy(self, path: str, *, in_words: bool) -> bytes:
        self.seen.waits += 1
        until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=_WAIT_SECONDS + 1)
        wait = (until - datetime.now(UTC)).total_seconds() if in_words else _WAIT_SECONDS
        self._not_before[path] = time.monotonic() + wait - 0.05
        said = format_datetime(until, usegmt=True) if in_words else str(_WAIT_SECONDS)
        return _sent("503 Busy", headers=f"Retry-After: {said}\r\n")

    def _feed(self, host: str, number: int, head: bytes) -> bytes:
        count = self.items[number]
        tag = f'"{number}-{count}"'
        self.seen.unchanged += self._given.get(number) == count
        if f"If-None-Match: {tag}".encode() in head:
            self.seen.polls[304] += 1
            return _sent("304 Not Modified")
        self.seen.polls[200] += 1
        self._given[number] = count
        items = "".join(
            f"<item><guid>{k}</guid><link>http://{host}:{self.port}/page/{number}/{k}</link></item>"
            for k in range(count)
        )
        body = f"<rss version='2.0'><channel><title>News {number}</title>{items}</channel></rss>"
        return _sent("200 OK", body.encode(), f"ETag: {tag}\r\nContent-Type: application/rss+xml\r\n")


def _sent(status: str, body: bytes = b"", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body
