"""The site: a page for each article, a front page and a feed for each outlet, robots.txt, and how far the script is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from importlib import resources
from typing import Final

import jinja2
from aiohttp import web

from services.demonstration.domain.outlets import OUTLETS, Outlet
from services.demonstration.domain.script import Article, Report, articles_out, parse_report, steps_out
from shared.runtime.clock import now

_BY_KEY: Final = {outlet.key: outlet for outlet in OUTLETS}
_ROBOTS: Final = "User-agent: *\nDisallow: /*/subscribers/\n"
# As real feeds do: the latest only.
_LISTED: Final = 30

_templates = jinja2.Environment(
    loader=jinja2.PackageLoader("services.demonstration"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["rfc822"] = format_datetime


def reports() -> tuple[Report, ...]:
    """The script, in the order of its files' names."""
    files = resources.files("services.demonstration").joinpath("reports").iterdir()
    return tuple(parse_report(file.read_text("utf-8")) for file in sorted(files, key=lambda file: file.name))


@dataclass
class Site:
    """Five outlets on one port.

    Attributes:
        start: when the first report is out; if None, when somebody first asks for a feed, so that a reader who takes
            long to start misses nothing.
    """

    script: tuple[Report, ...]
    pause_seconds: float
    loop: bool = False
    start: datetime | None = None

    def application(self) -> web.Application:
        """The routes."""
        application = web.Application()
        application.add_routes(
            [
                web.get("/", self._index),
                web.get("/livez", self._livez),
                web.get("/robots.txt", self._robots),
                web.get("/script", self._progress),
                web.get("/{outlet}/", self._front),
                web.get("/{outlet}/feed.xml", self._feed),
                web.get("/{outlet}/{section}/{slug}", self._page),
            ]
        )
        return application

    def _articles(self) -> dict[str, Article]:
        start = self.start or now()
        return articles_out(self.script, self._steps(), start=start, pause_seconds=self.pause_seconds)

    def _steps(self) -> range:
        if self.start is None:
            return range(0)
        elapsed = (now() - self.start).total_seconds()
        return steps_out(elapsed, self.pause_seconds, steps=len(self.script), loop=self.loop)

    async def _livez(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _robots(self, _: web.Request) -> web.Response:
        return web.Response(text=_ROBOTS)

    async def _progress(self, request: web.Request) -> web.Response:
        """How far the script is: for whoever tells that it has ended."""
        out = self._steps().stop
        articles = [{"url": _base(request) + path, "ends": each.report.ends} for path, each in self._articles().items()]
        ended = not self.loop and out == len(self.script)
        return web.json_response({"reports": len(self.script), "out": out, "ended": ended, "articles": articles})

    async def _index(self, request: web.Request) -> web.Response:
        articles = list(self._articles().values())
        return _answer(request, "index.html", outlets=OUTLETS, by_key=_BY_KEY, articles=articles, script=self.script)

    async def _front(self, request: web.Request) -> web.Response:
        outlet = _outlet(request)
        return _answer(request, "front.html", outlet=outlet, articles=self._of(outlet))

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = _outlet(request)
        self.start = self.start or now()
        articles = self._of(outlet)
        updated = articles[0].changed if articles else self.start
        return _answer(
            request, outlet.feed, media_type=outlet.media_type, outlet=outlet, articles=articles, updated=updated
        )

    async def _page(self, request: web.Request) -> web.Response:
        articles = self._articles()
        article, outlet = articles.get(request.path), _outlet(request)
        if article is None:
            raise web.HTTPNotFound
        others = [each for each in self._of(outlet) if each is not article and each.path != article.path][:4]
        return _answer(
            request, f"{outlet.key}.html", charset=outlet.charset, outlet=outlet, article=article, others=others
        )

    def _of(self, outlet: Outlet) -> list[Article]:
        """What an outlet has out, the latest first."""
        own = [article for article in self._articles().values() if article.report.outlet == outlet.key]
        return sorted(own, key=lambda article: article.changed, reverse=True)[:_LISTED]


def _outlet(request: web.Request) -> Outlet:
    outlet = _BY_KEY.get(request.match_info["outlet"])
    if outlet is None:
        raise web.HTTPNotFound
    return outlet


def _base(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


def _answer(
    request: web.Request, template: str, *, media_type: str = "text/html", charset: str = "utf-8", **values: object
) -> web.Response:
    """A filled template, or that it is as it was."""
    text = _templates.get_template(template).render(base=_base(request), charset=charset, **values)
    body = text.encode(charset, "xmlcharrefreplace")
    tag = hashlib.sha256(body).hexdigest()[:16]
    if any(known.value == tag for known in request.if_none_match or ()):
        return web.Response(status=304, headers={"ETag": f'"{tag}"'})
    response = web.Response(body=body, headers={"ETag": f'"{tag}"', "Content-Type": f"{media_type}; charset={charset}"})
    response.enable_compression()
    return response
