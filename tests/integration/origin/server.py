"""The hostile origin: a server of raw sockets on this machine, on several hosts at once."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterable

from tests.integration.origin.behaviours import BEHAVIOURS, PAGE, Forever, Pause, Reset, Step
from tests.integration.origin.listening import Listening

# Each behaviour on a host of its own would be more than any pool of connections keeps; these are enough for a crowd.
HOSTS = tuple(f"127.0.0.{n}" for n in range(2, 18))
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_NAMES = tuple(BEHAVIOURS)


def answered(body: bytes, kind: bytes = b"text/html") -> bytes:
    """A plain answer that keeps the connection."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind, len(body)) + body


class Origin(Listening):
    """The server.

    `/b/N` behaves as the behaviour of that number, `/good` is a page, other paths are documents that were put there.

    Attributes:
        documents: bodies by path.
        misbehaves: host to the behaviour of its robots.txt.
    """

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[str, bytes] = {}
        self.misbehaves: dict[str, str] = {}

    def url(self, path: str, turn: int = 0, host: str = "") -> str:
        """The address of a path, on one host after the other."""
        return f"http://{host or HOSTS[turn % len(HOSTS)]}:{self.port}{path}"

    async def serve(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        goes_on = True
        while goes_on and not writer.is_closing():
            head = await reader.readuntil(b"\r\n\r\n")
            goes_on = await self._answer(host, head.split(b" ", 2)[1].decode("latin-1"), writer)

    async def _answer(self, host: str, path: str, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection goes on."""
        plain, _, _ = path.partition("?")
        if plain == "/robots.txt" and host in self.misbehaves:
            await _play(BEHAVIOURS[self.misbehaves[host]].steps, path, writer)
            return False
        if plain.startswith("/b/"):
            await _play(BEHAVIOURS[_NAMES[int(plain.split("/")[2])]].steps, path, writer)
            return False
        body = PAGE if plain == "/good" else self.documents.get(plain)
        writer.write(_MISSING if body is None else answered(body))
        await writer.drain()
        return True


async def _play(steps: Iterable[Step], path: str, writer: asyncio.StreamWriter) -> None:
    other = path.partition("?")[0] + ("" if path.endswith("?fro") else "?fro")
    for step in steps:
        match step:
            case bytes():
                writer.write(step.replace(b"{self}", path[:4000].encode()).replace(b"{other}", other.encode()))
            case Pause(seconds=seconds):
                await _until_left(writer, seconds)
            case Forever(sent=sent, pause_seconds=pause):
                while not writer.is_closing():
                    writer.write(sent)
                    await writer.drain()
                    await asyncio.sleep(pause)
            case Reset():
                _reset(writer)
                return
        await writer.drain()


async def _until_left(writer: asyncio.StreamWriter, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not writer.is_closing():
                await asyncio.sleep(0.05)


def _reset(writer: asyncio.StreamWriter) -> None:
    opened = writer.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
