"""Drives hostile inputs through the fetcher's and the cleaner's own code, good pages among them."""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from services.cleaner.app import VERSION, warm
from services.cleaner.handlers import clean
from services.fetcher.adapters.feeds import Poller
from services.fetcher.adapters.http import Http
from services.fetcher.adapters.sites import Sites
from services.fetcher.domain.feed import parse_feed
from services.fetcher.domain.feed_list import Kind, ListedFeed
from services.fetcher.domain.schedule import Bounds, PutOff
from services.fetcher.domain.state import FeedState
from services.fetcher.domain.validators import Validators
from services.fetcher.handlers import PollCommit, poll
from services.fetcher.settings import Settings
from shared.contracts.article import ArticleFetched
from shared.errors import Done, PermanentError, Skipped
from shared.runtime.workers import WorkerDiedError, Workers
from shared.testing import SOME_TIME
from tests.integration.asking import asked_for
from tests.integration.origin.behaviours import BEHAVIOURS
from tests.integration.origin.pages import SAID, hostile_feed, hostile_link, hostile_page
from tests.integration.origin.server import HOSTS, Origin

# All others before it may wait for the one worker, which gives up each after some seconds.
STUCK_SECONDS = 90.0
_AT_ONCE = 32
# One good page after so many hostile ones.
_NEIGHBOUR_EVERY = 10
_KINDS: Final[tuple[Kind, ...]] = ("feed", "feed", "feed", "list", "sitemap", "page")


@dataclass(frozen=True)
class End:
    """What became of an input.

    Attributes:
        kind: which door it came through; good pages are `neighbour`.
        outcome: one word.
    """

    kind: str
    name: str
    outcome: str
    reason: str
    seconds: float = 0.0


@dataclass
class Drive:
    """What inputs are driven through, and the ends of those that were."""

    origin: Origin
    settings: Settings
    http: Http
    poller: Poller
    cleaner: Workers
    ends: list[End] = field(default_factory=list)
    _limit: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE), init=False)

    async def all(
        self, kind: str, inputs: Sequence[tuple[str, Any]], one: Callable[[Any], Awaitable[tuple[str, str]]]
    ) -> None:
        """Drive the inputs, by their names, at once, with good pages among them."""

        async def timed(kind: str, name: str, given: Any, one: Callable[[Any], Awaitable[tuple[str, str]]]) -> None:
            async with self._limit:
                begun = time.monotonic()
                try:
                    async with asyncio.timeout(STUCK_SECONDS):
                        outcome, reason = await one(given)
                except TimeoutError:
                    outcome, reason = "stuck", f"no end after {STUCK_SECONDS:.0f} s"
                except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                    outcome, reason = "crash", f"{type(error).__name__}: {error}"
                self.ends.append(End(kind, name, outcome, reason, time.monotonic() - begun))

        work = [timed(kind, name, given, one) for name, given in inputs]
        turns = range(0, len(inputs), _NEIGHBOUR_EVERY)
        good = [timed("neighbour", str(n), self.origin.url("/good", n), self.read) for n in turns]
        for number, each in enumerate(good):
            work.insert(number * (_NEIGHBOUR_EVERY + 1), each)
        await asyncio.gather(*work)

    async def fetched(self, url: str) -> ArticleFetched | tuple[str, str]:
        """Download an article under the rules of its site."""
        end = await asked_for(url, Sites(self.http), self.settings.user_agent)
        match end:
            case Done(outputs=(ArticleFetched() as article,)):
                return article
            case Skipped(outcome=outcome, reason=reason):
                return outcome, reason
            case PutOff(reason=reason):
                return "put_off", reason
        return "crash", repr(end)

    async def load(self, url: str) -> tuple[str, str]:
        """How a download ends."""
        article = await self.fetched(url)
        return ("fetched", article.url) if isinstance(article, ArticleFetched) else article

    async def read(self, url: str) -> tuple[str, str]:
        """How a download and the cleaning of what came ends; of a good page its text is what counts."""
        article = await self.fetched(url)
        if not isinstance(article, ArticleFetched):
            return article
        work = partial(clean, cleaner_version=VERSION, max_body_bytes=self.settings.max_body_bytes)
        try:
            end = await self.cleaner.run(work, article)
        except PermanentError as error:
            return "dead", str(error)
        except WorkerDiedError as error:
            return "dead", f"the page could not be read: {error}"
        if isinstance(end, Skipped):
            return end.outcome, end.reason
        text = end.outputs[0].text  # type: ignore[attr-defined]
        return "cleaned", text[:100] or "nothing"

    async def listed(self, url: str) -> tuple[str, str]:
        """How the poll of a feed ends, and then each of its first articles."""
        # The same documents as a feed, as a page of links and as a sitemap.
        kind = _KINDS[sum(url.encode()) % len(_KINDS)]
        feed = ListedFeed(url=url, kind=kind, link="a" if kind == "list" else None)
        answer, parts = await self.poller._asked(feed, Validators())
        decide = partial(self.poller.decide, now=SOME_TIME, bounds=Bounds(60, 3600), chance=0.5, parts=parts)
        commit: PollCommit = await self.poller._decided(decide, feed, FeedState(), answer)
        for message in (*commit.discovered, *commit.skipped):
            message.model_dump_json()
        if commit.state.problem:
            return "feed failed", commit.state.problem
        return "feed read", f"{len(commit.discovered)} articles, {len(commit.skipped)} without; {commit.state.left_out}"


