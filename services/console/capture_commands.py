"""`claimwire captures`: the bytes that articles were read from."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.console.command_line import Data, done, instance_of

captures = typer.Typer(help="The bytes that articles were read from.", no_args_is_help=True)


@captures.command("export", epilog="Example: claimwire captures export --out may.warc.gz --since 2026-05-01")
def export(
    *,
    out: Annotated[Path, typer.Option(help="a file that is not there yet, .warc.gz or .warc")],
    since: Annotated[str | None, typer.Option(help="fetched then or later: 2026-05-01, 2026-05-01T12:00Z")] = None,
    until: Annotated[str | None, typer.Option(help="fetched before this time")] = None,
    url: Annotated[list[str] | None, typer.Option(help="only this URL; may be given several times")] = None,
    data: Data = None,
) -> None:
    """Write captures as a WARC 1.1 file: for an archive, another tool, or `claimwire ingest` elsewhere.

    Times without a zone are UTC. Exit code 1: there is no such capture.
    """
    from services.console.captures import export_captures  # noqa: PLC0415 - `--help` need not wait for it

    period = {"since": _moment(since), "until": _moment(until)}
    found = done(lambda: asyncio.run(export_captures(instance_of(data), out, urls=frozenset(url or ()), **period)))
    if not found:
        raise typer.Exit(1)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is no time: write 2026-05-01 or 2026-05-01T12:00Z"
        raise typer.BadParameter(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
