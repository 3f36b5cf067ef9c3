"""Errors as RFC 9457 problem documents."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import FastAPI, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shared.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from fastapi import Request

_RETRY_AFTER_SECONDS = "2"


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


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    return problem(error.status_code, error.detail, headers=dict(error.headers or {}))


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    errors = [{"field": ".".join(map(str, one["loc"])), "reason": one["msg"]} for one in error.errors()]
    return problem(422, "the request has fields that are not valid", errors=errors)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return problem(503, "the database does not answer now", headers={"Retry-After": _RETRY_AFTER_SECONDS})


async def _unreadable(_request: Request, _error: Exception) -> Response:
    # The database refused a value of the request, such as one that holds NUL.
    return problem(400, "the request holds characters that cannot be searched for")
