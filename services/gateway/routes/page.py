"""`/`: the live page."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

WEB = Path(__file__).parent.parent / "web"

router = APIRouter(include_in_schema=False)
_templates = Jinja2Templates(WEB / "templates")

# Nothing from elsewhere, nothing inline: words from the web can never become code.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get("/")
async def page(request: Request) -> Response:
    """The claims as they come."""
    headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return _templates.TemplateResponse(request, "page.html", {"limit": 50}, headers=headers)
