"""The `claimwire` command."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import orjson
import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from services.console.instance import Instance

app = typer.Typer(
    help="Reads news reports about an armed conflict and publishes who claims what.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
feeds = typer.Typer(help="Look at feeds.", no_args_is_help=True)
dead = typer.Typer(help="Messages that could not be worked on.", no_args_is_help=True)
app.add_typer(feeds, name="feeds")
app.add_typer(dead, name="dead")

Paths = Annotated[list[str], typer.Argument(help="files or folders; - is standard input")]
Json = Annotated[bool, typer.Option("--json", help="one JSON object a document, and nothing else")]
Data = Annotated[Path | None, typer.Option(help="data folder of the instance; the one started last if not given")]


@app.command(epilog="Example: claimwire run --data ./my-data")
def run(
    *,
    data: Annotated[Path | None, typer.Option(help="folder that keeps everything; a fresh one if not given")] = None,
    demo: Annotated[bool, typer.Option(help="begin with the reports that come with claimwire")] = False,
    port: Annotated[int, typer.Option(help="of the live page; the next free one if it is taken")] = 8080,
) -> None:
    """Run the whole pipeline on this machine; Ctrl-C ends it and loses nothing."""
    from services.console.run import run_embedded  # noqa: PLC0415 - `--help` need not wait for it

    try:
        asyncio.run(run_embedded(data, demo=demo, port=port))
    except RuntimeError as error:
        _fail(str(error))


@app.command(epilog="Example: claimwire ingest reports/*.txt")
def ingest(
    paths: Paths,
    data: Data = None,
    wait: Annotated[float, typer.Option(help="seconds to wait until all are stored")] = 60.0,
) -> None:
    """Hand files (.txt, .html) to the running instance, and say what became of each."""
    from services.console.ingest import ingest_files  # noqa: PLC0415

    if not asyncio.run(ingest_files(paths, _instance(data), wait_seconds=wait)):
        raise typer.Exit(1)


@app.command(epilog="Example: claimwire extract --json reports/ > claims.jsonl")
def extract(
    paths: Paths,
    *,
    as_json: Json = False,
    as_is: Annotated[bool, typer.Option("--as-is", help="take the text as it is, without cleaning")] = False,
) -> None:
    """Print the claims of files."""
    from services.console.extract import documents, lines_for_people  # noqa: PLC0415

    _print(documents(paths, as_is=as_is), as_json=as_json, lines=lines_for_people)


@app.command(epilog="Example: claimwire clean --url https://news.example/a page.html")
def clean(
    paths: Paths,
    *,
    as_json: Json = False,
    url: Annotated[str | None, typer.Option(help="where the page is from")] = None,
) -> None:
    """Print the readable text of files."""
    from services.console.clean import documents, lines_for_people  # noqa: PLC0415

    _print(documents(paths, url), as_json=as_json, lines=lines_for_people)


@feeds.command("parse", epilog="Example: claimwire feeds parse --json feed.xml")
def feeds_parse(
    paths: Paths,
    *,
    as_json: Json = False,
    url: Annotated[str | None, typer.Option(help="where the feed is from")] = None,
) -> None:
    """Print what is in feed files."""
    from services.console.feeds import lines_for_people, parsed  # noqa: PLC0415

    _print(parsed(paths, url), as_json=as_json, lines=lines_for_people)


@app.command(epilog="Example: claimwire tail --after 120")
def tail(
    data: Data = None,
    after: Annotated[int, typer.Option(help="sequence of the last claim that you have")] = 0,
    count: Annotated[int, typer.Option(help="end after so many; 0 goes on")] = 0,
) -> None:
    """Print claims as they are published."""
    from services.console.tail import tail_claims  # noqa: PLC0415

    asyncio.run(tail_claims(_instance(data).redis_url, after=after, count=count))


@app.command(epilog="Example: claimwire where https://news.example/a")
def where(what: Annotated[str, typer.Argument(help="URL, article id or claim id")], data: Data = None) -> None:
    """What became of this report: every stage, outcome and reason."""
    from services.console.outcomes import print_where  # noqa: PLC0415

    if not asyncio.run(print_where(what, _instance(data).database_url)):
        raise typer.Exit(1)


@dead.command("list")
def dead_list(data: Data = None) -> None:
    """List the dead letters."""
    from services.console.outcomes import print_dead_letters  # noqa: PLC0415

    asyncio.run(print_dead_letters(_instance(data).database_url))


def _instance(data: Path | None) -> Instance:
    from services.console.instance import find  # noqa: PLC0415

    found = find(data)
    if found is None:
        _fail(f"no instance is running{f' on {data}' if data else ''}: start one with `claimwire run`")
    return found


def _print(documents: Iterable[dict[str, Any]], *, as_json: bool, lines: Callable[[dict[str, Any]], list[str]]) -> None:
    try:
        for document in documents:
            text = orjson.dumps(document).decode() if as_json else "\n".join(lines(document))
            # `surrogateescape` in a file name must not end the run.
            sys.stdout.buffer.write(text.encode("utf8", "replace") + b"\n")
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}")


def _fail(message: str) -> NoReturn:
    typer.echo(f"claimwire: {message}", err=True)
    raise typer.Exit(2)


def main() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    main()
