"""What an operator can set for the demonstration's site."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveFloat

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the site; their names are long because all services of an instance share one environment."""

    service: str = "demonstration"
    demonstration_host: str = "127.0.0.1"
    demonstration_port: Annotated[int, Field(ge=0, le=65535)] = 8090
    # The time between two reports: long enough to read what the last one claimed.
    demonstration_pause_seconds: PositiveFloat = 4.0
    # Begin again when all reports are out, under new addresses.
    demonstration_loop: bool = False
