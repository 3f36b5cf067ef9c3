"""The connection to Redis: a client that waits rather than fails, and a FastStream broker that uses it.

Every command that claimwire sends may be repeated: reads leave entries pending, hops are fenced, ids are decided by
content. So the client itself tries again, with jitter, whatever the surroundings refuse, until it is told to stop.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import Any

import structlog
from faststream.redis import RedisBroker
from faststream.redis.configs.state import RedisConnectionState
from redis.asyncio import BlockingConnectionPool, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import MasterDownError, OutOfMemoryError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.runtime import metrics
from shared.transport.client import CancellableRedis

log = structlog.get_logger()
# FastStream says there what escapes a handler; its line a message is ours to write.
_faststream = logging.getLogger("faststream")

# What a server says while it cannot serve: starting, disk full, memory full, a replica, a script running,
# a stream removed under a waiting reader, or a keeper that has not set up the groups and Functions yet.
_PASSING = ("LOADING", "MISCONF", "OOM", "READONLY", "MASTERDOWN", "TRYAGAIN", "BUSY ", "NOGROUP", "UNBLOCKED")
_CLASSES = {OutOfMemoryError: "OOM", ReadOnlyError: "READONLY", MasterDownError: "MASTERDOWN"}
_FUNCTION_MISSING = "function not found"
# The keeper mends these within seconds; longer means that it is gone, and a restart is the better answer.
_KEEPERS = ("NOGROUP", "FUNCTION")
_KEEPER_PATIENCE_SECONDS = 60.0
_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0
# Redis works on one command at a time: more connections would make the queue longer, not shorter.
_MOST_CONNECTIONS = 32


def passing_reason(error: RedisError) -> str | None:
    """One word for a refusal that will pass, or None for one that will not."""
    if isinstance(error, RedisConnectionError | RedisTimeoutError):
        # redis-py reports LOADING as a connection error; the wait is the same.
        return "CONNECTION"
    # For these redis-py cuts the word off the text.
    word = next((word for kind, word in _CLASSES.items() if isinstance(error, kind)), None)
    if word:
        return word
    text = str(error)
    if _FUNCTION_MISSING in text.lower():
        return "FUNCTION"
    return next((word.strip() for word in _PASSING if word in text), None)


def back_off(attempt: int) -> float:
    """Seconds to wait before the next attempt: exponential with full jitter above a quarter."""
    ceiling = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(attempt, 10))
    return ceiling * random.uniform(0.25, 1.0)  # noqa: S311 - spreads load, hides nothing


class Patience:
    """How long to go on trying; shared by all clients of a process.

    Attributes:
        stopping: set when the process shuts down: waits end and the last error is raised.
        keeper_seconds: how long to wait for what the keeper mends; 0 in the keeper, which would wait for itself.
        turns: when each read last came back, by (stream, consumer), in seconds of the monotonic clock.
        last_refusal: when the surroundings last refused something; a process that waits for them is not stuck.
        refusal: what Redis or the database said last when it refused, and when.

    """

    def __init__(self, *, waits_for_keeper: bool = True) -> None:
        self.keeper_seconds = _KEEPER_PATIENCE_SECONDS if waits_for_keeper else 0.0
        self.stopping = asyncio.Event()
        self.turns: dict[tuple[str, str], float] = {}
        self.last_refusal = float("-inf")
        self.refusal = ("", float("-inf"))

    def refused(self, reason: str) -> None:
        """Note that Redis or the database refuses: the process is alive, and can do nothing."""
        self.last_refusal = time.monotonic()
        self.refusal = (reason, self.last_refusal)

    async def pause(self, seconds: float) -> None:
        """Wait, or come back early when the process is stopping."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return


