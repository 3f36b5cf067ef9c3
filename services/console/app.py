"""The `claimwire` command."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.capture_commands import captures
from services.console.command_line import Data, Json, Paths, done, fail, instance_of, print_documents
from services.console.feed_commands import feeds
from services.console.init import init

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from services.console.instance import Instance

app = typer.Typer(
    help="Reads news reports about an armed conflict and publishes who claims what.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
dead = typer.Typer(help="Messages that could not be worked on.", no_args_is_help=True)
app.add_typer(feeds, name="feeds")
app.add_typer(captures, name="captures")
app.add_typer(dead, name="dead")
app.add_typer(init, name="init")

_ID_HELP = "as `claimwire dead list` prints it; its beginning is enough"
DeadId = Annotated[str, typer.Argument(metavar="ID", help=_ID_HELP)]
Reason = Annotated[str | None, typer.Option(help="only those whose reason contains this, in any case")]
StreamName = Annotated[str | None, typer.Option(help="only those that were read from this stream")]
ServiceName = Annotated[str | None, typer.Option(help="only those that this service gave up")]


@app.command(epilog="Example: claimwire run --data ./my-data")
def run(
    *,
    data: Annotated[Path | None, typer.Option(help="folder that keeps everything; a fresh one if not given")] = None,
    demo: Annotated[bool, typer.Option(help="read five invented outlets instead of your feeds")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="of the live page; the next free one if it is taken, any if 0")
    ] = 8080,
) -> None:
    """Run the whole pipeline on this machine; Ctrl-C ends it and loses nothing."""
    from services.console.run import run_embedded  # noqa: PLC0415 - `--help` need not wait for it

    try:
        asyncio.run(run_embedded(data, demo=demo, port=port))
    except (RuntimeError, OSError) as error:
        fail(str(error))


@app.command(epilog="Examples: claimwire ingest reports/*.txt; claimwire ingest CC-NEWS-20260101.warc.gz --wait 600")
def ingest(
    paths: Paths,
    data: Data = None,
    wait: Annotated[float, typer.Option(help="seconds to wait for outcomes; of a WARC file, for any news")] = 60.0,
) -> None:
    """Hand files (.txt, .html, .eml, .warc.gz, ...) to the running instance, and say what became of each.

    A WARC file is read record by record; when this command is ended, or the instance is, the reading goes on later from
    where it was. Exit code 1: not everything was read and has an outcome yet.
    """
    from services.console.ingest import ingest_files  # noqa: PLC0415

    if not asyncio.run(ingest_files(paths, instance_of(data), wait_seconds=wait)):
        raise typer.Exit(1)


@app.command(epilog="Example: claimwire extract --json reports/ > claims.jsonl")
def extract(
    paths: Paths,
    *,
    as_json: Json = False,
    as_is: Annotated[bool, typer.Option("--as-is", help="take the text as it is, without cleaning")] = False,
    language_model: Annotated[
        bool, typer.Option("--language-model", help="send the texts to the model of CLAIMWIRE_LANGUAGE_MODEL_URL")
    ] = False,
) -> None:
    """Print the claims of files."""
    from services.console.extract import documents, lines_for_people  # noqa: PLC0415

    if not language_model:
        print_documents(documents(paths, as_is=as_is), as_json=as_json, lines=lines_for_people)
        return
    from services.console.asking import asking  # noqa: PLC0415
    from shared.errors import PermanentError  # noqa: PLC0415

    try:
        with asking() as reader:
            print_documents(documents(paths, as_is=as_is, read=reader.read), as_json=as_json, lines=lines_for_people)
    except PermanentError as error:
        fail(str(error))


@app.command(epilog="Example: claimwire clean --url https://news.example/a page.html")
def clean(
    paths: Paths,
    *,
    as_json: Json = False,
    url: Annotated[str | None, typer.Option(help="where the page is from")] = None,
) -> None:
    """Print the readable text of files."""
    from services.console.clean import documents, lines_for_people  # noqa: PLC0415

    print_documents(documents(paths, url), as_json=as_json, lines=lines_for_people)


@app.command(epilog="Example: claimwire tail --after 120")
def tail(
    data: Data = None,
    after: Annotated[int, typer.Option(min=0, help="sequence of the last claim that you have")] = 0,
    count: Annotated[int, typer.Option(min=0, help="end after so many; 0 goes on")] = 0,
) -> None:
    """Print claims as they are published."""
    from services.console.tail import tail_claims  # noqa: PLC0415

    _finish(tail_claims(instance_of(data).redis_url, after=after, count=count))


@app.command(epilog="Example: claimwire where https://news.example/a")
def where(
    what: Annotated[str, typer.Argument(help="URL of an article or a feed, name of a file, article id or claim id")],
    data: Data = None,
) -> None:
    """What became of this report, file or feed: every stage, outcome and reason. Exit code 1: nothing is known."""
    from services.console.outcomes import print_where  # noqa: PLC0415

    _finish(print_where(what, instance_of(data)))


@app.command(epilog="Example: claimwire backup claims-2026-01-02.sqlite3")
def backup(
    file: Annotated[Path, typer.Argument(help="a file that is not there yet")],
    data: Data = None,
) -> None:
    """Copy the database of an embedded instance into one file, while it runs or not."""
    from services.console.backup import back_up  # noqa: PLC0415

    folder = data or Path(_embedded().folder)
    found = done(lambda: back_up(folder, file))
    typer.echo(f"{file}: {found.line()} ({file.stat().st_size / 1e6:.1f} MB)")


@app.command(epilog="Example: claimwire restore claims-2026-01-02.sqlite3 --data ./my-data")
def restore(
    file: Annotated[Path, typer.Argument(help="made by `claimwire backup`")],
    data: Annotated[Path, typer.Option(help="data folder that no instance runs on; it is made if it is missing")],
) -> None:
    """Make the database in a backup that of a data folder; what was there before is kept aside."""
    from services.console.backup import restore as restored  # noqa: PLC0415

    found = done(lambda: restored(file, data))
    typer.echo(f"{data}: {found.contents.line()}")
    if found.before:
        typer.echo(f"what was there before: {found.before}")
    typer.echo(f"start it with `claimwire run --data {data}`")


@dead.command("list", epilog="Example: claimwire dead list --reason 'not a valid' --service cleaner")
def dead_list(
    *,
    reason: Reason = None,
    stream: StreamName = None,
    service: ServiceName = None,
    status: Annotated[Literal["dead", "retried", "discarded", "all"], typer.Option(help="what was done")] = "dead",
    limit: Annotated[int, typer.Option(min=1, help="how many, the newest first")] = 100,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the dead letters, with their ids and reasons."""
    from services.console.dead import print_list  # noqa: PLC0415
    from shared.database.dead import Which  # noqa: PLC0415

    wanted = Which(None if status == "all" else status, reason, stream, service)
    _finish(print_list(instance_of(data), wanted, limit=limit, as_json=as_json))


