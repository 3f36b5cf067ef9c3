"""What the gateway reads from the environment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveFloat, PositiveInt

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the gateway; it reads `database_url` and is woken through `redis_url`."""

    service: str = "gateway"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(gt=0, le=65535)] = 8080
    # Proxies close a connection that is silent for half a minute.
    heartbeat_seconds: PositiveFloat = 15.0
    # A subscriber that takes nothing for this long is cut; it resumes from where it was.
    send_timeout_seconds: PositiveFloat = 5.0
    max_streams: PositiveInt = 300
    # How much of the latest events is kept in memory for subscribers that keep up; an event has about 4 kB.
    tail_bytes: PositiveInt = 8 * 1024 * 1024
