"""Downloads: one request at a time at each host, and what is put off comes back at its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from services.fetcher.adapters.hosts import alone_at_host
from services.fetcher.adapters.inbox import INBOX
from services.fetcher.domain.schedule import Elsewhere, PutOff
from shared.errors import Done, Skipped
from shared.runtime.clock import now
from shared.transport.later import bring_back, note_unreachable, put_off
from shared.transport.streams import ARTICLES_DISCOVERED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from redis.asyncio import Redis

    from services.fetcher.adapters.sites import Sites
    from services.fetcher.settings import Settings
    from shared.contracts.article import ArticleDiscovered
    from shared.errors import Outcome
    from shared.transport.broker import Patience
    from shared.transport.pressure import Pressure

log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 1.0


@dataclass
class Downloader:
    """Downloads the articles that were discovered.

    Attributes:
        decide: what comes of an article, as :func:`services.fetcher.handlers.download`, its limits given.
    """

    redis: Redis
    patience: Patience
    pressure: Pressure
    sites: Sites
    settings: Settings
    decide: Callable[..., Awaitable[Outcome | PutOff | Elsewhere]]

    async def download(self, discovered: ArticleDiscovered) -> Outcome:
        """Download under the lease of the host, then give the host the pause that it asks for."""
        url, settings = discovered.url, self.settings
        async with alone_at_host(self.redis, self.patience, url, seconds=settings.lease_seconds):
            outcome = await self.decide(discovered, web=self.sites, agent=settings.user_agent, now=now())
            asked = (await self.sites.rules(url)).delay_seconds(settings.user_agent)
            await self.patience.pause(max(settings.host_delay_seconds, asked))
        if isinstance(outcome, Elsewhere):
            # Not as an output: the stage would wait for room in the stream that it alone empties.
            await put_off(self.redis, discovered.moved(outcome.url), now(), service=settings.service)
            log.info("article.moved", url=url, to=outcome.url)
            return Done()
        if isinstance(outcome, PutOff):
            await self._put_off(discovered, outcome)
            return Done()
        # An inbox never lists it again.
        if isinstance(outcome, Skipped) and outcome.outcome == "unreachable" and discovered.item.feed != INBOX:
            await note_unreachable(self.redis, discovered.item.feed, outcome.url)
        return outcome

    async def bring_back(self) -> None:
        """Add what was put off to the stream again when its time has come, until the process stops."""
        while not self.patience.stopping.is_set():
            await self.pressure.wait((ARTICLES_DISCOVERED,))
            await bring_back(self.redis, now())
            await self.patience.pause(_LOOK_AGAIN_SECONDS)

    async def _put_off(self, discovered: ArticleDiscovered, off: PutOff) -> None:
        """Keep it before its entry is acknowledged: killed in between, it is asked for once more than needed."""
        failed = {"failed_rounds": discovered.failed_rounds + 1, "problem": off.reason}
        again = discovered.model_copy(update=failed)
        await put_off(self.redis, again, now() + timedelta(seconds=off.seconds), service=self.settings.service)
        log.info("article.put_off", seconds=round(off.seconds), failed_rounds=again.failed_rounds, reason=off.reason)
