"""The environment: the only place that reads it.

A setting `max_body_bytes` of the cleaner is read from `CLAIMWIRE_MAX_BODY_BYTES`, or from a file of that name in small
letters in the folder that `CLAIMWIRE_SECRETS` names.
"""

from __future__ import annotations

import os
from typing import Annotated, Literal

from pydantic import Field, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

Milliseconds = Annotated[int, Field(gt=0)]


class ServiceSettings(BaseSettings):
    """What every service reads; a service's own settings extend it."""

    model_config = SettingsConfigDict(
        env_prefix="CLAIMWIRE_", frozen=True, secrets_dir=os.environ.get("CLAIMWIRE_SECRETS")
    )

    service: str = "claimwire"
    redis_url: str = "redis://127.0.0.1:6379/0"
    database_url: str = "sqlite+aiosqlite:///claimwire.sqlite3"
    log_format: Literal["json", "pretty"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    # Two seconds: long enough for a heartbeat that comes late on a busy machine, short enough to recover at once.
    reclaim_after_ms: Milliseconds = 2000
    max_deliveries: PositiveInt = 3
    # A stage stops when so many of twice as many messages died, and then tries one after each pause; 0 never stops it.
    breaker_deaths: Annotated[int, Field(ge=0)] = 20
    breaker_pause_seconds: Annotated[float, Field(gt=0)] = 60.0
    max_records: PositiveInt = 16
    slice_ms: Milliseconds = 250
    # How many messages the next stage may have waiting before this one stops reading, and when it starts again.
    high_watermark: PositiveInt = 5000
    low_watermark: PositiveInt = 2500
    # Share of Redis's maxmemory in percent at which intake stops.
    memory_watermark_percent: Annotated[int, Field(gt=0, le=100)] = 60
    grace_seconds: Annotated[float, Field(gt=0)] = 5.0
    health_port: Annotated[int, Field(ge=0, le=65535)] = 0


def environment() -> dict[str, str]:
    """The environment of this process, for the processes that it starts."""
    return dict(os.environ)
