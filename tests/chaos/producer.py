"""A client that knows nothing of the product: it hands in, and remembers what the server acknowledged."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import redis.asyncio
import zstandard
from redis.exceptions import RedisError

from shared.testing import a_capture, add
from shared.transport.streams import ARTICLES_FETCHED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# Nobody reads or trims it, so that whatever was acknowledged has to be there at the end.
_LEDGER = "chaos.acknowledged"
# Some hundred a second: a power cut always comes shortly after one.
_BETWEEN_SECONDS = 0.005
_AGAIN_SECONDS = 0.05


def report(number: int) -> str:
    """A short report with one claim that the test's extractor finds without a model."""
    return (
        f"Report number {number} from the river\n\n"
        f"CLAIM r{number}: Officer Reed said that unit {number} has crossed the river near the old mill.\n\n"
        f"The weather was bad in sector {number}, and the road to the village was closed for most of the day.\n"
    )


@dataclass
class Producer:
    """Hands in captures that nobody has a second copy of, and entries that are only counted."""

    url: str
    acknowledged: dict[bytes, bytes] = field(default_factory=dict)

    async def hand_in(self, *numbers: int) -> None:
        """Add a capture of each report; one counts as handed in when the server has acknowledged it."""
        async with redis.asyncio.Redis.from_url(self.url, socket_timeout=5) as client:
            for number in numbers:
                body = base64.b64encode(zstandard.compress(report(number).encode())).decode()
                capture = a_capture(
                    url=f"https://direct.example/{number}",
                    body=body,
                    media_type="text/plain",
                    fetched_at=datetime.now(UTC),
                )
                await _until_acknowledged(lambda capture=capture: add(client, ARTICLES_FETCHED, capture))

    async def follow(self) -> None:
        """Until cancelled: add entries and keep a ledger of those that were acknowledged."""
        number = 0
        async with redis.asyncio.Redis.from_url(self.url, socket_timeout=5) as client:
            while True:
                number += 1
                text = str(number).encode()
                self.acknowledged[await _until_acknowledged(lambda text=text: client.xadd(_LEDGER, {"n": text}))] = text
                await asyncio.sleep(_BETWEEN_SECONDS)

    async def lost(self) -> list[str]:
        """Entries of the ledger that the server does not have any more."""
        # Before the question: more is acknowledged while it is answered.
        ledger = list(self.acknowledged.items())
        async with redis.asyncio.Redis.from_url(self.url) as client:
            there: dict[bytes, dict[bytes, bytes]] = dict(await client.xrange(_LEDGER))
        return [text.decode() for entry, text in ledger if there.get(entry) != {b"n": text}]


async def _until_acknowledged(command: Callable[[], Awaitable[Any]]) -> Any:
    while True:
        try:
            return await command()
        except (RedisError, OSError):
            await asyncio.sleep(_AGAIN_SECONDS)
