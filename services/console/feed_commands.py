"""`claimwire feeds ...`: the list of feeds, and what a feed gives."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.command_line import Data, Json, Paths, done, fail, print_documents

if TYPE_CHECKING:
    from services.fetcher.domain.feed_list import ListedFeed

feeds = typer.Typer(help="Feeds: the list of them, and what each gives.", no_args_is_help=True)

Url = Annotated[str, typer.Argument(help="address of the feed, as the list has it", metavar="URL")]
ListFile = Annotated[
    Path | None,
    typer.Option("--file", help="the list; that of the running instance if not given"),
]
Kind = Annotated[
    Literal["feed", "sitemap", "list", "page"],
    typer.Option(help="feed: RSS, Atom, RDF, JSON Feed or news sitemap; list: a page with links; page: one article"),
]
Link = Annotated[str | None, typer.Option(help="CSS selector of the links, for a list page")]


@feeds.command("add", epilog="Example: claimwire feeds add https://news.example/feed.xml --outlet 'The Example'")
def feeds_add(
    url: Annotated[str, typer.Argument(help="address of the feed", metavar="URL")],
    *,
    kind: Kind = "feed",
    link: Link = None,
    body: Annotated[str | None, typer.Option(help="CSS selector of the text in its pages")] = None,
    outlet: Annotated[str | None, typer.Option(help="name of the outlet")] = None,
    country: Annotated[str | None, typer.Option(help="where it is at home, such as PL")] = None,
    ownership: Annotated[str | None, typer.Option(help="who owns it, such as state or private")] = None,
    language: Annotated[str | None, typer.Option(help="such as en")] = None,
    interval: Annotated[float | None, typer.Option(help="shortest time between two polls, in seconds")] = None,
    include: Annotated[list[str] | None, typer.Option(help="only items with this word; can be repeated")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="no items with this word; can be repeated")] = None,
    file: ListFile = None,
    data: Data = None,
) -> None:
    """Add a feed to the list; the instance polls it within a second. Exit code 1: it is listed already."""
    from services.fetcher.adapters.feed_file import add_feeds  # noqa: PLC0415 - `--help` need not wait for it
    from services.fetcher.domain.feed_list import listed_feed  # noqa: PLC0415

    given: dict[str, Any] = {
        "url": url, "kind": kind, "link": link, "body": body, "outlet": outlet, "country": country,
        "ownership": ownership, "language": language, "interval_seconds": interval,
        "include": include or (), "exclude": exclude or (),
    }  # fmt: skip
    where = _file(file, data)
    if not done(lambda: add_feeds(where, [listed_feed(given)])):
        typer.echo(f"{where} lists it already: {url}")
        raise typer.Exit(1)
    typer.echo(f"added to {where}: {url}")
    typer.echo(f"see what it gives: claimwire feeds test {url}")


@feeds.command("list", epilog="Example: claimwire feeds list --json")
def feeds_list(*, as_json: Json = False, file: ListFile = None, data: Data = None) -> None:
    """List the feeds, and how each does where an instance runs: well, silent, failing, paused, not polled yet."""
    from services.console.feed_list import condition, print_feeds  # noqa: PLC0415

    where = _file(file, data)
    rows = done(lambda: asyncio.run(condition(where, _running(data))))
    print_feeds(rows, where, as_json=as_json)


@feeds.command("test", epilog="Example: claimwire feeds test https://news.example/feed.xml")
def feeds_test(
    url: Url,
    *,
    kind: Kind = "feed",
    link: Link = None,
    articles: Annotated[int, typer.Option(min=0, max=20, help="how many of its articles are fetched, too")] = 1,
    as_json: Json = False,
    file: ListFile = None,
    data: Data = None,
) -> None:
    """Poll a feed now, changing nothing, and show what it would give and why not. Exit code 1: it gives nothing."""
    from services.console.feed_list import of_list  # noqa: PLC0415
    from services.console.feed_test import print_report, tested  # noqa: PLC0415
    from services.fetcher.domain.feed_list import listed_feed  # noqa: PLC0415

    def the_feed() -> ListedFeed:
        known = of_list(file or _file_of_instance(data), url)
        return (
            known
            if known and link is None and kind == "feed"
            else listed_feed({"url": url, "kind": kind, "link": link})
        )

    feed = done(the_feed)
    report = asyncio.run(tested(feed, articles=articles))
    print_report(report, as_json=as_json)
    if not report.gives:
        raise typer.Exit(1)


@feeds.command("pause", epilog="Example: claimwire feeds pause https://news.example/feed.xml")
def feeds_pause(url: Url, *, file: ListFile = None, data: Data = None) -> None:
    """Stop polling a feed, and keep it in the list. Exit code 1: it is not listed."""
    _enable(url, file, data, enabled=False)


@feeds.command("resume", epilog="Example: claimwire feeds resume https://news.example/feed.xml")
def feeds_resume(url: Url, *, file: ListFile = None, data: Data = None) -> None:
    """Poll a paused feed again. Exit code 1: it is not listed."""
    _enable(url, file, data, enabled=True)


@feeds.command("import", epilog="Example: claimwire feeds import subscriptions.opml")
def feeds_import(paths: Paths, *, file: ListFile = None, data: Data = None) -> None:
    """Add the feeds of OPML files, of lists with one URL a line, or of another feeds.yaml."""
    from services.console.feed_list import imported  # noqa: PLC0415

    where = _file(file, data)
    for name, new, known, refused in done(lambda: imported(where, paths)):
        typer.echo(f"{name}: {new} added to {where}, {known} listed already, {len(refused)} refused")
        for reason in refused:
            typer.echo(f"  {reason}")


@feeds.command("check", epilog="Example: claimwire feeds check --file feeds.yaml")
def feeds_check(*, file: ListFile = None, data: Data = None) -> None:
    """Say whether the list of feeds can be used, and what is wrong where it cannot. Exit code 2: it cannot."""
    from services.console.feed_list import count  # noqa: PLC0415

    where = _file(file, data)
    typer.echo(f"{where}: {done(lambda: count(where))}")


@feeds.command("parse", epilog="Example: claimwire feeds parse --json feed.xml")
def feeds_parse(
    paths: Paths,
    *,
    as_json: Json = False,
    url: Annotated[str | None, typer.Option(help="where the feed is from")] = None,
) -> None:
    """Print what is in feed files."""
    from services.console.feeds import lines_for_people, parsed  # noqa: PLC0415

    print_documents(parsed(paths, url), as_json=as_json, lines=lines_for_people)


def _enable(url: str, file: Path | None, data: Path | None, *, enabled: bool) -> None:
    from services.fetcher.adapters.feed_file import set_enabled  # noqa: PLC0415

    where = _file(file, data)
    if not done(lambda: set_enabled(where, url, enabled=enabled)):
        typer.echo(f"{where} does not list it: {url}")
        raise typer.Exit(1)
    typer.echo(f"{'polled again' if enabled else 'paused'}: {url}")


def _file(file: Path | None, data: Path | None) -> Path:
    found = file or _file_of_instance(data)
    if found is None:
        fail("no instance is running: name the list with --file, or the data folder with --data")
    return found


def _file_of_instance(data: Path | None) -> Path | None:
    """The list that an instance reads: of a data folder, of the one started last, or as the environment says."""
    from services.console.feed_list import LIST  # noqa: PLC0415
    from services.console.instance import find  # noqa: PLC0415
    from services.fetcher.settings import Settings  # noqa: PLC0415

    if data is not None:
        return data / LIST
    told = Settings().feeds_file
    instance = None if told else find(None)
    return Path(instance.folder) / LIST if instance else told


def _running(data: Path | None) -> str | None:
    """The address of the Redis of an instance, if one runs."""
    from services.console.instance import find  # noqa: PLC0415

    instance = find(data)
    return instance.redis_url if instance else None
