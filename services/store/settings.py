"""What the store reads from the environment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveFloat, PositiveInt

from shared.runtime.settings import Milliseconds, ServiceSettings


class Settings(ServiceSettings):
    """Settings of the store; the database is `database_url`."""

    service: str = "store"
    max_records: PositiveInt = 50
    # One transaction each: large enough to share its fsync; SQLite lets nobody else write meanwhile.
    slice_ms: Milliseconds = 50
    relay_lease_seconds: PositiveFloat = 5.0
    # Whoever is further behind reads from the API; a record takes two to four kilobytes.
    topic_max_entries: PositiveInt = 100_000
    # Share of Redis's maxmemory in percent that the topic may take: well below the one at which intake stops.
    topic_memory_percent: Annotated[int, Field(gt=0, le=50)] = 25
    # Longer than any backlog that the watermarks allow takes to drain.
    sweep_after_seconds: float = Field(900.0, gt=0)
