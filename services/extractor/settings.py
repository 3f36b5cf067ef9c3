"""The environment of the extractor."""

from __future__ import annotations

from typing import Literal

from pydantic import PositiveFloat, PositiveInt

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the extractor reads beside the settings of every service."""

    service: str = "extractor"
    # `rules` needs no model and finds half as much; `marked` finds only `CLAIM <id>: <speaker> said that <content>.`
    # and serves proofs of delivery.
    engine: Literal["tagger", "rules", "marked"] = "tagger"
    # One per core: reading an article keeps a core busy.
    processes: PositiveInt = 1
    # Far above what any article of 2 MiB takes.
    timeout_seconds: PositiveFloat = 60.0
    max_records: PositiveInt = 8