class PatientRedis(CancellableRedis):
    """A Redis client that tries a refused command again until it is told to stop."""

    patience: Patience

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command; passing refusals are waited out with jittered back-off.

        Raises:
            redis.RedisError: the refusal will not pass, or the process is stopping.

        """
        began, attempt = time.monotonic(), 0
        while True:
            try:
                answer = await super().execute_command(*args, **options)
            except RedisError as error:
                reason = passing_reason(error)
                if reason is None or self._is_over(reason, began):
                    raise
                _report(reason, attempt, error)
                self.patience.refused(f"Redis refuses: {reason}")
                await self.patience.pause(back_off(attempt))
                attempt += 1
            else:
                self._turned(args)
                return answer

    def _is_over(self, reason: str, began: float) -> bool:
        waited = time.monotonic() - began
        # Only the keeper frees memory: waiting for that, it would wait for itself.
        is_keepers = reason in _KEEPERS or (reason == "OOM" and not self.patience.keeper_seconds)
        return self.patience.stopping.is_set() or (is_keepers and waited >= self.patience.keeper_seconds)

    def _turned(self, args: tuple[Any, ...]) -> None:
        """Note that a consumer's read came back: its task is alive."""
        if args[0] == "XREADGROUP":
            self.patience.turns[(str(args[-2]), str(args[3]))] = time.monotonic()
        elif args[0] == "XAUTOCLAIM":
            self.patience.turns[(str(args[1]), str(args[3]))] = time.monotonic()


class _ConsumerRedis(PatientRedis):
    """The client of the consumers, which leaves groups to the keeper."""

    async def xgroup_create(self, *_: Any, **__: Any) -> Any:
        """Answer FastStream, which asks for its group at each start, that it exists: the service has waited for it.

        Asked for real, a missing group would begin at `$` and lose what is there, and a full Redis would refuse, so
        that the service that could drain it never started.
        """
        message = "BUSYGROUP Consumer Group name already exists"
        raise ResponseError(message)

    async def ping(self, **_: Any) -> bool:
        """Answer FastStream at once: it gives a read three seconds to begin, and a busy server may take longer.

        The service has waited for Redis, and every read waits again.
        """
        return True


def _report(reason: str, attempt: int, error: RedisError) -> None:
    metrics.REDIS_RETRIES.labels(reason).inc()
    # Once when it begins, then about every half minute, so that a long outage does not flood the log.
    if attempt % 30 == 0:
        log.warning("redis.refused", reason=reason, attempt=attempt, error=str(error))


def patient_client(url: str, patience: Patience, **options: Any) -> PatientRedis:
    """A client for everything that a service sends besides its subscriptions."""
    # Callers above the number wait for their turn: a pool that does not block refuses them.
    # The client above decides about repeating; redis-py's own retries would multiply with it.
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_MOST_CONNECTIONS,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=5,
        health_check_interval=15,
        **options,
    )
    return _patient(pool, patience)


def _patient(pool: ConnectionPool, patience: Patience, kind: type[PatientRedis] = PatientRedis) -> PatientRedis:
    client = kind(connection_pool=pool)
    client.auto_close_connection_pool = True
    client.patience = patience
    return client


class _PatientState(RedisConnectionState):
    __slots__ = ("patience",)

    patience: Patience

    async def connect(self) -> Any:
        pool = ConnectionPool(**(self._options | {"retry": Retry(NoBackoff(), 0)}))
        self._client = _patient(pool, self.patience, _ConsumerRedis)
        self._connected = True
        return self._client


class PatientBroker(RedisBroker):
    """A FastStream Redis broker whose subscribers read through :class:`PatientRedis`."""

    def __init__(self, url: str, patience: Patience, *, grace_seconds: float) -> None:
        self._patience = patience
        super().__init__(
            url, logger=_faststream, log_level=logging.DEBUG, graceful_timeout=grace_seconds, socket_timeout=5
        )

    def _make_connection_state(
        self,
        connection_options: dict[str, Any],
        kwargs: dict[str, Any],  # noqa: ARG002 - FastStream's signature
    ) -> RedisConnectionState:
        state = _PatientState(connection_options)
        state.patience = self._patience
        return state
