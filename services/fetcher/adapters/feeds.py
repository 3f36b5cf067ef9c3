"""Feeds: the loop that polls each that is due under its lease."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import structlog

from services.fetcher.adapters.feed_file import WatchedFeeds
from services.fetcher.adapters.hosts import alone_at_host
from services.fetcher.adapters.http import Fetched, Gone, Refused, Unavailable
from services.fetcher.adapters.sites import asked_feed
from services.fetcher.domain.listing import further
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

    from redis.asyncio import Redis

    from services.fetcher.adapters.http import FetchResult
    from services.fetcher.adapters.sites import Sites
    from services.fetcher.domain.feed_list import ListedFeed
    from services.fetcher.handlers import PollCommit
    from services.fetcher.settings import Settings
    from shared.contracts.article import ArticleSkipped
    from shared.runtime.workers import Workers
    from shared.transport.broker import Patience
    from shared.transport.pressure import Pressure

log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 1.0


@dataclass
class Poller:
    """Polls the feeds of a list.

    Attributes:
        decide: what an answer means, as :func:`services.fetcher.handlers.poll`.
        workers: one process that parses what feeds answer.
    """

    redis: Redis
    patience: Patience
    pressure: Pressure
    sites: Sites
    settings: Settings
    decide: Callable[..., PollCommit]
    workers: Workers
    # When feeds were due as we last knew it: their states are large, and another process may have polled since.
    _due: dict[str, datetime] = field(default_factory=dict, init=False)

    async def run(self) -> None:
        """Poll what is due until the process stops; the list is looked at again each time."""
        limit = asyncio.Semaphore(self.settings.concurrency)

        async def one(feed: ListedFeed) -> None:
            async with limit:
                if not self.patience.stopping.is_set():
                    await self.poll_if_due(feed)

        if self.settings.feeds_file is None:
            return
        listed = WatchedFeeds(self.settings.feeds_file)
        while not self.patience.stopping.is_set():
            await self.pressure.wait((ARTICLES_DISCOVERED,))
            await asyncio.gather(*map(one, listed.enabled()))
            await self.patience.pause(_LOOK_AGAIN_SECONDS)

    async def poll_if_due(self, feed: ListedFeed) -> bool:
        """Poll a feed unless it is not due or somebody else is at it; returns whether a poll was committed."""
        lease = f"feed:{feed.url}"
        if not await self._is_due(feed):
            return False
        token = await take(self.redis, lease, seconds=self.settings.lease_seconds)
        if token is None:
            return False
        try:
            # Somebody may have polled it between the first look and the lease.
            return await self._is_due(feed) and await self._polled(feed, token)
        except TransientError:
            # The host is busy with somebody else's request: the next look comes soon.
            return False
        finally:
            await release(self.redis, lease, token)

    def _bounds(self, feed: ListedFeed) -> Bounds:
        shortest = feed.interval_seconds or self.settings.shortest_poll_seconds
        return Bounds(shortest, max(shortest, self.settings.longest_poll_seconds))

    async def _is_due(self, feed: ListedFeed) -> bool:
        moment, bounds = now(), self._bounds(feed)
        if not is_due(self._due.get(feed.url), moment, bounds):
            return False
        due = FeedState.of(await feed_state(self.redis, feed.url)).next_poll_at()
        if due is not None:
            self._due[feed.url] = due
        return is_due(due, moment, bounds)

    async def _polled(self, feed: ListedFeed, token: str) -> bool:
        state = FeedState.of(await feed_state(self.redis, feed.url))
        # Articles know their feed by its name without a password.
        name = without_password(feed.url)
        again = await unreachable(self.redis, name)
        # A feed that is asked whether it changed would not list again what is missing.
        known = Validators() if again else Validators(state.etag, state.last_modified)
        async with alone_at_host(self.redis, self.patience, feed.url, seconds=self.settings.lease_seconds):
            answer, parts = await self._asked(feed, known)
        moment = now()
        chance = random.random()  # noqa: S311 - spreads load
        decide = partial(
            self.decide, now=moment, bounds=self._bounds(feed), chance=chance, unreachable=again, parts=parts
        )
        commit = await self._decided(decide, feed, state, answer)
        bodies = [output(each, service=self.settings.service, now=moment)[1] for each in commit.discovered]
        # First: killed in between, they are told once more, which changes nothing.
        await self._tell(commit.skipped, moment)
        done = await commit_poll(self.redis, feed.url, token, commit.state.saved(), bodies)
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

    async def _asked(self, feed: ListedFeed, known: Validators) -> tuple[FetchResult, list[Fetched]]:
        """What a feed answers, and the parts that its answer names."""
        answer = await asked_feed(self.sites, feed, self.settings.user_agent, known)
        if not isinstance(answer, Fetched) or feed.kind != "sitemap":
            return answer, []
        try:
            addresses = await self.workers.run(further, feed, answer.body, answer.url)
        except WorkerDiedError as error:
            return Unavailable(f"the sitemap could not be parsed: {error}"), []
        found = [await self.sites.get(address) for address in addresses]
        parts = [part for part in found if isinstance(part, Fetched)]
        if addresses and not parts:
            return next((part for part in found if isinstance(part, Unavailable | Refused | Gone)), answer), []
        return answer, parts

    async def _tell(self, skipped: Sequence[ArticleSkipped], moment: datetime) -> None:
        for each in skipped:
            stream, body = output(each, service=self.settings.service, now=moment)
            await self.redis.xadd(stream, {FIELD: body})

    async def _decided(
        self, decide: Callable[..., PollCommit], feed: ListedFeed, state: FeedState, answer: FetchResult
    ) -> PollCommit:
        """Let a worker parse the feed; one that kills or stalls it has failed."""
        try:
            return await self.workers.run(decide, feed, state, answer)
        except WorkerDiedError as error:
            return decide(feed, state, Unavailable(f"the feed could not be parsed: {error}"))
