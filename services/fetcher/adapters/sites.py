"""Sites: pages and the rules for fetching them, each robots.txt asked for once a day."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.fetcher.adapters.http import Fetched, Gone, NotModified, Refused, Unavailable
from services.fetcher.domain import robots

if TYPE_CHECKING:
    from services.fetcher.adapters.http import FetchResult, Http

_DAY_SECONDS = 86_400.0
_MOST_SITES = 10_000
_NOT_FOUND, _UNAVAILABLE = 404, 503


@dataclass
class Sites:
    """Web sites as the download sees them."""

    http: Http
    obey_robots: bool = True
    _known: dict[str, tuple[float, robots.Rules]] = field(default_factory=dict, init=False)

    async def get(self, url: str) -> FetchResult:
        """Fetch a document."""
        return await self.http.get(url)

    async def rules(self, url: str) -> robots.Rules:
        """What the site says about being fetched; everything is allowed if robots.txt is not obeyed."""
        address = robots.address(url)
        if not self.obey_robots or address is None:
            # That of a page that nobody can ask for will be told as what it is.
            return robots.Rules()
        until, rules = self._known.get(address, (0.0, robots.Rules()))
        if time.monotonic() < until:
            return rules
        rules = _read(await self.http.get(address))
        if rules.forbids_all:
            # The site could not say: it is asked again with the next attempt.
            return rules
        if len(self._known) >= _MOST_SITES:
            self._known.clear()
        self._known[address] = (time.monotonic() + _DAY_SECONDS, rules)
        return rules


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
