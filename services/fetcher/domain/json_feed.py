"""JSON Feed, version 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from services.fetcher.domain.entries import (
    LINK_CHARACTERS,
    MOST_ENTRIES,
    SUMMARY_CHARACTERS,
    Feed,
    FeedEntry,
    NotAFeed,
    beyond,
    moment,
    one_line,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Tolerant(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class _Author(_Tolerant):
    name: str | None = None


class _Item(_Tolerant):
    id: str | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    summary: str | None = None
    content_text: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    authors: list[_Author] | None = None
    author: _Author | None = None


class _JsonFeed(_Tolerant):
    version: str
    title: str | None = None
    items: list[object]


def json_feed(body: bytes, url: str = "") -> Feed | NotAFeed:
    """The feed in a JSON document; an item that is none is counted, and costs its neighbours nothing."""
    try:
        found = _JsonFeed.model_validate(json.loads(body))
    except (ValueError, RecursionError) as error:
        why = "it lacks a version or items" if isinstance(error, ValidationError) else "it could not be parsed"
        return NotAFeed(f"neither a feed in XML nor a JSON Feed: {why}")
    if "jsonfeed.org" not in found.version:
        return NotAFeed("neither a feed in XML nor a JSON Feed: its version names another format")
    read = found.items[:MOST_ENTRIES]
    entries = tuple(_entries(read, url))
    broken = len(read) - len(entries)
    said = (f"without id, link and title, or broken: {broken}" if broken else "", beyond(len(found.items)))
    return Feed(one_line(found.title), entries, "; ".join(filter(None, said)))


def _entries(items: list[object], base: str) -> Iterator[FeedEntry]:
    for given in items:
        try:
            item = _Item.model_validate(given)
        except ValidationError:
            continue
        link = item.url or item.external_url
        address = web_address(link, base) if link else None
        name = one_line(item.id) or address or one_line(item.title)
        if name:
            yield FeedEntry(
                id=name,
                url=address,
                title=one_line(item.title),
                published=moment(item.date_published),
                updated=moment(item.date_modified),
                summary=(one_line(item.summary or item.content_text) or "")[:SUMMARY_CHARACTERS] or None,
                source=_authors(item),
                link=None if address else (one_line(link) or "")[:LINK_CHARACTERS] or None,
            )


def _authors(item: _Item) -> str | None:
    authors = item.authors or ([item.author] if item.author else [])
    return ", ".join(name for author in authors if (name := one_line(author.name))) or None
