"""`/livez`, `/readyz` and `/health`: is it alive, can it serve, how is everything."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Response

from services.gateway.adapters.condition import answers, condition, database
from services.gateway.parts import Given, Parts
from shared.runtime.process import release, resident_bytes

router = APIRouter(tags=["health"])

_MOST_LAGS = 20


@router.get("/livez")
async def livez(parts: Given) -> Response:
    """Alive: the tail runs and the event loop turns. That something else is down never restarts the gateway."""
    failures = ["the tail ended"] if parts.tailing.done() else []
    return _json({"alive": not failures, "failures": failures}, is_good=not failures)


@router.get("/readyz")
async def readyz(parts: Given) -> Response:
    """Ready: the database answers; without Redis the stream is a little later, not wrong."""
    checks = {"database": await database(parts.engine), "redis": await answers(parts.redis)}
    is_ready = checks["database"]["status"] == "pass" and not parts.tail.closing.is_set()
    return _json({"ready": is_ready, "checks": checks}, is_good=is_ready)


@router.get("/health")
async def health(parts: Given) -> Response:
    """Every service, stream, feed and store, with backlog, failures, disk and versions."""
    report = await condition(parts.engine, parts.redis, _gateway(parts))
    return _json(report, is_good=report["status"] != "fail", media_type="application/health+json")


def _gateway(parts: Parts) -> dict[str, Any]:
    """The gateway about itself; a subscriber's lag is the number of events that it was not handed yet."""
    position = parts.tail.position
    lags = sorted((max(0, (position or 0) - one.at) for one in parts.subscribers), reverse=True)
    return {
        "status": "fail" if parts.tailing.done() else ("pass" if position is not None else "warn"),
        "releaseId": release(),
        "memory_bytes": resident_bytes(),
        "position": position,
        "streams": len(lags),
        "lags": lags[:_MOST_LAGS],
    }


def _json(body: object, *, is_good: bool, media_type: str = "application/json") -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(body), 200 if is_good else 503, media_type=media_type, headers=headers)