@dead.command("show", epilog="Example: claimwire dead show 3f2a91")
def dead_show(dead_id: DeadId, *, data: Data = None, as_json: Json = False) -> None:
    """Show one dead letter with its body. Exit code 1: there is none with this id."""
    from services.console.dead import print_one  # noqa: PLC0415

    _finish(print_one(instance_of(data), dead_id, as_json=as_json))


@dead.command(
    "retry", epilog="Examples: claimwire dead retry 3f2a91 77c0de; claimwire dead retry --all --service extractor"
)
def dead_retry(
    dead_ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help=_ID_HELP)] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="every dead letter, or all that the options name")] = False,
    reason: Reason = None,
    stream: StreamName = None,
    service: ServiceName = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Put messages back on their streams, exactly as they were; do it when the cause is mended.

    Exit code 1: not every one was put back; 2: Redis or the database does not answer, or the call makes no sense.
    """
    from services.console.dead import retry  # noqa: PLC0415
    from shared.database.dead import Which  # noqa: PLC0415

    if everything == bool(dead_ids) or (dead_ids and (reason or stream or service)):
        raise typer.BadParameter("give ids, or --all with or without --reason, --stream and --service")  # noqa: EM101, TRY003 - typer prints it
    wanted = Which("dead", reason, stream, service) if everything else None
    _finish(retry(instance_of(data), dead_ids or (), wanted, as_json=as_json))


@dead.command("discard", epilog="Example: claimwire dead discard 3f2a91 --why 'not a report, a test of ours'")
def dead_discard(
    dead_ids: Annotated[list[str], typer.Argument(metavar="ID", help=_ID_HELP)],
    *,
    why: Annotated[str, typer.Option(help="kept with the dead letter, for whoever asks later")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Give dead letters up; they stay in the database with the reason. Exit code 1: not every one was."""
    from services.console.dead import discard  # noqa: PLC0415

    if not why.strip():
        raise typer.BadParameter("--why needs a reason")  # noqa: EM101, TRY003 - typer prints it
    _finish(discard(instance_of(data), dead_ids, why.strip(), as_json=as_json))


def _finish(work: Coroutine[Any, Any, bool]) -> None:
    """Do it; exit with 1 if not all of it could be done, with 2 if the surroundings are at fault."""
    from shared.errors import PermanentError, TransientError  # noqa: PLC0415

    try:
        is_done = asyncio.run(work)
    except (PermanentError, TransientError) as error:
        fail(str(error))
    if not is_done:
        raise typer.Exit(1)


def _embedded() -> Instance:
    found = instance_of(None)
    if not found.database_url.startswith("sqlite"):
        fail("the database of this deployment is PostgreSQL: use `make backup` and `make restore FILE=...`")
    return found


def main() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    main()
