"""The extractor: wiring only."""

from __future__ import annotations

from functools import partial

from services.extractor.adapters.tagger.weights import checked
from services.extractor.handlers import VERSION, Engine, extract, extract_text
from services.extractor.settings import Settings
from shared.contracts.claim import Extractor
from shared.runtime.service import Service, run
from shared.runtime.workers import Workers
from shared.transport.streams import ARTICLES_CLEANED, CLAIMS_EXTRACTED


def make(settings: Settings) -> Service:
    """The extractor; reading an article is work for a processor, so it is done in worker processes."""
    if settings.engine == "tagger":
        # A worker that cannot load its model looks like one that was killed; here the reason is told.
        checked()
    service = Service(settings)
    workers = Workers(settings.processes, timeout_seconds=settings.timeout_seconds, warm=partial(warm, settings.engine))
    service.subscribe(
        ARTICLES_CLEANED,
        handle=partial(workers.run, partial(extract, engine=settings.engine)),
        concurrency=settings.processes,
        next_streams=(CLAIMS_EXTRACTED,),
    )
    service.on_start(workers.start)
    service.on_close(workers.close)
    return service


def warm(engine: Engine) -> None:
    """Load the model and the tables before the first article."""
    made_by = Extractor(name=engine, version=VERSION)
    extract_text("warm", "Officials said the bridge was closed.", None, made_by=made_by)


def main() -> None:
    """Run the extractor until a signal comes."""
    settings = Settings()
    run(partial(make, settings), settings)


if __name__ == "__main__":
    main()
