"""`GET /v1/claims` and `GET /v1/claims/{id}`."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field

from services.gateway.parts import Given
from services.gateway.problems import PROBLEMS, only_known_parameters
from shared.contracts.claim import Claim
from shared.database import reading
from shared.database.filters import ClaimFilters
from shared.database.reading import EventRow

router = APIRouter(prefix="/v1", tags=["claims"], responses=PROBLEMS, dependencies=[Depends(only_known_parameters)])

# The largest number that a column of 64 bits holds.
_LARGEST = 2**63 - 1
Text = Annotated[str | None, Query(max_length=200)]


class ClaimItem(BaseModel):
    """A claim at its latest public revision."""

    sequence: int = Field(description="position of its last event in the stream")
    event: str = Field(description="CloudEvents type of that event")
    claim: Claim


class ClaimList(BaseModel):
    """Part of the list of claims."""

    as_of_sequence: int = Field(description="the stream with `?after=` this goes on where the list ends")
    items: list[ClaimItem]
    next: str | None = Field(description="path of the next part")


def filters(
    *,
    q: Annotated[str | None, Query(max_length=200, description="words that all occur in the claim")] = None,
    event: Text = None,
    place: Annotated[str | None, Query(max_length=200, description="name, or ISO 3166-2 code of a region")] = None,
    source: Annotated[str | None, Query(max_length=200, description="part of the speaker's name")] = None,
    source_kind: Text = None,
    outlet: Text = None,
    verification: Text = None,
    certainty: Text = None,
) -> ClaimFilters:
    """Which claims are wanted; all that are given must hold."""
    return ClaimFilters(q, event, place, source, source_kind, outlet, verification, certainty)


Wanted = Annotated[ClaimFilters, Depends(filters)]


@router.get("/claims", responses={200: {"model": ClaimList}})
async def list_claims(
    *,
    request: Request,
    parts: Given,
    wanted: Wanted,
    since: Annotated[
        int | None, Query(ge=0, le=_LARGEST, description="only what came after this sequence, oldest first")
    ] = None,
    cursor: Annotated[int | None, Query(ge=0, le=_LARGEST, description="from `next`")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """Claims at their latest revision, newest first."""
    page = await reading.claims_page(parts.engine, wanted, since=since, cursor=cursor, limit=limit)
    following = _following(request, page.rows[-1].sequence) if page.has_more else None
    body = {"as_of_sequence": page.as_of_sequence, "items": [_item(row) for row in page.rows], "next": following}
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Response(orjson.dumps(body), media_type="application/json", headers=headers)


@router.get("/claims/{claim_id}", responses={200: {"model": ClaimItem}})
async def one_claim(claim_id: str, parts: Given) -> Response:
    """One claim at its latest revision."""
    row = await reading.claim(parts.engine, claim_id)
    if row is None:
        raise HTTPException(404, f"no claim has the id {claim_id[:100]!r}")
    return Response(orjson.dumps(_item(row)), media_type="application/json")


def _item(row: EventRow) -> dict[str, Any]:
    return {"sequence": row.sequence, "event": row.type, "claim": row.record}


def _following(request: Request, cursor: int) -> str:
    """A path, not a URL: the host is whatever the client has asked."""
    url = request.url.include_query_params(cursor=cursor)
    return f"{url.path}?{url.query}"
