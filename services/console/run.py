"""`claimwire run`: a Redis-compatible server, SQLite, every service as a process; one line a claim."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import orjson
from redis.exceptions import RedisError
from rich.console import Console
from rich.markup import escape

from services.console.instance import Instance
from services.console.redis_server import RedisServer, free_port
from services.console.supervisor import Supervisor
from shared.identity import sha256
from shared.runtime.settings import environment
from shared.transport.client import CancellableRedis
from shared.transport.streams import CLAIMS_V1, FIELD

SERVICES = ("keeper", "store", "cleaner", "extractor", "fetcher", "gateway")
_BLOCK_MS = 1000
_screen = Console(highlight=False)


async def run_embedded(data: Path | None, *, demo: bool, port: int, settings: dict[str, str] | None = None) -> None:
    """Run an instance until a signal comes.

    Args:
        data: the folder that keeps everything; a fresh temporary one if None.
        demo: put the reports that come with claimwire into the inbox.
        port: of the live page; the next free one if it is taken.
        settings: more of the environment of all services.

    Raises:
        RuntimeError: the server for the streams does not start.

    """
    folder = (data or Path(tempfile.mkdtemp(prefix="claimwire-"))).resolve()
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    server = RedisServer(folder / "redis")
    stopping = _on_signal()
    server.start()
    instance = _instance(folder, server, port)
    supervisor = Supervisor(folder, _environment(instance) | (settings or {}))
    try:
        await supervisor.start(SERVICES)
        instance.write()
        _welcome(instance)
        if demo:
            _put_demonstration(instance.inbox)
        await _until(stopping, instance.redis_url)
    finally:
        _screen.print("stopping …")
        await supervisor.stop()
        server.stop()
        instance.remove()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


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
        database_url=f"sqlite+aiosqlite:///{folder / 'claimwire.sqlite3'}",
        page=f"http://127.0.0.1:{free_port(preferred=port)}/",
    )


def _environment(instance: Instance) -> dict[str, str]:
    return environment() | {
        "CLAIMWIRE_REDIS_URL": instance.redis_url,
        "CLAIMWIRE_DATABASE_URL": instance.database_url,
        "CLAIMWIRE_INBOX": str(instance.inbox),
        "CLAIMWIRE_PORT": instance.page.rstrip("/").rsplit(":", 1)[1],
        "CLAIMWIRE_FEEDS_FILE": str(Path(instance.folder) / "feeds.txt"),
    }


def _welcome(instance: Instance) -> None:
    _screen.print(f"[bold]claimwire[/] is running: {instance.page}")
    _screen.print(f"  claims as they come   redis-cli -u {instance.redis_url} XREAD BLOCK 0 STREAMS {CLAIMS_V1} 0")
    _screen.print(f"  your own reports      claimwire ingest FILE...   (or put them into {instance.inbox})")
    _screen.print(f"  data and logs         {instance.folder}")
    _screen.print("  end                   Ctrl-C\n")


def _put_demonstration(inbox: Path) -> None:
    for report in sorted(files("services.console").joinpath("demonstration").iterdir(), key=lambda file: file.name):
        with as_file(report) as path:
            put(path, inbox)


def put(path: Path, inbox: Path) -> None:
    """Copy a file into the inbox so that it appears there whole, under a name of its own."""
    raw = path.read_bytes()
    part = inbox / f".{path.name}.part"
    part.write_bytes(raw)
    part.rename(inbox / f"{sha256(raw)[:12]}-{path.name}")


async def _until(stopping: asyncio.Event, redis_url: str) -> None:
    printer = asyncio.create_task(_print_claims(redis_url))
    await stopping.wait()
    printer.cancel()


async def _print_claims(redis_url: str) -> None:
    last = "0"
    async with CancellableRedis.from_url(redis_url) as client:
        while True:
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
    """One line for a terminal: who claims what, how surely, and the caveat."""
    record: dict[str, dict[str, str]] = claim  # type: ignore[assignment]
    speaker = record["source"]["name"] or record["source"]["text"] or "somebody"
    # The line puts every content in quotation marks; those of a direct quotation would stand twice.
    words = " ".join(record["content"]["text"].split()).strip('"“”')
    notes = [
        str(claim[name]) for name, usual in (("stance", "asserts"), ("certainty", "asserted")) if claim[name] != usual
    ]
    if claim["verification"] != "unstated":
        notes.append(f"verification: {claim['verification']}")
    note = f"  [dim]({escape(', '.join(notes))})[/]" if notes else ""
    return f"[bold]{escape(speaker)}[/] {escape(record['cue']['text'])}: “{escape(words)}”{note}"
