"""The cleaner: wiring only."""

from __future__ import annotations

from functools import partial

from services.cleaner.handlers import clean
from services.cleaner.settings import Settings
from shared.runtime.service import Service, run
from shared.runtime.workers import Workers
from shared.transport.streams import ARTICLES_CLEANED, ARTICLES_FETCHED

VERSION = "1"


def make(settings: Settings) -> Service:
    """The cleaner; pages are parsed in a process of its own, so that a hostile one stalls nothing else."""
    service = Service(settings)
    workers = Workers(settings.processes, timeout_seconds=settings.timeout_seconds, warm=warm)
    work = partial(clean, cleaner_version=VERSION, max_body_bytes=settings.max_body_bytes)
    service.subscribe(
        ARTICLES_FETCHED,
        handle=partial(workers.run, work),
        concurrency=settings.processes,
        next_streams=(ARTICLES_CLEANED,),
    )
    service.on_start(workers.start)
    service.on_close(workers.close)
    return service


def warm() -> None:
    """Load the libraries' tables before the first page."""
    import services.cleaner.domain.clean  # noqa: PLC0415 - in the worker only

    services.cleaner.domain.clean.readable(b"<html><body><p>A first page.</p></body></html>")


def main() -> None:
    """Run the cleaner until a signal comes."""
    settings = Settings()
    run(partial(make, settings), settings)


if __name__ == "__main__":
    main()
