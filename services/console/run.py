"""`claimwire run`: a Redis-compatible server, SQLite, every service as a process; one line a claim."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from redis.exceptions import RedisError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.engine import URL

from services.console import demonstration
from services.console.instance import DATABASE, Instance, pointer
from services.console.locks import LOCK, lock, reserved_port
from services.console.redis_server import RedisServer, free_port
from services.console.supervisor import Supervisor
from shared.runtime.settings import environment
from shared.transport.client import CancellableRedis
from shared.transport.streams import CLAIMS_V1, FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICES = ("keeper", "store", "cleaner", "extractor", "fetcher", "gateway")
_BLOCK_MS = 1000
# Cues that are no words to read out.
_MARKS = {'"': "in quotation marks", "“": "in quotation marks"} | dict.fromkeys(":–—-", "in a headline")
# From the port of the live page to that of the demonstration's site.
_TO_THE_SITE = 10
_MOST_PORTS = 65_000
# One line a claim, however wide the terminal.
_screen = Console(highlight=False, soft_wrap=True)
log = structlog.get_logger()

# What a killed instance leaves behind ends within this time.
_LOCK_SECONDS = 3.0
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 5.0


async def run_embedded(data: Path | None, *, demo: bool, port: int, settings: dict[str, str] | None = None) -> None:
    """Run an instance until a signal comes.

    Args:
        data: the folder that keeps everything; a fresh temporary one if None.
        demo: run the demonstration's site too, and read its feeds instead of those in the folder.
        port: of the live page; the next free one if it is taken.
        settings: more of the environment of all services.

    Raises:
        RuntimeError: the folder is in use, or the server for the streams does not start.
        OSError: the folder cannot be written to.

    """
    stopping = _on_signal()
    folder = (data or Path(tempfile.mkdtemp(prefix="claimwire-"))).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = lock(folder / LOCK, wait_seconds=_LOCK_SECONDS)
        if held is None:
            message = f"{folder} is in use by another instance: end that, or name another folder with --data"
            raise RuntimeError(message)
        with held, _reserved(port) as page_port:
            await _run_in(folder, held.fileno(), page_port, stopping, demo=demo, settings=settings or {})
    finally:
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


async def _run_in(
    folder: Path, held: int, port: int, stopping: asyncio.Event, *, demo: bool, settings: dict[str, str]
) -> None:
    """Run an instance in a folder that is ours; the server holds its lock too, lest another one write its files."""
    (folder / "inbox").mkdir(exist_ok=True)
    server = RedisServer(folder / "redis", inherited=(held,), ends_with_us=True)
    instance = _instance(folder, server, port)
    site = _site(instance) if demo else None
    of_site = demonstration.prepared(folder, site) if site else {}
    supervisor = Supervisor(folder, _environment(instance) | of_site | settings, ends_with_us=True)
    restarting: asyncio.Task[None] | None = None
    try:
        server.start()
        restarting = asyncio.create_task(_restart(server))
        await supervisor.start((*SERVICES, demonstration.SERVICE) if site else SERVICES)
        instance.write()
        _welcome(instance, site)
        await _until(stopping, instance, site)
    finally:
        _screen.print("stopping …")
        await supervisor.stop()
        if restarting is not None:
            restarting.cancel()
        server.stop()
        instance.remove()


@contextmanager
def _reserved(preferred: int) -> Iterator[int]:
    """A port for the live page, ours until the end; merely free where the user has no home for locks."""
    try:
        port, held = reserved_port(preferred, pointer().parent)
    except OSError:
        yield free_port(preferred=preferred)
        return
    with held:
        yield port


async def _restart(server: RedisServer) -> None:
    """Start the server again whenever it has ended; everything waits for it meanwhile."""
    wait = _FIRST_WAIT_SECONDS
    while True:
        await asyncio.sleep(wait)
        if not server.has_ended:
            wait = _FIRST_WAIT_SECONDS
            continue
        log.warning("redis.restarted", log=str(server.folder / "server.log"))
        wait = min(wait * 2, _LONGEST_WAIT_SECONDS)
        try:
            server.launch()
        except OSError as error:
            log.warning("redis.not_started", reason=str(error))


def _on_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


def _instance(folder: Path, server: RedisServer, port: int) -> Instance:
    return Instance(
        pid=os.getpid(),
        folder=str(folder),
        redis_url=server.url,
        # A folder's name may hold what means something else in a URL.
        database_url=str(URL.create("sqlite+aiosqlite", database=str(folder / DATABASE))),
        page=f"http://127.0.0.1:{port}/",
    )


def _environment(instance: Instance) -> dict[str, str]:
    return environment() | {
        "CLAIMWIRE_REDIS_URL": instance.redis_url,
        "CLAIMWIRE_DATABASE_URL": instance.database_url,
        "CLAIMWIRE_INBOX": str(instance.inbox),
        "CLAIMWIRE_PORT": _port(instance.page),
        "CLAIMWIRE_FEEDS_FILE": str(Path(instance.folder) / "feeds.yaml"),
    }


def _site(instance: Instance) -> str:
    """Where the demonstration's site will be: near the live page, so that its addresses stay from run to run."""
    port = int(_port(instance.page)) + _TO_THE_SITE
    return f"http://127.0.0.1:{free_port(preferred=port if port < _MOST_PORTS else 0)}/"


