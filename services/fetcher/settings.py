"""What an operator can set for the fetcher."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic_settings import NoDecode

from shared.runtime.settings import ServiceSettings


def _names(value: object) -> object:
    return [name.strip().lower() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


class Settings(ServiceSettings):
    """Settings of the fetcher, read from `CLAIMWIRE_*`."""

    service: str = "fetcher"
    # Whether articles are downloaded too; without, feeds are polled and another fetcher downloads what they list.
    downloads: bool = True
    # YAML, see docs/api/feeds.schema.json; of one that ends in .txt each line is a feed URL.
    feeds_file: Path | None = None
    # Files that appear here are read as articles.
    inbox: Path | None = None
    inbox_scan_seconds: PositiveFloat = 0.3
    # A file whose outcome is not known by then is added again: Redis may have lost it. Ids make that harmless.
    inbox_again_seconds: PositiveFloat = 900.0
    user_agent: str = "claimwire/0.1 (reads news feeds; the operator sets a contact here)"
    obey_robots: bool = True
    # Hosts that are asked although their address is not public, with commas in between: a feed server of one's own.
    private_hosts: Annotated[frozenset[str], NoDecode, BeforeValidator(_names)] = frozenset()
    max_body_bytes: Annotated[int, Field(gt=0, le=64 * 1024 * 1024)] = 2 * 1024 * 1024
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    connect_timeout_seconds: PositiveFloat = 5.0
    read_timeout_seconds: PositiveFloat = 8.0
    total_timeout_seconds: PositiveFloat = 10.0
    attempts: PositiveInt = 3
    # Rounds of such attempts after the first, while a server is away; with the pauses below they cover half a day.
    retry_rounds: NonNegativeInt = 10
    shortest_retry_seconds: PositiveFloat = 60.0
    longest_retry_seconds: PositiveFloat = 21_600.0
    # The pause after each request to a host; a site's robots.txt can ask for more.
    host_delay_seconds: NonNegativeFloat = 0.0
    # Longer than any one download may take, its attempts included.
    lease_seconds: PositiveFloat = 120.0
    concurrency: PositiveInt = 8
    # A feed that takes longer to parse is hostile; all that are polled at once must be done within the lease.
    parse_timeout_seconds: PositiveFloat = 10.0
    shortest_poll_seconds: PositiveFloat = 60.0
    longest_poll_seconds: PositiveFloat = 3600.0
