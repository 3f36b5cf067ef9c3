"""Feeds: the list of them, and the loop that polls each that is due under its lease."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import structlog

from services.fetcher.adapters.hosts import alone_at_host
from services.fetcher.adapters.http import Fetched, Unavailable
from services.fetcher.domain.schedule import Bounds, is_due
from services.fetcher.domain.state import FeedState
from services.fetcher.domain.validators import Validators
from shared.errors import TransientError
from shared.identity import without_password
from shared.runtime.clock import now
from shared.runtime.workers import WorkerDiedError
from shared.transport.hop import output
from shared.transport.later import forget_unreachable, unreachable
from shared.transport.leases import commit_poll, feed_state, release, take
from shared.transport.streams import ARTICLES_DISCOVERED, FIELD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from redis.asyncio import Redis

    from services.fetcher.adapters.http import FetchResult, Http
    from services.fetcher.handlers import PollCommit
    from services.fetcher.settings import Settings
    from shared.contracts.article import ArticleSkipped
    from shared.runtime.workers import Workers
    from shared.transport.broker import Patience
    from shared.transport.pressure import Pressure

log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 1.0
# More than any address has; the file may be something else by mistake.
_LINE_CHARACTERS = 2000


def listed_feeds(file: Path) -> list[str]:
    """The feeds in order, each once; empty if there is no such file.

    Empty lines and lines that begin with `#` are left out; any other is a feed, and fails with a reason if it is none.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    stripped = (line.strip()[:_LINE_CHARACTERS] for line in lines)
    return list(dict.fromkeys(line for line in stripped if line and not line.startswith("#")))


@dataclass
class Poller:
    """Polls the feeds of a file.

    Attributes:
        decide: what an answer means, as :func:`services.fetcher.handlers.poll`, its bounds given.
        workers: one process that parses what feeds answer.
    """

    redis: Redis
    patience: Patience
    pressure: Pressure
    http: Http
    settings: Settings
    decide: Callable[..., PollCommit]
    workers: Workers
    _problem: str = field(default="", init=False)

    async def run(self) -> None:
        """Poll what is due until the process stops; the list is read again each time."""
        limit = asyncio.Semaphore(self.settings.concurrency)

        async def one(feed: str) -> None:
            async with limit:
                if not self.patience.stopping.is_set():
                    await self.poll_if_due(feed)

        feeds: list[str] = []
        while not self.patience.stopping.is_set() and self.settings.feeds_file is not None:
            await self.pressure.wait((ARTICLES_DISCOVERED,))
            feeds = self._listed(self.settings.feeds_file, feeds)
            await asyncio.gather(*map(one, feeds))
            await self.patience.pause(_LOOK_AGAIN_SECONDS)

    def _listed(self, file: Path, before: list[str]) -> list[str]:
        """The list as it is now; as it was before while it cannot be read, which is said once."""
        try:
            feeds, problem = listed_feeds(file), ""
        except OSError as error:
            feeds, problem = before, str(error)
        if problem and problem != self._problem:
            log.warning("feeds.unreadable", file=str(file), reason=problem)
        self._problem = problem
        return feeds

    async def poll_if_due(self, feed: str) -> bool:
        """Poll a feed unless it is not due or somebody else is at it; returns whether a poll was committed."""
        if not await self._is_due(feed):
            return False
        token = await take(self.redis, f"feed:{feed}", seconds=self.settings.lease_seconds)
        if token is None:
            return False
        try:
            # Somebody may have polled it between the first look and the lease.
            return await self._is_due(feed) and await self._polled(feed, token)
        except TransientError:
            # The host is busy with somebody else's request: the next look comes soon.
            return False
        finally:
            await release(self.redis, f"feed:{feed}", token)

    async def _is_due(self, feed: str) -> bool:
        bounds = Bounds(self.settings.shortest_poll_seconds, self.settings.longest_poll_seconds)
        return is_due(FeedState.of(await feed_state(self.redis, feed)).next_poll_at(), now(), bounds)

    async def _polled(self, feed: str, token: str) -> bool:
        state = FeedState.of(await feed_state(self.redis, feed))
        # Articles know their feed by its name without a password.
        name = without_password(feed)
        again = await unreachable(self.redis, name)
        # A feed that is asked whether it changed would not list again what is missing.
        known = Validators() if again else Validators(state.etag, state.last_modified)
        async with alone_at_host(self.redis, self.patience, feed, seconds=self.settings.lease_seconds):
            answer = await self.http.get(feed, known.headers())
        moment = now()
        chance = random.random()  # noqa: S311 - spreads load
        decide = partial(self.decide, now=moment, chance=chance, unreachable=again)
        commit = await self._decided(decide, feed, state, answer)
        bodies = [output(each, service=self.settings.service, now=moment)[1] for each in commit.discovered]
        # First: killed in between, they are told once more, which changes nothing.
        await self._tell(commit.skipped, moment)
        done = await commit_poll(self.redis, feed, token, commit.state.saved(), bodies)
        if done and isinstance(answer, Fetched):
            await forget_unreachable(self.redis, name, again)
        log.info(
            "feed.polled",
            feed=name,
            new=len(bodies),
            skipped=len(commit.skipped),
            committed=done,
            problem=commit.state.problem,
        )
        return done

    async def _tell(self, skipped: Sequence[ArticleSkipped], moment: datetime) -> None:
        for each in skipped:
            stream, body = output(each, service=self.settings.service, now=moment)
            await self.redis.xadd(stream, {FIELD: body})

    async def _decided(
        self, decide: Callable[..., PollCommit], feed: str, state: FeedState, answer: FetchResult
    ) -> PollCommit:
        """Let a worker parse the feed; one that kills or stalls it has failed."""
        try:
            return await self.workers.run(decide, feed, state, answer)
        except WorkerDiedError as error:
            return decide(feed, state, Unavailable(f"the feed could not be parsed: {error}"))
