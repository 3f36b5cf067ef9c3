"""Health of a service: is it alive, can it serve, and how is it doing.

Alive means that every consumer's task exists and its reads came back lately, or that it is provably at work or waiting.
A ping would lie: a consumer can be dead while Redis answers.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.runtime.clock import now
from shared.runtime.process import release, resident_bytes
from shared.transport.subscription import HELD_BACK

if TYPE_CHECKING:
    import asyncio

    from shared.transport.broker import Patience
    from shared.transport.subscription import Subscription

# A read comes back every half second, or after the five of the socket's timeout when Redis hangs.
_SILENT_SECONDS = 7.0
# Longer than any one message may take, its retries included.
_STUCK_SECONDS = 120.0
# Longer than it takes a waiting client to hear the next refusal: that timeout, and the longest back-off.
_REFUSED_LATELY_SECONDS = 8.0


@dataclass
class Health:
    """What a service can say about itself."""

    service: str
    instance: str
    patience: Patience
    subscriptions: list[Subscription] = field(default_factory=list)
    tasks: dict[str, asyncio.Task[Any]] = field(default_factory=dict)
    started_at: float | None = None

    def failures(self) -> list[str]:
        """What is dead, in words; empty if the service is alive."""
        if self.started_at is None:
            return []
        dead = [f"task {name} ended" for name, task in self.tasks.items() if task.done()]
        for subscription in self.subscriptions:
            dead += self._dead_parts(subscription)
        return dead

    def stopped(self) -> list[str]:
        """Which stages their breaker has stopped, and why; such a service is alive, but not ready."""
        reasons = [subscription.breaker.reason(time.monotonic()) for subscription in self.subscriptions]
        return [reason for reason in reasons if reason is not None]

    def unready(self) -> list[str]:
        """Why the service does not take work; empty if it does."""
        reasons = [] if self.started_at is not None else ["not started yet"]
        if self.patience.stopping.is_set():
            reasons.append("stopping")
        return reasons + self.failures() + self.stopped() + self.waiting()

    def waiting(self) -> list[str]:
        """What the service waits for: such a service is alive, but not ready."""
        reason, at = self.patience.refusal
        return [reason] if time.monotonic() - at < _REFUSED_LATELY_SECONDS else []

    def report(self) -> dict[str, Any]:
        """The document of `/health`: draft-inadarei-api-health-check, one check per consumer and task."""
        failures, stopped, waiting = self.failures(), self.stopped(), self.waiting()
        is_well = self.started_at is not None and not waiting
        return {
            "status": "fail" if failures or stopped else ("pass" if is_well else "warn"),
            "service": self.service,
            "instance": self.instance,
            "time": now().isoformat(),
            "releaseId": release(),
            "memory_bytes": resident_bytes(),
            "failures": failures,
            "stopped": stopped,
            "waiting": waiting,
            "checks": {subscription.stage.source.name: _check(subscription) for subscription in self.subscriptions},
        }

    def _dead_parts(self, subscription: Subscription) -> list[str]:
        source, dead = subscription.stage.source.name, []
        for part, subscriber in subscription.subscribers.items():
            name = f"{self.service} consumer of {source} ({part})"
            if all(task.done() for task in subscriber.tasks):
                dead.append(f"{name}: its task ended")
            elif self._is_silent(subscription, part):
                dead.append(f"{name}: no read came back for {_SILENT_SECONDS:.0f} s")
        return dead

    def _is_silent(self, subscription: Subscription, part: str) -> bool:
        moment = time.monotonic()
        if moment - self.patience.last_refusal < _REFUSED_LATELY_SECONDS:
            return False
        if part == "fresh" and HELD_BACK in subscription.busy_since:
            return False
        if part in subscription.busy_since:
            return moment - subscription.busy_since[part] > _STUCK_SECONDS
        turn = self.patience.turns.get((subscription.stage.source.name, subscription.consumers()[part]))
        # A consumer that has just started has not come back from its first read yet.
        return moment - (turn or self.started_at or moment) > _SILENT_SECONDS


def _check(subscription: Subscription) -> dict[str, Any]:
    return {
        "consumer": subscription.consumer,
        "at_work": sorted(subscription.busy_since),
        "last_success": subscription.last_done,
    }


async def serve(health: Health, port: int, host: str = "127.0.0.1") -> tuple[web.AppRunner, int]:
    """Answer `/livez`, `/readyz`, `/health` and `/metrics`; returns the running server and its port.

    Args:
        port: 0 for any free port.

    """

    async def livez(_: web.Request) -> web.Response:
        failures = health.failures()
        return web.json_response({"alive": not failures, "failures": failures}, status=503 if failures else 200)

    async def readyz(_: web.Request) -> web.Response:
        reasons = health.unready()
        return web.json_response({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)

    async def whole(_: web.Request) -> web.Response:
        report = health.report()
        status = 503 if report["status"] == "fail" else 200
        return web.json_response(report, status=status, content_type="application/health+json")

    async def measured(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [web.get("/livez", livez), web.get("/readyz", readyz), web.get("/health", whole), web.get("/metrics", measured)]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner, int(runner.addresses[0][1])
