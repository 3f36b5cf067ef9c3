"""Errors as RFC 9457 problem documents."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from shared.errors import PermanentError, TransientError

_RETRY_AFTER_SECONDS = "2"


class Problem(BaseModel):
    """What went wrong with a request."""

    type: str = Field(description="`about:blank`: the title is the status in words")
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = Field(default_factory=list, description="`field` and `reason` of each wrong field")


def _described(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}


# For the OpenAPI document: what every route may answer beside its success.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _described("characters that cannot be searched for"),
    422: _described("a parameter that is unknown or out of bounds"),
    503: _described("the database does not answer now, or too many streams are open; see `Retry-After`"),
}


def only_known_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not have: a filter with a misspelt name would let everything through."""
    known = _parameters(request.app, request.scope["route"].path)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError([{"loc": ("query", name[:100]), "msg": "no such parameter"} for name in unknown])


@lru_cache
def _parameters(app: FastAPI, path: str) -> frozenset[str]:
    described = app.openapi()["paths"][path]["get"].get("parameters", [])
    return frozenset(one["name"] for one in described if one["in"] == "query")


def problem(status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """A problem document; its type is `about:blank`, so that the title is the status in words."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(orjson.dumps(body), status, headers=headers, media_type="application/problem+json")


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of the application a problem document."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(TransientError, _unavailable)
    app.add_exception_handler(PermanentError, _unreadable)
    app.add_exception_handler(500, _broken)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    detail = error.detail
    if detail == HTTPStatus(error.status_code).phrase:
        # The router's own words say no more than the title.
        detail = f"{detail}: {request.method[:20]} {request.url.path[:200]}"
    return problem(error.status_code, detail, headers=dict(error.headers or {}))


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    errors = [{"field": ".".join(map(str, one["loc"])), "reason": one["msg"]} for one in error.errors()]
    return problem(422, "the request has fields that are not valid", errors=errors)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return problem(503, "the database does not answer now", headers={"Retry-After": _RETRY_AFTER_SECONDS})


async def _unreadable(_request: Request, _error: Exception) -> Response:
    # The database refused a value of the request, such as one that holds NUL.
    return problem(400, "the request holds characters that cannot be searched for")


async def _broken(_request: Request, _error: Exception) -> Response:
    # A bug; the server logs it. Its text may hold what is nobody's business.
    return problem(500, "the gateway has made a mistake")
