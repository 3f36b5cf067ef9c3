"""The fetcher: wiring only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from services.fetcher.adapters.downloads import Downloader
from services.fetcher.adapters.feeds import Poller
from services.fetcher.adapters.http import Http
from services.fetcher.adapters.inbox import Inbox
from services.fetcher.adapters.reader import InboxReader
from services.fetcher.adapters.sites import Sites
from services.fetcher.adapters.warc.captured import message_of_record
from services.fetcher.adapters.warc.reader import ArchiveReader
from services.fetcher.domain.feed import parse_feed
from services.fetcher.domain.schedule import Bounds, Persistence
from services.fetcher.handlers import download, file_skipped, messages_of_file, poll
from services.fetcher.settings import Settings
from shared.database.session import connect
from shared.runtime.service import Service, run
from shared.runtime.workers import Workers
from shared.transport.pressure import Pressure
from shared.transport.streams import ARTICLES_DISCOVERED, ARTICLES_FETCHED

if TYPE_CHECKING:
    from pathlib import Path


def make(settings: Settings) -> Service:
    """The fetcher: one stage that downloads, and the tasks that find what to download."""
    service = Service(settings)
    http = Http(settings)
    service.on_close(http.close)
    sites = Sites(http, obey_robots=settings.obey_robots)
    pressure = Pressure(service.redis, settings, service.patience, watch_memory=True)
    if settings.downloads:
        _download(service, settings, pressure, sites)
    if settings.feeds_file is not None:
        _poll_feeds(service, settings, pressure, sites)
    if settings.inbox is not None:
        _read_inbox(service, settings, pressure, settings.inbox)
    return service


def _download(service: Service, settings: Settings, pressure: Pressure, sites: Sites) -> None:
    pauses = Bounds(settings.shortest_retry_seconds, settings.longest_retry_seconds)
    persistence = Persistence(settings.attempts, settings.retry_rounds, pauses, settings.max_redirects)
    decide = partial(download, persistence=persistence)
    downloader = Downloader(service.redis, service.patience, pressure, sites, settings, decide)
    service.subscribe(
        ARTICLES_DISCOVERED,
        handle=downloader.download,
        concurrency=settings.concurrency,
        next_streams=(ARTICLES_FETCHED,),
        watch_memory=True,
    )
    service.background("later", downloader.bring_back)


def _poll_feeds(service: Service, settings: Settings, pressure: Pressure, sites: Sites) -> None:
    """Feeds are parsed in a process of their own, so that a hostile one stalls nothing else."""
    # The parser's libraries only: a worker needs nothing of the service.
    warm, seconds = partial(parse_feed, b""), settings.parse_timeout_seconds
    workers = Workers(1, timeout_seconds=seconds, warm=warm, slim=True)
    poller = Poller(service.redis, service.patience, pressure, sites, settings, poll, workers)
    service.on_start(workers.start)
    service.background("poll", poller.run)
    service.on_close(workers.close)


def _read_inbox(service: Service, settings: Settings, pressure: Pressure, folder: Path) -> None:
    engine = connect(settings.database_url)
    messages_of = partial(messages_of_file, max_bytes=settings.max_body_bytes)
    reader = InboxReader(
        service.redis, service.patience, pressure, engine, settings, Inbox(folder), messages_of, file_skipped
    )
    archives = ArchiveReader(
        service.redis,
        service.patience,
        pressure,
        engine,
        settings,
        Inbox(folder, archives=True),
        message_of_record,
        file_skipped,
    )
    service.background("inbox", reader.run)
    service.background("archives", archives.run)
    service.on_close(engine.dispose)


def main() -> None:
    """Run the fetcher until a signal comes."""
    settings = Settings()
    run(partial(make, settings), settings)


if __name__ == "__main__":
    main()
