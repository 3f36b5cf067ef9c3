"""The extractor: wiring only."""

from __future__ import annotations

from datetime import date
from functools import partial

from services.extractor.adapters.labeller import session as labeller
from services.extractor.adapters.language_model.client import LanguageModel
from services.extractor.adapters.tagger import weights as tagger
from services.extractor.handlers import VERSION, Engine, extract, extract_asking, extract_text
from services.extractor.settings import Settings
from shared.contracts.claim import Extractor
from shared.runtime.service import Service, run
from shared.runtime.workers import Workers
from shared.transport.streams import ARTICLES_CLEANED, CLAIMS_EXTRACTED


def make(settings: Settings) -> Service:
    """The extractor; reading an article is work for a processor, so it is done in worker processes."""
    # A worker that cannot load its model looks like one that was killed; here the reason is told.
    if settings.engine == "tagger" or settings.language_model_url:
        tagger.checked()
        tagger.checked(labeller.FOLDER, labeller.FILES)
    service = Service(settings)
    workers = Workers(settings.processes, timeout_seconds=settings.timeout_seconds, warm=partial(warm, settings.engine))
    language_model = LanguageModel(settings) if settings.language_model_url else None
    handle = (
        partial(extract_asking, language_model=language_model, run=workers.run, engine=settings.engine)
        if language_model
        else partial(workers.run, partial(extract, engine=settings.engine))
    )
    # Asking is waiting: others are asked about meanwhile, and read as the workers have time.
    concurrency = max(settings.processes, settings.language_model_concurrency if language_model else 1)
    service.subscribe(ARTICLES_CLEANED, handle=handle, concurrency=concurrency, next_streams=(CLAIMS_EXTRACTED,))
    service.on_start(workers.start)
    service.on_close(workers.close)
    if language_model:
        service.on_close(language_model.close)
    return service


# One of everything that is read with a table of its own, so that no article waits for one.
_EVERYTHING = (
    "Ministry: drones hit the port of Odesa\n\n"
    "Ukrainian troops had withdrawn from the village of Robotyne on Monday, Colonel Ivan Koval, a spokesman for the "
    "brigade, said, adding that some 40 soldiers may have been killed near Kyiv between 3 and 5 p.m. "
    "He denied that the town had fallen.\n\n"
    "“We hold the bridge. It costs $5 million a week,” the mayor told reporters, according to the agency. "
    "The claim could not be independently verified, and Moscow has not commented. "
    "Footage reportedly shows two tanks.\n\n"
    "The governor said on Tuesday, 14 May, that the strike killed 12 of the men and cut hundreds of kilometres of road "
    "at dawn. The army dismissed the report as a fake, called it propaganda and said that the figures were invented. "
    "At least 30 people had been wounded by the end of 2023, he said."
)


def warm(engine: Engine) -> None:
    """Load the model and the tables before the first article."""
    extract_text("warm", _EVERYTHING, date(2024, 5, 14), made_by=Extractor(name=engine, version=VERSION))


def main() -> None:
    """Run the extractor until a signal comes."""
    settings = Settings()
    run(partial(make, settings), settings)


if __name__ == "__main__":
    main()
