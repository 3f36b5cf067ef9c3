"""Servers that a test may break: started again whenever they end, on a disk that can be filled."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import redis

from services.console.redis_server import DURABLE, bundled_binary, free_port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_START_SECONDS = 30.0
# The supervisor writes down which process is the server; more than that does not fit on a full disk.
_ROOM_FOR_A_PID = 16
# A write beyond the limit on file sizes should be refused, as on a full disk, and not end the server with a signal.
_LOOP = 'trap "" XFSZ; while :; do "$@" >> log 2>&1 & echo $! > pid; wait $!; sleep 0.2; done'


class Server(Protocol):
    """A server under a supervisor.

    Attributes:
        peer: host and port as another server of the same kind reaches it.

    """

    url: str
    peer: tuple[str, int]

    def kill(self) -> None:
        """Kill the server; its supervisor starts it again, with its data."""

    def fill_disk(self) -> None:
        """From now on nothing more can be written to its disk."""

    def free_disk(self) -> None:
        """Let it write again."""

    def close(self) -> None:
        """End it for good."""


def arguments(binary: str, options: Mapping[str, str]) -> list[str]:
    """A command line: the durable settings, changed by the options."""
    return [binary, *(part for name, value in (DURABLE | dict(options)).items() for part in (f"--{name}", value))]


def wait_for(url: str) -> None:
    """Return once the server serves."""
    deadline = time.monotonic() + _START_SECONDS
    with redis.Redis.from_url(url, socket_timeout=1) as client:
        while True:
            try:
                client.ping()
            except redis.RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


@dataclass
class BundledServer:
    """The bundled Valkey; its disk is filled by a limit on the size of files."""

    folder: Path
    options: Mapping[str, str]

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        port = free_port()
        self.url, self.peer = f"redis://127.0.0.1:{port}/0", ("127.0.0.1", port)
        where = {"bind": "127.0.0.1", "port": str(port), "dir": str(self.folder)}
        command = ["/bin/sh", "-c", _LOOP, "sh", *arguments(bundled_binary(), where | dict(self.options))]
        self._loop = subprocess.Popen(command, cwd=self.folder, start_new_session=True)
        wait_for(self.url)

    def kill(self) -> None:
        """Kill the server."""
        os.kill(self._pid(), signal.SIGKILL)

    def fill_disk(self) -> None:
        """Refuse whatever makes a file longer."""
        self._limit(_ROOM_FOR_A_PID)

    def free_disk(self) -> None:
        """Lift the limit."""
        self._limit(resource.RLIM_INFINITY)

    def close(self) -> None:
        """Kill the supervisor and the server."""
        os.killpg(self._loop.pid, signal.SIGKILL)
        self._loop.wait()

    def _pid(self) -> int:
        deadline = time.monotonic() + _START_SECONDS
        # The loop may just be writing the next one's.
        while not (written := (self.folder / "pid").read_text()) and time.monotonic() < deadline:
            time.sleep(0.01)
        return int(written)

    def _limit(self, size: int) -> None:
        # The supervisor first: the next server has its limit.
        for process in (self._loop.pid, self._pid()):
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@dataclass
class ContainedServer:
    """Redis 7 in a container; its disk is a small file system in memory, filled by a file."""

    options: Mapping[str, str]

    def __post_init__(self) -> None:
        from testcontainers.core.container import DockerContainer

        where = {"bind": "0.0.0.0", "protected-mode": "no", "dir": "/small"}  # noqa: S104 - within the container
        command = ["sh", "-c", f"cd /small; {_LOOP}", "sh", *arguments("redis-server", where | dict(self.options))]
        container: Any = DockerContainer("redis:7-bookworm", command=command).with_exposed_ports(6379)
        self._container = container.with_tmpfs_mount("/small", "size=16m").with_kwargs(entrypoint="")
        self._container.start()
        self.url = f"redis://{self._container.get_container_host_ip()}:{self._container.get_exposed_port(6379)}/0"
        inside = self._container.get_wrapped_container()
        inside.reload()
        networks = inside.attrs["NetworkSettings"]["Networks"].values()
        self.peer = (next(iter(networks))["IPAddress"], 6379)
        wait_for(self.url)

    def kill(self) -> None:
        """Kill the server."""
        self._shell("kill -9 $(cat /small/pid)")

    def fill_disk(self) -> None:
        """Write a file until nothing more fits."""
        self._shell("cat /dev/zero > /small/filler")

    def free_disk(self) -> None:
        """Remove the file."""
        self._shell("rm -f /small/filler")

    def close(self) -> None:
        """Remove the container."""
        self._container.stop()

    def _shell(self, command: str) -> None:
        self._container.get_wrapped_container().exec_run(["sh", "-c", command])
