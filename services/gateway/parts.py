"""What the routes work with, made once per process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.adapters.tail import Tail
from services.gateway.settings import Settings


@dataclass(eq=False)
class Subscriber:
    """One open stream.

    Attributes:
        at: the sequence up to which everything was handed to it.
    """

    at: int


@dataclass
class Parts:
    """The gateway's connections, its one tail and who listens to it."""

    settings: Settings
    engine: AsyncEngine
    redis: Redis
    tail: Tail
    tailing: asyncio.Task[None]
    subscribers: set[Subscriber] = field(default_factory=set)


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


Given = Annotated[Parts, Depends(_parts)]
