"""The keeper: one small process that creates groups, loads the Functions, and trims."""

from __future__ import annotations

from functools import partial

from services.keeper.durability import warn_if_not_durable
from services.keeper.settings import Settings
from shared.runtime.service import Service, run
from shared.transport.groups import keep


def make(settings: Settings) -> Service:
    """The keeper as a service without consumers."""
    service = Service(settings, waits_for_keeper=False)
    service.background("durability", partial(warn_if_not_durable, service.redis, service.patience))
    service.background(
        "keep",
        partial(
            keep,
            service.redis,
            service.patience,
            every_seconds=settings.keep_every_seconds,
            idle_ms=settings.idle_consumer_ms,
        ),
    )
    return service


def main() -> None:
    """Run the keeper until a signal comes."""
    settings = Settings()
    run(partial(make, settings), settings)


if __name__ == "__main__":
    main()