def _port(page: str) -> str:
    return page.rstrip("/").rsplit(":", 1)[1]


def _welcome(instance: Instance, site: str | None) -> None:
    _screen.print(f"[bold]claimwire[/] is running: {instance.page}")
    if site:
        _screen.print(f"  invented outlets      {site}")
    _screen.print(f"  claims as they come   redis-cli -u {instance.redis_url} XREAD BLOCK 0 STREAMS {CLAIMS_V1} 0")
    _screen.print(f"  your own reports      claimwire ingest FILE...   (or put them into {instance.inbox})")
    _screen.print(f"  data and logs         {instance.folder}")
    _screen.print("  end                   Ctrl-C\n")


async def _until(stopping: asyncio.Event, instance: Instance, site: str | None) -> None:
    printers = [asyncio.create_task(_print_claims(instance.redis_url, stopping))]
    if site:
        printers.append(asyncio.create_task(_print_ending(instance, site)))
    await stopping.wait()
    for printer in printers:
        printer.cancel()


async def _print_ending(instance: Instance, site: str) -> None:
    found = await demonstration.ending(site, instance.database_url)
    # The claims of the last report are stored, and reach the terminal within a moment.
    await asyncio.sleep(1)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.outcomes.items(), reverse=True))
    _screen.print(f"\n[bold]all {found.reports} reports of the demonstration are out[/] (articles: {escape(outcomes)})")
    _screen.print(f"  what each one shows   {site}\n  the live page         {instance.page}")


async def _print_claims(redis_url: str, stopping: asyncio.Event) -> None:
    last = "0"
    async with CancellableRedis.from_url(redis_url) as client:
        while not stopping.is_set():
            try:
                answer: Any = await client.xread({CLAIMS_V1: last}, block=_BLOCK_MS, count=50)
            except RedisError:
                await asyncio.sleep(1)
                continue
            for _, entries in answer:
                for entry_id, fields in entries:
                    last = entry_id.decode()
                    _screen.print(line(orjson.loads(fields[FIELD.encode()])["data"]["claim"]))


def line(claim: dict[str, object]) -> str:
    """One line for a terminal: who claims what, how surely, the caveat, what became of it, and where it stood."""
    record: dict[str, dict[str, str]] = claim  # type: ignore[assignment]
    speaker = record["source"]["name"] or record["source"]["text"] or "somebody"
    # The line puts every content in quotation marks; those of a direct quotation would stand twice.
    words = " ".join(record["content"]["text"].split()).strip('"“”').rstrip(",")
    notes = ", ".join(_notes(claim, record["standing"]["word"]))
    note = f"  [dim]({escape(notes)})[/]" if notes else ""
    outlet = f"  [dim]{escape(str(claim['outlet']))}[/]" if claim["outlet"] else ""
    cue = _MARKS.get(record["cue"]["text"], record["cue"]["text"])
    return f"[bold]{escape(speaker)}[/] {escape(cue)}: “{escape(words)}”{note}{outlet}"


def _notes(claim: dict[str, object], standing: str) -> list[str]:
    """What is unusual about a claim; nothing for one that is simply asserted for the first time."""
    notes = [
        str(claim[name]) for name, usual in (("stance", "asserts"), ("certainty", "asserted")) if claim[name] != usual
    ]
    if claim["verification"] != "unstated":
        notes.append(f"verification: {claim['verification']}")
    if standing == "superseded":
        notes.append("superseded: the article no longer says this")
    elif claim["revision"] != 1:
        notes.append("updated")
    return notes
