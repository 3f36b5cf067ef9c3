"""The fetcher: wiring only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from services.fetcher.adapters.feeds import Poller
from services.fetcher.adapters.hosts import alone_at_host
from services.fetcher.adapters.http import Http
from services.fetcher.adapters.inbox import Inbox
from services.fetcher.adapters.reader import InboxReader
from services.fetcher.adapters.sites import Sites
from services.fetcher.domain.schedule import Bounds
from services.fetcher.handlers import download, messages_of_file, poll
from services.fetcher.settings import Settings
from shared.database.session import connect
from shared.runtime.clock import now
from shared.runtime.service import Service, run
from shared.transport.pressure import Pressure
from shared.transport.streams import ARTICLES_DISCOVERED, ARTICLES_FETCHED

if TYPE_CHECKING:
    from shared.contracts.article import ArticleDiscovered
    from shared.errors import Outcome


def make(settings: Settings) -> Service:
    """The fetcher: one stage that downloads, and two tasks that find what to download."""
    service = Service(settings)
    http = Http(settings)
    service.on_close(http.close)
    service.subscribe(
        ARTICLES_DISCOVERED,
        handle=partial(_download_politely, service, Sites(http, obey_robots=settings.obey_robots), settings),
        concurrency=settings.concurrency,
        next_streams=(ARTICLES_FETCHED,),
        watch_memory=True,
    )
    pressure = Pressure(service.redis, settings, service.patience, watch_memory=True)
    if settings.feeds_file is not None:
        bounds = Bounds(settings.shortest_poll_seconds, settings.longest_poll_seconds)
        poller = Poller(service.redis, service.patience, pressure, http, settings, partial(poll, bounds=bounds))
        service.background("poll", poller.run)
    if settings.inbox is not None:
        engine = connect(settings.database_url)
        inbox = Inbox(settings.inbox)
        reader = InboxReader(service.redis, service.patience, pressure, engine, settings, inbox, messages_of_file)
        service.background("inbox", reader.run)
        service.on_close(engine.dispose)
    return service


async def _download_politely(
    service: Service, sites: Sites, settings: Settings, discovered: ArticleDiscovered
) -> Outcome:
    """Download under the lease of the host: one request at a time, with the pause that the site asks for."""
    async with alone_at_host(service.redis, service.patience, discovered.url, seconds=settings.lease_seconds):
        outcome = await download(
            discovered, web=sites, agent=settings.user_agent, now=now(), attempts=settings.attempts
        )
        asked = (await sites.rules(discovered.url)).delay_seconds(settings.user_agent)
        await service.patience.pause(max(settings.host_delay_seconds, asked))
    return outcome


def main() -> None:
    """Run the fetcher until a signal comes."""
    settings = Settings()
    run(partial(make, settings), settings)


if __name__ == "__main__":
    main()
