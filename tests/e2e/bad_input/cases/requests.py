"""Requests to the HTTP API: each is answered with a problem document that says what and which."""

from __future__ import annotations

from collections.abc import Mapping

from tests.e2e.bad_input.cases.case import Case

_STREAM = "/v1/claims/stream"


def _case(
    name: str, path: str, status: int, reason: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Case:
    return Case("HTTP API", name, (method, path, dict(headers or {})), str(status), reason)


REQUESTS: tuple[Case, ...] = (
    _case("limit of 0", "/v1/claims?limit=0", 422, "query.limit: Input should be greater than or equal to 1"),
    _case("limit of 501", "/v1/claims?limit=501", 422, "query.limit: Input should be less than or equal to 500"),
    _case("limit that is no number", "/v1/claims?limit=all", 422, "query.limit: Input should be a valid integer"),
    _case("negative sequence", "/v1/claims?since=-1", 422, "query.since: Input should be greater"),
    _case("cursor above 64 bits", f"/v1/claims?cursor={2**63}", 422, "query.cursor: Input should be less"),
    _case("number of 10,000 digits", f"/v1/claims?since={'9' * 10_000}", 422, "query.since: "),
    _case("question of 201 characters", f"/v1/claims?q={'a' * 201}", 422, "query.q: String should have at most 200"),
    _case("parameter that is misspelt", "/v1/claims?langauge=en", 422, "query.langauge: no such parameter"),
    _case("claim that is not there", "/v1/claims/ffffffff", 404, "no claim has the id 'ffffffff'"),
    _case("claim id of 5,000 characters", f"/v1/claims/{'f' * 5000}", 404, "no claim has the id 'fff"),
    _case("claim id that holds NUL", "/v1/claims/%00", 404, "no claim has the id '\\x00'"),
    _case("path that is not there", "/v2/claims", 404, "Not Found: GET /v2/claims"),
    _case("path out of the folder", "/static/..%2f..%2fapp.py", 404, "Not Found: GET /static/"),
    _case("method that is not there", "/v1/claims", 405, "Method Not Allowed: DELETE /v1/claims", method="DELETE"),
    _case("Last-Event-ID of words", _STREAM, 422, "header.last-event-id: Input should be a valid integer",
          headers={"Last-Event-ID": "latest"}),
    _case("Last-Event-ID below 0", _STREAM, 422, "header.last-event-id: Input should be greater",
          headers={"Last-Event-ID": "-1"}),
    _case("Last-Event-ID above 64 bits", _STREAM, 422, "header.last-event-id: Input should be less",
          headers={"Last-Event-ID": "9" * 30}),
    _case("after that is no number", f"{_STREAM}?after=x", 422, "query.after: Input should be a valid integer"),
)  # fmt: skip
