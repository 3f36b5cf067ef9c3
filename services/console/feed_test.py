"""`claimwire feeds test`: one poll of a feed now, and what would come of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
import typer

from services.cleaner.domain.clean import Readable
from services.cleaner.domain.clean import readable as cleaned
from services.console.terminal import one_line, say
from services.fetcher.adapters.http import Fetched, Gone, Http, NotModified, Refused, Unavailable
from services.fetcher.adapters.sites import Sites, asked_feed
from services.fetcher.domain import media
from services.fetcher.domain.entries import Feed
from services.fetcher.domain.listing import further, listing
from services.fetcher.domain.validators import Validators, validators_of
from services.fetcher.handlers import document
from services.fetcher.settings import Settings
from shared.identity import without_password
from shared.runtime.clock import now

if TYPE_CHECKING:
    from services.fetcher.adapters.http import FetchResult
    from services.fetcher.domain.entries import FeedEntry
    from services.fetcher.domain.feed_list import ListedFeed

_SHOWN = 10


@dataclass
class Report:
    """What a feed would give.

    Attributes:
        problem: why it gives nothing; empty if it does.
        articles: for each that was fetched its address and what came of it.
    """

    url: str
    seconds: float
    problem: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    entries: list[FeedEntry] = field(default_factory=list)
    unwanted: int = 0
    left_out: str = ""
    articles: list[dict[str, Any]] = field(default_factory=list)

    @property
    def gives(self) -> bool:
        """Whether there is anything to be read."""
        return not self.problem and any(entry.url for entry in self.entries)


async def tested(feed: ListedFeed, *, articles: int) -> Report:
    """Poll a feed and fetch some of its articles as the fetcher would, and keep nothing.

    Args:
        articles: how many.
    """
    settings = Settings()
    http = Http(settings)
    sites = Sites(http, obey_robots=settings.obey_robots)
    try:
        report = await _polled(sites, feed, settings)
        for entry in [entry for entry in report.entries if entry.url][:articles]:
            article = await _article(sites, feed, entry.url or "", settings)
            # As the cleaner does it: where the page tells no date, that of the feed counts.
            report.articles.append(article | {"published_at": article.get("published_at") or entry.published})
        return report
    finally:
        await http.close()


async def _polled(sites: Sites, feed: ListedFeed, settings: Settings) -> Report:
    started = time.monotonic()
    answer = await asked_feed(sites, feed, settings.user_agent, Validators())
    parts: list[FetchResult] = []
    if isinstance(answer, Fetched):
        parts = [await sites.get(address) for address in further(feed, answer.body, answer.url)]
    report = Report(without_password(feed.url), time.monotonic() - started)
    if not isinstance(answer, Fetched):
        report.problem = _why(answer)
        return report
    report.facts = _facts(answer)
    read = [each for each in (answer, *parts) if isinstance(each, Fetched)]
    documents = [document(each) for each in read]
    parsed = listing(feed, documents)
    if not isinstance(parsed, Feed):
        report.problem = f"not a feed: {parsed.reason}"
        return report
    report.facts["title"] = parsed.title
    report.left_out = "; ".join(filter(None, (parsed.left_out, *map(_why_part, parts))))
    report.entries = [entry for entry in parsed.entries if feed.wants(entry.title, entry.summary)]
    report.unwanted = len(parsed.entries) - len(report.entries)
    if not report.gives:
        report.problem = "it lists nothing that can be read at the moment"
    return report


def _facts(answer: Fetched) -> dict[str, Any]:
    known = validators_of(answer.headers)
    return {
        "address": without_password(answer.url),
        "media_type": media.media_type(answer.body, answer.headers.get("content-type")),
        "bytes": len(answer.body),
        "can_say_unchanged": bool(known.headers()),
    }


def _why(answer: FetchResult) -> str:
    match answer:
        case Gone(status=status):
            return f"status {status}"
        case Refused(reason=reason) | Unavailable(reason=reason):
            return reason
        case NotModified():
            return "status 304 to an unconditional request"
        case Fetched():
            return ""


def _why_part(part: FetchResult) -> str:
    why = _why(part)
    return f"a part of the sitemap: {why}" if why else ""


async def _article(sites: Sites, feed: ListedFeed, url: str, settings: Settings) -> dict[str, Any]:
    """What one of its articles would be."""
    answer = await sites.page_anywhere(url, settings.user_agent)
    if not isinstance(answer, Fetched):
        return {"url": url, "outcome": "not fetched", "reason": _why(answer)}
    declared = answer.headers.get("content-type")
    found = cleaned(
        answer.body,
        media_type=media.media_type(answer.body, declared),
        url=answer.url,
        today=now().date(),
        selector=feed.body,
    )
    if not isinstance(found, Readable):
        return {"url": url, "outcome": found.outcome, "reason": found.reason}
    return {
        "url": url,
        "outcome": "readable",
        "title": found.title,
        "outlet": feed.outlet or found.outlet,
        "language": found.language,
        "published_at": found.published.value.isoformat() if found.published else None,
        "words": len(found.text.split()),
        "begins": found.body[:200],
    }


def print_report(report: Report, *, as_json: bool) -> None:
    """Print a report, for people or as one JSON object."""
    if as_json:
        typer.echo(orjson.dumps(_document(report)).decode())
        return
    for line in _lines(report):
        say(one_line(line))


def _document(report: Report) -> dict[str, Any]:
    entries = [{"url": entry.url, "title": entry.title, "published_at": entry.published} for entry in report.entries]
    return {
        "url": report.url,
        "gives": report.gives,
        "problem": report.problem or None,
        "entries": entries,
        "unwanted": report.unwanted,
        "left_out": report.left_out or None,
        "articles": report.articles,
        **report.facts,
    }


def _lines(report: Report) -> list[str]:
    facts = report.facts
    lines = [f"{report.url}: {'gives something' if report.gives else 'gives nothing'} ({report.seconds:.1f} s)"]
    if facts:
        unchanged = "can say that it is unchanged" if facts["can_say_unchanged"] else "is read whole at each poll"
        lines.append(
            f"  {facts.get('title') or 'untitled'} · {facts['media_type']}, {facts['bytes']} bytes, {unchanged}"
        )
    if facts and facts["address"] != report.url:
        lines.append(f"  it was redirected to {facts['address']}: list that address")
    if report.problem:
        lines.append(f"  {report.problem}")
    lines += [f"  {' · '.join(filter(None, (e.published, e.title, e.url)))}" for e in report.entries[:_SHOWN]]
    if len(report.entries) > _SHOWN:
        lines.append(f"  … and {len(report.entries) - _SHOWN} more")
    if report.unwanted:
        lines.append(f"  left out by include and exclude: {report.unwanted}")
    if report.left_out:
        lines.append(f"  {report.left_out}")
    return lines + [_article_line(article) for article in report.articles]


def _article_line(article: dict[str, Any]) -> str:
    if article["outcome"] != "readable":
        return f"  article {article['url']}: {article['outcome']}: {article['reason']}"
    said = [
        article["title"],
        article["outlet"],
        article["published_at"] or "without a date",
        f"{article['words']} words",
    ]
    return f"  article {article['url']}: {' · '.join(filter(None, said))}"
