"""The demonstration of `claimwire run --demo`: its site beside the services, and how it ended."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from services.demonstration.domain.outlets import OUTLETS
from shared.database.session import connect
from shared.database.tracing import where
from shared.errors import TransientError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

SERVICE = "demonstration"
_LOOK_AGAIN_SECONDS = 1.0
_TIMEOUT = aiohttp.ClientTimeout(total=2.0)
# Feeds of this site only, which is made to be asked so often; an operator's own feeds are never polled like this.
_POLLING = {"CLAIMWIRE_SHORTEST_POLL_SECONDS": "1", "CLAIMWIRE_LONGEST_POLL_SECONDS": "2"}


@dataclass(frozen=True)
class Ending:
    """How the demonstration ended.

    Attributes:
        outcomes: how many of its articles ended with each word.
    """

    reports: int
    outcomes: dict[str, int] = field(default_factory=dict)


def prepared(folder: Path, site: str) -> dict[str, str]:
    """Write the list of the site's feeds; returns the environment in which they are read.

    Args:
        site: address of its first page.
    """
    feeds = folder / "demonstration-feeds.txt"
    feeds.write_text("".join(f"{site.rstrip('/')}{outlet.feed_path}\n" for outlet in OUTLETS))
    return _POLLING | {
        "CLAIMWIRE_FEEDS_FILE": str(feeds),
        "CLAIMWIRE_PRIVATE_HOSTS": "127.0.0.1",
        "CLAIMWIRE_DEMONSTRATION_PORT": str(urlsplit(site).port),
    }


async def ending(site: str, database_url: str) -> Ending:
    """Wait until all reports are out and each has an outcome; a demonstration that loops never ends."""
    engine = connect(database_url)
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                found = await _ended(session, engine, site)
                if found is not None:
                    return found
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    finally:
        await engine.dispose()


async def _ended(session: aiohttp.ClientSession, engine: AsyncEngine, site: str) -> Ending | None:
    try:
        async with session.get(f"{site}script") as answer:
            script: dict[str, Any] = await answer.json()
        outcomes = [await _outcome(engine, article["url"]) for article in script["articles"]]
    except (aiohttp.ClientError, TimeoutError, TransientError):
        # Still starting, or started again: the next look tells.
        return None
    if not script["ended"] or None in outcomes:
        return None
    return Ending(script["reports"], dict(Counter(outcome for outcome in outcomes if outcome)))


async def _outcome(engine: AsyncEngine, url: str) -> str | None:
    """The word with which an article ended; None while it is on its way."""
    rows = [row.outcome for row in await where(engine, url) if row.outcome != "captured"]
    return rows[-1] if rows else None
