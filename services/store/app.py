"""The store: wiring only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from services.store.adapters.relay import Relay
from services.store.adapters.sweep import Sweep
from services.store.handlers import Stored, store_slice
from services.store.settings import Settings
from shared.database.session import connect
from shared.database.upgrade import upgrade
from shared.runtime.clock import now
from shared.runtime.service import Service, run
from shared.transport.broker import patient_client
from shared.transport.pressure import Pressure
from shared.transport.streams import ARTICLES_FETCHED, ARTICLES_SKIPPED, CLAIMS_EXTRACTED, MESSAGES_DEAD

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


def make(settings: Settings) -> Service:
    """The store; the relay is woken by each commit, so that claims reach subscribers at once."""
    service = Service(settings)
    engine = connect(settings.database_url)
    # A client of its own: the relay's commands must not wait behind the hop's.
    redis = patient_client(settings.redis_url, service.patience)
    relay = Relay(
        engine,
        redis,
        lease_seconds=settings.relay_lease_seconds,
        max_entries=settings.topic_max_entries,
        memory_percent=settings.topic_memory_percent,
    )
    keep = partial(_stored, engine, relay)
    for stream in (ARTICLES_FETCHED, CLAIMS_EXTRACTED, ARTICLES_SKIPPED, MESSAGES_DEAD):
        service.subscribe(stream, handle_slice=keep)
    service.background("relay", partial(relay.run, service.patience.stopping))
    pressure = Pressure(redis, settings, service.patience)
    sweep = Sweep(engine, redis, pressure, settings.sweep_after_seconds)
    service.background("sweep", partial(sweep.run, service.patience))
    service.on_close(redis.aclose)
    service.on_close(engine.dispose)
    return service


async def _stored(engine: AsyncEngine, relay: Relay, messages: list[Stored]) -> None:
    await store_slice(engine, messages, now=now())
    relay.wake()


def main() -> None:
    """Bring the database up to date, then run the store until a signal comes."""
    settings = Settings()
    upgrade(settings.database_url)
    run(partial(make, settings), settings)


if __name__ == "__main__":
    main()
