"""What only Redis knows: how the last poll of a feed went, and which articles are asked for again later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError

from shared.database.tracing import StageRow
from shared.errors import TransientError
from shared.identity import article_id_of_url
from shared.transport.client import client_of_a_command
from shared.transport.later import put_off_until
from shared.transport.leases import feed_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis.asyncio import Redis

    from shared.contracts.article import ArticleDiscovered


async def waiting(redis_url: str, url: str) -> list[StageRow]:
    """How a feed is, or when an article is asked for again; empty if the URL is neither.

    Raises:
        TransientError: Redis does not answer.
    """
    try:
        async with client_of_a_command(redis_url) as client:
            return [*await _feed(client, url), *await _put_off(client, url)]
    except (RedisError, OSError) as error:
        message = f"Redis: {error}"
        raise TransientError(message) from error


async def _feed(client: Redis, url: str) -> list[StageRow]:
    state = await feed_state(client, url.strip())
    if state is None or not state.get("polled"):
        return []
    outcome, reason = _feed_reason(state)
    return [StageRow(datetime.fromisoformat(str(state["polled"])), "fetcher", outcome, reason, url)]


def _feed_reason(state: Mapping[str, Any]) -> tuple[str, str]:
    again = f"next poll at {datetime.fromisoformat(state['next_poll']):%Y-%m-%d %H:%M:%S}"
    if state.get("problem"):
        failures = state["failures"]
        times = "once" if failures == 1 else f"{failures} times in a row"
        return "feed_failed", f"{state['problem']} (failed {times}; {again})"
    left_out = f"; {state['left_out']}" if state.get("left_out") else ""
    return "feed_read", f"items: {state.get('entries', 0)}{left_out} ({again})"


def _why_again(discovered: ArticleDiscovered) -> str:
    return f"it moved to {discovered.url}" if discovered.moved_from else "its server was away"


async def _put_off(client: Redis, url: str) -> list[StageRow]:
    key = article_id_of_url(url)
    return [
        StageRow(
            discovered.discovered_at,
            "fetcher",
            "put_off",
            f"{discovered.problem or _why_again(discovered)} "
            f"(failed rounds: {discovered.failed_rounds}; asked again at {until:%Y-%m-%d %H:%M:%S})",
            discovered.url,
        )
        async for until, discovered in put_off_until(client)
        if key in {article_id_of_url(discovered.url), article_id_of_url(discovered.asked_for)}
    ]
