"""What an operator can set for the cleaner."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveFloat, PositiveInt

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the cleaner, read from `CLAIMWIRE_*`."""

    service: str = "cleaner"
    max_records: PositiveInt = 16
    # The same bound as the fetcher's: what it let through can be read here.
    max_body_bytes: Annotated[int, Field(gt=0, le=64 * 1024 * 1024)] = 2 * 1024 * 1024
    processes: PositiveInt = 1
    # A page that takes longer is hostile: its worker is killed, and it is tried again alone.
    timeout_seconds: PositiveFloat = 20.0
