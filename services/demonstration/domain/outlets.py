"""The invented outlets, each with a feed and a page of its own make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Outlet:
    """Who publishes.

    Attributes:
        key: its folder on the site, and the name of its template.
        feed: the template of its feed.
        charset: of its pages.
    """

    key: str
    name: str
    place: str
    feed: str
    media_type: str
    charset: str = "utf-8"

    @property
    def feed_path(self) -> str:
        """Where its feed is."""
        return f"/{self.key}/feed.xml"


OUTLETS: Final = (
    Outlet("courier", "Zhurava Courier", "a regional paper on the Ukrainian side", "rss.xml", "application/rss+xml"),
    Outlet("radio", "Radio Nyva", "a public radio on the Ukrainian side", "atom.xml", "application/atom+xml"),
    Outlet("steppe", "Steppe Telegraph", "a daily on the Russian side", "rdf.xml", "text/xml", "windows-1251"),
    Outlet("wire", "Continental Wire", "a news agency", "atom.xml", "application/atom+xml"),
    Outlet("meridian", "Meridian Observer", "an international paper", "rss.xml", "application/rss+xml"),
)
