"""The list of feeds that an operator keeps: one line a feed, or YAML with what is known about each."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveFloat,
    ValidationError,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

Kind = Literal["feed", "sitemap", "list", "page"]

# More than anybody writes by hand; the file may be something else by mistake.
MOST_CHARACTERS = 4 * 1024 * 1024
# More than any address has.
_URL_CHARACTERS = 2000
_MOST_PROBLEMS = 5


class FeedListError(ValueError):
    """A list of feeds that cannot be used: what is wrong, and where."""


def _selector(value: str) -> str:
    try:
        CSSSelector(value, translator="html")
    except SelectorError as error:
        message = f"no CSS selector: {error}"
        raise ValueError(message) from error
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError as error:
        message = f"no address: {error}"
        raise ValueError(message) from error
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        message = "no address of the web: it must begin with http:// or https://"
        raise ValueError(message)
    return value


def _country(value: object) -> object:
    # To YAML, Norway is a refusal.
    return "NO" if value is False else value


Selector = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_selector)]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class ListedFeed(BaseModel):
    """One feed: where it is, and what an operator knows about it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    url: Annotated[str, Field(max_length=_URL_CHARACTERS), AfterValidator(_address)] = Field(
        description="address of the feed, http or https"
    )
    kind: Kind = Field(
        "feed",
        description="`feed`: RSS, Atom, RDF, JSON Feed or a news sitemap, told apart by what is in it; "
        "`sitemap`: also a sitemap whose pages are dated but not marked as news, or an index of sitemaps; "
        "`list`: an HTML page that links to articles, see `link`; `page`: one article, read again when it changes",
    )
    enabled: bool = Field(default=True, description="false: not polled for the time being")
    interval_seconds: Annotated[PositiveFloat, Field(le=86_400)] | None = Field(
        None, description="shortest time between two polls; that of the instance if not given"
    )
    outlet: Word | None = Field(None, description="name of the outlet, instead of what its pages call themselves")
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = Field(
        None, description="ISO 639-1; for texts whose language cannot be told"
    )
    country: Annotated[str, Field(pattern="^[A-Z]{2}$"), BeforeValidator(_country)] | None = Field(
        None, description="ISO 3166-1: where the outlet is at home"
    )
    ownership: Word | None = Field(
        None, description="who owns or pays for it, such as `state`, `public broadcaster`, `private`, `non-profit`"
    )
    side: Word | None = Field(None, description="the party to the conflict that it belongs to, such as `RU` or `UA`")
    rights: Word | None = Field(None, description="what may be done with its texts, for whoever passes them on")
    include: tuple[Word, ...] = Field(
        (), description="only items with one of these words in title or summary, in any case"
    )
    exclude: tuple[Word, ...] = Field((), description="no items with one of these words in title or summary")
    link: Selector | None = Field(None, description="of `list`: CSS selector of the links to articles")
    body: Selector | None = Field(None, description="CSS selector of the article's text in its pages")
    tested: bool = Field(default=True, description="false: nobody has seen it answer yet")

    @model_validator(mode="after")
    def _has_links(self) -> Self:
        if self.kind == "list" and self.link is None:
            message = "a feed of the kind `list` needs `link`, a CSS selector of its links"
            raise ValueError(message)
        return self

    def wants(self, *texts: str | None) -> bool:
        """Whether an item with these texts is to be read."""
        text = "\n".join(filter(None, texts))
        return (not self.include or _has_one(self.include, text)) and not _has_one(self.exclude, text)


def _has_one(words: tuple[str, ...], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words)


class FeedList(BaseModel):
    """The file `feeds.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feeds: tuple[ListedFeed, ...] = Field((), description="each address once")


def listed_feed(given: dict[str, Any]) -> ListedFeed:
    """One feed of its fields.

    Raises:
        FeedListError: what is wrong with it.
    """
    try:
        return ListedFeed.model_validate(given)
    except ValidationError as error:
        raise FeedListError(_problems(error, {})) from error


def feeds_of_lines(text: str) -> list[ListedFeed]:
    """One URL a line; empty lines and lines that begin with `#` are left out.

    Any other line is a feed, which fails with a reason when it is polled if it is none.
    """
    stripped = (line.strip()[:_URL_CHARACTERS] for line in text.splitlines())
    urls = dict.fromkeys(line for line in stripped if line and not line.startswith("#"))
    return [ListedFeed.model_construct(url=url) for url in urls]


def feeds_of_yaml(text: str) -> list[ListedFeed]:
    """The feeds of a `feeds.yaml`, in order.

    Raises:
        FeedListError: it is no YAML, or something in it is wrong; each problem is named with its feed.
    """
    if len(text) > MOST_CHARACTERS:
        message = f"it has more than {MOST_CHARACTERS} characters"
        raise FeedListError(message)
    try:
        found = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError) as error:
        message = f"no YAML: {_said(error)}"
        raise FeedListError(message) from error
    if found is None:
        return []
    if not isinstance(found, dict):
        message = "it must be a mapping with the key `feeds`"
        raise FeedListError(message)
    try:
        listed = FeedList.model_validate(found)
    except ValidationError as error:
        raise FeedListError(_problems(error, found)) from error
    _each_once(listed.feeds)
    return list(listed.feeds)


def _each_once(feeds: tuple[ListedFeed, ...]) -> None:
    met: set[str] = set()
    for feed in feeds:
        if feed.url in met:
            message = f"{feed.url} is listed twice"
            raise FeedListError(message)
        met.add(feed.url)


def _said(error: Exception) -> str:
    """What a YAML parser says, on one line."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    if mark is None or problem is None:
        return " ".join(str(error).split())[:200]
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}"


def _problems(error: ValidationError, found: dict[Any, Any]) -> str:
    """The first problems of a list: of which feed, which field, and what is wrong."""
    said = [f"{_where(each['loc'], found)}: {_what(each['type'], each['msg'])}" for each in error.errors()]
    more = f"; and {len(said) - _MOST_PROBLEMS} more" if len(said) > _MOST_PROBLEMS else ""
    return "; ".join(said[:_MOST_PROBLEMS]) + more


def _what(kind: str, said: str) -> str:
    return "no feed has such a field" if kind == "extra_forbidden" else said.removeprefix("Value error, ")


def _where(path: tuple[int | str, ...], found: dict[Any, Any]) -> str:
    match path:
        case ("feeds", int(number), *fields):
            feed = found["feeds"][number]
            url = feed.get("url") if isinstance(feed, dict) else None
            name = f"feed {number + 1}" + (f" ({url})" if isinstance(url, str) and "url" not in fields else "")
            return ", ".join([name, *(str(field) for field in fields if isinstance(field, str))])
        case _:
            return ".".join(map(str, path)) or "the feed"
