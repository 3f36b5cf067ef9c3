"""Downloads as the fetcher makes them, without Redis: an article at another site is asked for there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.fetcher.domain.schedule import Elsewhere, Persistence
from services.fetcher.handlers import download
from shared.contracts.article import ArticleDiscovered, FeedItem
from shared.testing import SOME_TIME

if TYPE_CHECKING:
    from services.fetcher.adapters.sites import Sites
    from services.fetcher.domain.schedule import PutOff
    from shared.errors import Outcome


async def asked_for(url: str, sites: Sites, agent: str) -> Outcome | PutOff:
    """What comes of an article that is asked for once at each site that it is at."""
    discovered = ArticleDiscovered(url=url, item=FeedItem(feed="test"), discovered_at=SOME_TIME)
    while True:
        once = Persistence(attempts=1)
        end = await download(discovered, web=sites, agent=agent, now=SOME_TIME, persistence=once)
        if not isinstance(end, Elsewhere):
            return end
        discovered = discovered.moved(end.url)
