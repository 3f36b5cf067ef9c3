"""A connection that loses replies: the server did what it was asked, and the client never hears of it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_CHUNK_BYTES = 1 << 20


@dataclass
class Lossy:
    """A TCP proxy that cuts the connection in place of some replies.

    Attributes:
        url: where it listens.
        losing: the word of a command whose replies are lost, such as `XADD`; none while empty.
        every: each so manieth of these replies is lost.
        lost: how many have been.

    """

    server: tuple[str, int]
    url: str = ""
    losing: bytes = b""
    every: int = 3
    lost: int = 0
    _seen: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one client's connection on until either side ends it, or a reply is lost."""
        theirs, ours = await asyncio.open_connection(*self.server)
        doomed = asyncio.Event()
        pumps = [
            asyncio.ensure_future(pump) for pump in (self._asked(reader, ours, doomed), _told(theirs, writer, doomed))
        ]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        writer.close()
        ours.close()

    async def _asked(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, doomed: asyncio.Event) -> None:
        while command := await reader.read(_CHUNK_BYTES):
            if self.losing and self.losing in command:
                self._seen += 1
                if self._seen % self.every == 0:
                    self.lost += 1
                    doomed.set()
            server.write(command)


async def _told(server: asyncio.StreamReader, client: asyncio.StreamWriter, doomed: asyncio.Event) -> None:
    while reply := await server.read(_CHUNK_BYTES):
        if doomed.is_set():
            return
        client.write(reply)


@asynccontextmanager
async def a_lossy_connection(redis_url: str) -> AsyncIterator[Lossy]:
    """A proxy in front of a server."""
    where = urlsplit(redis_url)
    lossy = Lossy((where.hostname or "127.0.0.1", where.port or 6379))
    listening = await asyncio.start_server(lossy.serve, "127.0.0.1", 0)
    lossy.url = f"redis://127.0.0.1:{listening.sockets[0].getsockname()[1]}/0"
    yield lossy
    # Not waited for: that would take until the last client is gone.
    listening.close()
