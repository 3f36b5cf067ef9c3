"""A server of raw sockets on all addresses of this machine, which ends with all that it serves."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Self


class Listening:
    """A server; what it says is told by `serve`.

    Attributes:
        port: where it listens, of every host.
    """

    def __init__(self) -> None:
        self.port = 0
        self._serving: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._begun, "0.0.0.0", 0)  # noqa: S104 - all hosts of this machine
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def serve(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes on one connection to a host, until it ends or its other side leaves."""
        raise NotImplementedError

    async def _begun(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        # Clients leave when they have had enough; whoever is never answered stays to the end.
        left = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError)
        with contextlib.suppress(*left):
            await self.serve(writer.get_extra_info("sockname")[0], reader, writer)
        writer.close()
        self._serving.discard(task)
