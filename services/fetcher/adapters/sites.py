"""Sites: pages and the rules for fetching them, each robots.txt asked for once a day."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from services.fetcher.adapters.http import Fetched, Gone, Moved, NotModified, Refused, Unavailable, shown
from services.fetcher.domain import robots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.fetcher.adapters.http import FetchResult, Http
    from services.fetcher.domain.feed_list import ListedFeed
    from services.fetcher.domain.validators import Validators

_DAY_SECONDS = 86_400.0
_MOST_SITES = 10_000
_NOT_FOUND, _UNAVAILABLE = 404, 503


class Rulebook(Protocol):
    """What knows the rules of sites."""

    async def rules(self, url: str) -> robots.Rules:
        """What the site says about being fetched."""


@dataclass
class Sites:
    """Web sites as the download sees them."""

    http: Http
    obey_robots: bool = True
    _known: dict[str, tuple[float, robots.Rules]] = field(default_factory=dict, init=False)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> FetchResult:
        """Fetch a document, wherever it has moved."""
        return await self.http.get(url, headers)

    async def page(self, url: str, agent: str, headers: Mapping[str, str] | None = None) -> FetchResult | Moved:
        """Fetch a page if its site allows it; one that is at another site now is not asked for there."""
        refusal = await forbidden(self, url, agent)
        return refusal or await self.http.get_at_site(url, headers)

    async def page_anywhere(self, url: str, agent: str, headers: Mapping[str, str] | None = None) -> FetchResult:
        """Fetch a page if each site that it is at, or was, allows it."""
        most = self.http.settings.max_redirects
        for _ in range(most + 1):
            answer = await self.page(url, agent, headers)
            if not isinstance(answer, Moved):
                return answer
            url = answer.url
        return Refused("redirects", f"more than {most} redirects, the last to {shown(url)}")

    async def rules(self, url: str) -> robots.Rules:
        """What the site says about being fetched; everything is allowed if robots.txt is not obeyed."""
        address = robots.address(url)
        if not self.obey_robots or address is None:
            # That of a page that nobody can ask for will be told as what it is.
            return robots.Rules()
        until, rules = self._known.get(address, (0.0, robots.Rules()))
        if time.monotonic() < until:
            return rules
        rules = _read(await self.http.get(address, first_bytes=robots.MOST_BYTES + 1))
        if rules.forbids_all:
            # The site could not say: it is asked again with the next attempt.
            return rules
        if len(self._known) >= _MOST_SITES:
            self._known.clear()
        self._known[address] = (time.monotonic() + _DAY_SECONDS, rules)
        return rules


async def forbidden(web: Rulebook, url: str, agent: str) -> Unavailable | Refused | None:
    """Why the site does not want a page to be fetched; None if it may be."""
    rules = await web.rules(url)
    if rules.forbids_all:
        return Unavailable(f"the site cannot say whether it allows {shown(url)}: {rules.why}")
    if not rules.allows(url, agent):
        return Refused("robots", f"the robots.txt of the site forbids {shown(url)}")
    return None


async def asked_feed(sites: Sites, feed: ListedFeed, agent: str, known: Validators) -> FetchResult:
    """Fetch a feed; a page that stands for one is asked for only if the site allows it.

    Feeds and sitemaps are there for programs to read; pages are for people, and robots.txt speaks of those.
    """
    if feed.kind in {"list", "page"}:
        return await sites.page_anywhere(feed.url, agent, known.headers())
    return await sites.get(feed.url, known.headers())


def _read(answer: FetchResult) -> robots.Rules:
    match answer:
        case Fetched(status=status, body=body):
            return robots.rules_of(status, body)
        case Gone() | Refused():
            # A refusal of the page itself will be told as what it is.
            return robots.rules_of(_NOT_FOUND)
        case Unavailable(reason=reason):
            return robots.rules_of(_UNAVAILABLE, why=reason)
        case NotModified():
            return robots.rules_of(_UNAVAILABLE, why="status 304 to an unconditional request")
