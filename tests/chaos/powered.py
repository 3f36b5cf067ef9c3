"""A Redis or Valkey whose power can be cut: the server itself, started with the shim."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from services.console.redis_server import RedisServer, bundled_binary
from tests.chaos.power import Platter

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

REDIS_7 = "redis:7-bookworm"


@dataclass
class PoweredServer(RedisServer):
    """The bundled Valkey, or another program of this machine.

    Attributes:
        shim: what loses writes that were not synced, compiled.

    """

    shim: Path = field(kw_only=True)
    binary: str = field(default_factory=bundled_binary)

    def __post_init__(self) -> None:
        """Put a script in the program's place that starts it with the shim."""
        # One folder for both, since a hard link does not leave a file system, nor a volume of a container.
        self.home, self.folder = self.folder, self.folder / "data"
        self.folder.mkdir(parents=True)
        self.platter = Platter(self.folder, self.home / "platter")
        self.platter.begin()
        environment = self.platter.environment(self.shim)
        script = self.home / "server"
        script.write_text(f'#!/bin/sh\nexec {self._command(environment)} "$@"\n')
        script.chmod(0o755)
        self.binary = str(script)

    def cut(self, chance: Random) -> int:
        """Kill the server and leave what the disk might hold; returns how many bytes are gone."""
        self.kill()
        return self.platter.cut(chance)

    def _command(self, environment: dict[str, str]) -> str:
        return " ".join(["env", *(f"{name}='{value}'" for name, value in environment.items()), self.binary])


@dataclass
class ContainedServer(PoweredServer):
    """Redis 7 in a container, its files on this machine."""

    binary: str = "redis-server"

    def __post_init__(self) -> None:
        """Listen where the container's port is published from: on this machine only."""
        self.options = {"bind": "0.0.0.0", "protected-mode": "no", **self.options}  # noqa: S104 - within the container
        self.name = f"claimwire-chaos-{uuid4().hex[:12]}"
        super().__post_init__()

    def kill(self) -> None:
        """Kill the server; its container goes with it."""
        if self.process is None or self.process.poll() is not None:
            return
        deadline = time.monotonic() + 30
        # Again, since it may be told before there is a container.
        while self.process.poll() is None and time.monotonic() < deadline:
            subprocess.run(["docker", "kill", self.name], capture_output=True, check=False)  # noqa: S607
            time.sleep(0.05)
        self.process.wait(5)

    def _command(self, environment: dict[str, str]) -> str:
        variables = " ".join(f"--env {name}='{value}'" for name, value in environment.items())
        return (
            f"docker run --rm --name {self.name} --user {os.getuid()}:{os.getgid()} --volume '{self.home}:{self.home}'"
            f" --volume '{self.shim}:{self.shim}:ro'"
            f" --publish 127.0.0.1:{self.port}:{self.port} {variables} --entrypoint {self.binary} {REDIS_7}"
        )


def why_no_container(shim: Path) -> str | None:
    """What keeps Redis 7 from running with the shim; None if nothing does."""
    if shutil.which("docker") is None:
        return "no docker command for Redis 7"
    command = ["docker", "run", "--rm", "--volume", f"{shim}:{shim}:ro", "--env", f"LD_PRELOAD={shim}"]
    answer = subprocess.run(
        [*command, "--entrypoint", "redis-server", REDIS_7, "--version"], capture_output=True, text=True, check=False
    )
    if answer.returncode or "LD_PRELOAD" in answer.stderr:
        return f"Redis 7 does not run with the shim: {(answer.stderr or answer.stdout).strip()[-200:]}"
    return None
