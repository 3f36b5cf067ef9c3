"""`claimwire init`: what a deployment needs once, before its services start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

init = typer.Typer(help="Prepare a deployment: credentials, then the database.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="folder of the credentials, one below it for each service")]
Redis = Annotated[str, typer.Option(help="where the services find Redis")]
Postgres = Annotated[str, typer.Option(help="where the services find PostgreSQL")]
Subscribers = Annotated[str, typer.Option(help="where subscribers find Redis")]
Database = Annotated[str, typer.Option(help="the database's name")]


@init.command(epilog="Example: claimwire init credentials /secrets --redis redis:6379")
def credentials(
    folder: Folder,
    redis: Redis = "redis:6379",
    postgres: Postgres = "postgres:5432",
    database: Database = "claimwire",
    subscribers: Subscribers = "127.0.0.1:6379",
) -> None:
    """Make the passwords that are missing, and the rights of each user of Redis."""
    from services.console.credentials import Places, write_credentials  # noqa: PLC0415 - `--help` need not wait

    try:
        is_new = write_credentials(folder, Places(redis, postgres, database, subscribers))
    except OSError as error:
        typer.echo(f"claimwire: cannot write the credentials: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"credentials {'made' if is_new else 'kept'} in {folder}")


@init.command("database", epilog="Example: claimwire init database /secrets")
def prepare(
    folder: Folder,
    postgres: Postgres = "postgres:5432",
    database: Database = "claimwire",
) -> None:
    """Make the roles of PostgreSQL, bring the tables up to date, and grant reading."""
    import psycopg  # noqa: PLC0415

    from services.console.credentials import Places  # noqa: PLC0415
    from services.console.roles import prepare_database  # noqa: PLC0415

    try:
        prepare_database(folder, Places(postgres=postgres, database=database))
    except (OSError, KeyError, psycopg.Error) as error:
        typer.echo(f"claimwire: cannot prepare the database: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo("the database is ready")
