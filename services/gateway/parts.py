"""What the routes work with, made once per process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.adapters.tail import Tail
from services.gateway.settings import Settings


@dataclass
class Parts:
    """The gateway's connections and its one tail."""

    settings: Settings
    engine: AsyncEngine
    redis: Redis
    tail: Tail
    streams: int = 0


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


Given = Annotated[Parts, Depends(_parts)]