@asynccontextmanager
async def a_drive() -> AsyncIterator[Drive]:
    """The fetcher's parts with short deadlines, and a worker for feeds and one for pages, as the services have them."""
    # Short, and yet long enough for a good page on a machine with other work.
    deadlines = {"connect_timeout_seconds": 3, "read_timeout_seconds": 4, "total_timeout_seconds": 5}
    settings = Settings(private_hosts=set(HOSTS), max_redirects=5, **deadlines)  # type: ignore[arg-type]
    parsing = Workers(1, timeout_seconds=8, warm=partial(parse_feed, b""))
    cleaning = Workers(1, timeout_seconds=12, warm=warm)
    http = Http(settings)
    nothing: Any = None
    poller = Poller(nothing, nothing, nothing, Sites(http), settings, poll, parsing)
    await asyncio.gather(parsing.start(), cleaning.start())
    try:
        async with Origin() as origin:
            yield Drive(origin, settings, http, poller, cleaning)
    finally:
        await http.close()
        await parsing.close()
        await cleaning.close()


async def drive_all(drive: Drive, seeds: range, extra: Sequence[str]) -> None:
    """Every behaviour as a page, as rules and as a feed; pages, feeds and links by their numbers; strings given."""
    origin = drive.origin
    numbered = [(name, origin.url(f"/b/{number}", number)) for number, name in enumerate(BEHAVIOURS)]
    await drive.all("behaviour of a page", numbered, drive.load)
    await drive.all("behaviour of a feed", numbered, drive.listed)
    origin.misbehaves = {f"127.0.1.{number}": name for number, name in enumerate(BEHAVIOURS, start=1)}
    drive.http.settings = drive.settings.model_copy(
        update={"private_hosts": drive.settings.private_hosts | frozenset(origin.misbehaves)}
    )
    ruled = [(name, origin.url("/good", host=host)) for host, name in origin.misbehaves.items()]
    await drive.all("behaviour of robots.txt", ruled, drive.load)
    for seed in seeds:
        origin.documents |= {f"/page/{seed}": hostile_page(seed), f"/feed/{seed}": hostile_feed(seed)}
    await drive.all("page", [(f"page {n}", origin.url(f"/page/{n}", n)) for n in seeds], drive.read)
    await drive.all("feed", [(f"feed {n}", origin.url(f"/feed/{n}", n)) for n in seeds], drive.listed)
    links = [(f"link {n}", hostile_link(n)) for n in seeds[: len(seeds) // 5]]
    await drive.all("link", [*links, *((f"string {n}", text) for n, text in enumerate(extra))], drive.load)
    for number, text in enumerate(extra):
        raw = text.encode("utf8", "surrogatepass")
        origin.documents[f"/string/{number}"] = b"<html><body><h1>%b</h1><p>%b</p></body></html>" % (raw, raw * 5)
    strings = [(f"string {n}", origin.url(f"/string/{n}", n)) for n in range(len(extra))]
    await drive.all("string in a page", strings, drive.read)


def table(ends: Sequence[End]) -> str:
    """The ends counted, and how long the slowest of each kind took."""
    counted = Counter((end.kind, end.outcome) for end in ends)
    slowest = {kind: max(end.seconds for end in ends if end.kind == kind) for kind, _ in counted}
    rows = [f"  {kind:24} {outcome:18} {count:5}" for (kind, outcome), count in sorted(counted.items())]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in slowest.items())
    return "\n".join((f"{len(ends)} inputs; at most {peak:.0f} MiB; slowest: {times}", *rows))


def is_whole(end: End) -> bool:
    """Whether a neighbour came through unharmed."""
    return end.outcome == "cleaned" and SAID.split(" at ")[0] in end.reason
