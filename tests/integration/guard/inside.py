"""Runs in a network namespace of its own: every case through the fetcher's own code, and what became of each, as JSON.

With `--unguarded` the guard is taken away: then packets must be seen, or the watch is blind.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from typing import Any

from services.fetcher.adapters import http as web_servers
from services.fetcher.adapters.http import Http
from services.fetcher.adapters.sites import Sites
from services.fetcher.domain.feed_list import ListedFeed
from services.fetcher.domain.schedule import Bounds, PutOff
from services.fetcher.domain.state import FeedState
from services.fetcher.handlers import poll
from services.fetcher.settings import Settings
from shared.errors import Skipped
from shared.testing import SOME_TIME
from tests.integration.asking import asked_for
from tests.integration.guard.cases import PUBLIC, RANGES_4, RANGES_6, WANTED, Case, cases, embedding
from tests.integration.guard.internet import (
    NAME_SERVER,
    ORIGIN_4,
    ORIGIN_6,
    OWN_4,
    OWN_6,
    Names,
    Watch,
    Web,
    knock,
    set_up,
)

_ALLOWED = frozenset({ORIGIN_4, ORIGIN_6, OWN_4, OWN_6, NAME_SERVER})
_AT_ONCE = 24
_PER_FEED = 60


async def _outcomes(found: Sequence[Case], sites: Sites, settings: Settings) -> list[tuple[str, str, str, str]]:
    """Kind, URL, outcome and reason of each."""
    limit = asyncio.Semaphore(_AT_ONCE)

    async def one(case: Case) -> tuple[str, str, str, str]:
        async with limit:
            end = await asked_for(case.url, sites, settings.user_agent)
        match end:
            case Skipped(outcome=outcome, reason=reason):
                return case.kind, case.url, outcome, reason
            case PutOff(reason=reason):
                return case.kind, case.url, "put_off", reason
            case _:
                return case.kind, case.url, "fetched", end.outputs[0].subject()

    return await asyncio.gather(*map(one, found))


async def _turned(found: Sequence[Case], sites: Sites, settings: Settings) -> list[tuple[str, str, str, str]]:
    """The names that turn, once more after what was looked up has been forgotten, as it is after some seconds."""
    for session in sites.http._sessions.values():
        session.connector.clear_dns_cache()  # type: ignore[union-attr]
    again = [Case("name that turned", case.url) for case in found if case.kind == "name that turns"]
    return await _outcomes(again, sites, settings)


def _feeds(links: Sequence[str]) -> list[bytes]:
    """The links in a feed of each kind; what XML cannot hold is left out."""
    safe = [link.replace("&", "&amp;") for link in links if link.isprintable()]
    rss = "".join(f"<item><guid>{n}</guid><link>{link}</link></item>" for n, link in enumerate(safe))
    atom = "".join(f'<entry><id>{n}</id><title>a</title><link href="{link}"/></entry>' for n, link in enumerate(safe))
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    pages = "".join(f"<url><loc>{link}</loc><n:news><n:title>a</n:title></n:news></url>" for link in safe)
    items = [{"id": str(n), "url": link} for n, link in enumerate(links)]
    return [
        f"<rss version='2.0'><channel><title>News</title>{rss}</channel></rss>".encode(),
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>{atom}</feed>".encode(),
        f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='{news}'>{pages}</urlset>".encode(),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(),
    ]


async def _listed(found: Sequence[Case], web: Web, http: Http) -> tuple[list[Case], list[tuple[str, str, str, str]]]:
    """The cases as links of feeds that were polled: articles that were discovered, and items that ended at once."""
    discovered, ended = [], []
    groups = [found[start::8] for start in range(4)]
    for number, group in enumerate(groups):
        path = f"/feed/{number}"
        web.documents[path] = _feeds([case.url for case in group[:_PER_FEED]])[number]
        address = f"http://{ORIGIN_4}{path}"
        commit = poll(
            ListedFeed(url=address),
            FeedState(),
            await http.get(address),
            now=SOME_TIME,
            bounds=Bounds(60, 60),
            chance=0,
        )
        discovered += [Case("link in a feed", each.url) for each in commit.discovered]
        ended += [("link in a feed", each.url, each.outcome, each.reason) for each in commit.skipped]
    return discovered, ended


async def _run(extra: int) -> dict[str, Any]:
    settings = Settings(total_timeout_seconds=3, connect_timeout_seconds=2, read_timeout_seconds=2)
    http, web, names = Http(settings), Web(), Names()
    await web.start()
    await names.start()
    watch = Watch()
    reachable = await asyncio.to_thread(_knock_everywhere)
    seen = await _seen(watch, reachable)
    # Until the last of these connections has said goodbye.
    await asyncio.sleep(1)
    watch.packets.clear()
    sites = Sites(http)
    found = cases(extra)
    outcomes = await _outcomes(found, sites, settings)
    outcomes += await _turned(found, sites, settings)
    discovered, ended = await _listed(found, web, http)
    outcomes += [*ended, *await _outcomes(discovered, sites, settings)]
    await asyncio.sleep(0.3)
    forbidden = {address: count for address, count in watch.packets.items() if address not in _ALLOWED}
    public = [Case("public", f"http://[{each}]/" if ":" in each else f"http://{each}/") for each in PUBLIC]
    welcome = await _outcomes(public, sites, settings)
    await http.close()
    return {
        "outcomes": outcomes,
        "public": welcome,
        "forbidden": forbidden,
        "packets": watch.packets.total(),
        "knocked": len(reachable),
        "unseen": [address for address in reachable if address not in seen],
    }


async def _seen(watch: Watch, addresses: Sequence[str]) -> set[str]:
    """Those of the addresses to which packets were seen, within a while."""
    for _ in range(50):
        if all(address in watch.packets for address in addresses):
            break
        await asyncio.sleep(0.1)
    return set(watch.packets)


def _knock_everywhere() -> list[str]:
    """Ask an address of each range in the ordinary way; those for which a packet can be sent at all."""
    middles = [network[network.num_addresses // 2] for network in map(ip_network, (*RANGES_4, *RANGES_6))]
    wrapped = [IPv6Address(each) for each in embedding(WANTED[1])]
    # Packets to a mapped address go to the one inside; those to no address in particular to this machine.
    sent = [each for each in (*WANTED, *middles, *wrapped) if not (isinstance(each, IPv6Address) and each.ipv4_mapped)]
    return [str(each) for each in sent if each not in {IPv4Address(0), IPv6Address(0)} and knock(str(each))]


def main() -> None:
    """Print what became of every case."""
    if "--unguarded" in sys.argv:
        web_servers.is_public = lambda _: True
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        print(json.dumps(asyncio.run(_run(int(sys.argv[1])))))


if __name__ == "__main__":
    main()
