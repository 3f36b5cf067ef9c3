"""What the keeper reads from the environment."""

from __future__ import annotations

from pydantic import PositiveFloat, PositiveInt

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the keeper."""

    service: str = "keeper"
    keep_every_seconds: PositiveFloat = 0.5
    # An hour: far above any pause of a living consumer, which reads twice a second.
    idle_consumer_ms: PositiveInt = 3_600_000
