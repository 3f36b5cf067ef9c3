"""The HTTP server: granian on a socket of our own, because the socket is where a client that reads nothing is cut.

An application can stop sending, but the server still holds what it has taken, for as long as the client likes. Only
the kernel gives such a connection up: after `TCP_USER_TIMEOUT` without a byte taken.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server.embed import Server

if TYPE_CHECKING:
    from services.gateway.settings import Settings

# A client that sends its headers slower than this holds a connection for nothing.
_HEADER_DEADLINE_MS = 5000
# What is held for one connection, beside the kernel's own buffers; also the most that headers may take.
_BUFFER_BYTES = 64 * 1024
# What the kernel holds for one connection; left to itself it takes megabytes for each client that does not read.
_KERNEL_BUFFER_BYTES = 128 * 1024
# Connections beside the streams: lists, pages, health.
_OTHER_CONNECTIONS = 100
_IS_UNIX_SOCKET = False


class HttpServer(Server):
    """Serves the application; the port is taken when it starts, and an error if somebody has it."""

    def __init__(self, app: Any, settings: Settings) -> None:
        super().__init__(
            app,
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGINL,
            websockets=False,
            # Granian's default allows fewer connections than there may be streams: health would wait for them.
            backpressure=settings.max_streams + _OTHER_CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADER_DEADLINE_MS, max_buffer_size=_BUFFER_BYTES),
            log_enabled=False,
        )
        self._settings = settings

    def _init_shared_socket(self) -> None:
        """In place of granian's own, which knows no deadline for sending."""
        listening = _listening(self._settings, self.backlog)
        holder: Any = SocketHolder
        self._shd = holder(listening.detach(), _IS_UNIX_SOCKET, self.backlog)

    async def stop_within(self, serving: asyncio.Task[None], seconds: float) -> None:
        """Take no more connections, finish those that end, and leave the others after this time."""
        self.stop()  # type: ignore[no-untyped-call]
        _, late = await asyncio.wait({serving}, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def _listening(settings: Settings, backlog: int) -> socket.socket:
    """A socket whose connections are given up when their client takes nothing for the time of a send."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.create_server((settings.host, settings.port), family=family, backlog=backlog)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER_BYTES)
    if sys.platform == "linux":
        timeout_ms = int(settings.send_timeout_seconds * 1000)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, timeout_ms)
    listening.settimeout(0)
    return listening
