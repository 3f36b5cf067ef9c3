"""A hostile web server: each path answers as its case says, on several hosts of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import re
import sys
import threading
from collections.abc import Mapping
from typing import Any, Self

from tests.e2e.bad_input.cases.case import Answer, Endless, Raw, Silent

# One request at a time goes to a host: with several of them slow answers keep nobody else waiting.
HOSTS = tuple(f"127.0.0.{n}" for n in range(2, 12)) if sys.platform == "linux" else ("127.0.0.1",)
# Its robots.txt fails, which forbids everything.
BAD_HOST = "127.0.0.12" if sys.platform == "linux" else "localhost"
_ADDRESSES = tuple(host for host in (*HOSTS, BAD_HOST) if host != "localhost")
_ROBOTS = Answer(b"User-agent: *\nDisallow: /forbidden/\n", kind="text/plain")
_MISSING = Answer(status="404 Not Found")
_ATTEMPTS = 20
_HOST = re.compile(rb"\r\nHost: ([^:\r]+)", re.IGNORECASE)


class Origin:
    """The server, in a thread of its own; paths can be added until the first request.

    Attributes:
        answers: what each path sends.
        asked: how often each path was asked for.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: dict[str, int] = {}
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(10):
            message = "the server for the pages does not start"
            raise RuntimeError(message)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        # Those who were never answered.
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def site(self, host: str) -> str:
        """The address of one of the hosts."""
        return f"http://{host}:{self.port}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._started.set()
        self._loop.run_forever()

    async def _listen(self) -> None:
        for _ in range(_ATTEMPTS):
            first = await asyncio.start_server(self._serve, _ADDRESSES[0], 0)
            self.port = first.sockets[0].getsockname()[1]
            try:
                if _ADDRESSES[1:]:
                    await asyncio.start_server(self._serve, _ADDRESSES[1:], self.port)
            except OSError:
                # Somebody has this port on one of the hosts.
                first.close()
            else:
                return
        message = "no port is free on all hosts"
        raise RuntimeError(message)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client that has read enough leaves.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            await self._answer(head, writer)
        writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ", 2)[1].decode("latin-1")
        host = _HOST.findall(head)[0].decode("latin-1")
        self.asked[path] = self.asked.get(path, 0) + 1
        await _send(self._chosen(host, path.partition("?")[0]), self.site(host), path, writer)

    def _chosen(self, host: str, path: str) -> Any:
        if path == "/robots.txt":
            return Answer(status="500 Oops") if host == BAD_HOST else _ROBOTS
        return self.answers.get(path, _MISSING)


async def _send(answer: Any, site: str, path: str, writer: asyncio.StreamWriter) -> None:
    match answer:
        case Answer():
            writer.write(_placed(answer, site, path).sent())
        case Raw(sent=sent):
            writer.write(sent)
        case Silent():
            await asyncio.sleep(60)
        case Endless(head=head, more=more, pause_seconds=pause):
            writer.write(head)
            while not writer.is_closing():
                writer.write(more)
                await writer.drain()
                await asyncio.sleep(pause)
    await writer.drain()


def _placed(answer: Answer, site: str, path: str) -> Answer:
    """The answer with its own addresses in it."""

    def placed(text: str) -> str:
        return text.replace("{site}", site).replace("{self}", site + path)

    body = answer.body.replace(b"{site}", site.encode())
    headers = {name: placed(value) for name, value in answer.headers.items()}
    return dataclasses.replace(answer, body=body, headers=headers)
