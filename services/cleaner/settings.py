"""What an operator can set for the cleaner."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveInt

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of the cleaner, read from `CLAIMWIRE_*`."""

    service: str = "cleaner"
    max_records: PositiveInt = 16
    # The same bound as the fetcher's: what it let through can be read here.
    max_body_bytes: Annotated[int, Field(gt=0, le=64 * 1024 * 1024)] = 2 * 1024 * 1024
