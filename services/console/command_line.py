"""What commands have in common: arguments, and how they end."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import orjson
import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from services.console.instance import Instance

Paths = Annotated[list[str], typer.Argument(help="files or folders; - is standard input")]
Json = Annotated[bool, typer.Option("--json", help="one JSON object a document, and nothing else")]
Data = Annotated[Path | None, typer.Option(help="data folder of the instance; the one started last if not given")]

T = TypeVar("T")


def done(work: Callable[[], T]) -> T:
    """Do it; what is wrong with the input or a file ends the command with its reason."""
    from services.fetcher.domain.feed_list import FeedListError  # noqa: PLC0415 - `--help` need not wait for it
    from shared.errors import PermanentError  # noqa: PLC0415

    try:
        return work()
    except (PermanentError, FeedListError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or ''}: {error.strerror or error}")


def instance_of(data: Path | None) -> Instance:
    """The instance that runs on a data folder, or the one started last; ends the command if there is none."""
    from services.console.instance import find  # noqa: PLC0415

    found = find(data)
    if found is None:
        fail(f"no instance is running{f' on {data}' if data else ''}: start one with `claimwire run`")
    return found


def print_documents(
    documents: Iterable[dict[str, Any]], *, as_json: bool, lines: Callable[[dict[str, Any]], list[str]]
) -> None:
    """Print documents as they come: for people as `lines` has it, or as JSON."""
    try:
        for document in documents:
            # `surrogateescape` in a file name must not end the run.
            document["document"] = os.fsencode(document["document"]).decode("utf8", "replace")
            text = orjson.dumps(document).decode() if as_json else "\n".join(lines(document))
            sys.stdout.buffer.write(text.encode("utf8", "replace") + b"\n")
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")


def fail(message: str) -> NoReturn:
    """End with exit code 2, saying why."""
    typer.echo(f"claimwire: {message}", err=True)
    raise typer.Exit(2)
