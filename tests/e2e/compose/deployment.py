"""A deployment of docker-compose.yml under a name and on ports of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import orjson

from services.console.redis_server import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
SERVERS = ("redis", "postgres")
SERVICES = ("keeper", "fetcher", "cleaner", "extractor", "store", "gateway")
DEMONSTRATION = ("demonstration", "demonstration-fetcher")
LONG_RUNNING = (*SERVERS, *SERVICES, *DEMONSTRATION)
_PORTS = ("CLAIMWIRE_PORT", "CLAIMWIRE_REDIS_PORT", "CLAIMWIRE_DEMONSTRATION_PORT")


@dataclass
class Deployment:
    """What an operator does with it, as commands."""

    project: str = field(default_factory=lambda: f"claimwire-test-{secrets.token_hex(3)}")
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in _PORTS})

    @property
    def page(self) -> str:
        """The address of the live page."""
        return f"http://127.0.0.1:{self.ports['CLAIMWIRE_PORT']}/"

    @property
    def environment(self) -> dict[str, str]:
        """What tells `docker compose` which deployment is meant."""
        which = {"COMPOSE_PROJECT_NAME": self.project, "COMPOSE_PROFILES": "demo"}
        which |= {"COMPOSE_ENV_FILES": str(ROOT / ".env.example")}
        return dict(os.environ) | which | {name: str(port) for name, port in self.ports.items()}

    def compose(self, *command: str, input_text: str | None = None, seconds: float = 120) -> str:
        """One `docker compose` command; returns what it printed.

        Raises:
            RuntimeError: it ended with an error.
        """
        return run("docker", "compose", *command, input_text=input_text, seconds=seconds, also=self.environment)

    def script(self, name: str, *arguments: str) -> str:
        """One of the scripts in `deploy/`, as make calls it; returns what it printed.

        Raises:
            RuntimeError: it ended with an error.
        """
        return run(str(ROOT / "deploy" / name), *arguments, seconds=600, also=self.environment)

    def up(self, *options: str) -> None:
        """Start, and return when all are healthy."""
        self.compose("up", "--wait", "--wait-timeout", "300", *options, seconds=900)

    def down(self) -> None:
        """Stop it and remove what it kept."""
        self.compose("--profile", "demo", "--profile", "console", "down", "--volumes", "--timeout", "20")

    def containers(self, service: str) -> list[dict[str, Any]]:
        """The containers of a service, as `docker inspect` tells them."""
        found = self.compose("ps", "--all", "--quiet", service).split()
        return list(orjson.loads(run("docker", "inspect", *found))) if found else []

    def container(self, service: str) -> dict[str, Any]:
        """The only container of a service."""
        (container,) = self.containers(service)
        return container

    def redis_url(self, user: str) -> str:
        """The URL of a user of Redis, as this machine reaches it."""
        if user in SERVICES:
            url = self.compose("exec", "-T", user, "cat", "/run/secrets/claimwire_redis_url")
        else:
            file = "/subscriber/redis_url" if user == "subscriber" else "/run/secrets/claimwire_redis_url"
            url = self.compose("run", "--rm", "-T", "--no-deps", "--entrypoint", "cat", "console", file)
            if user == "subscriber":
                return url.strip()
        return url.strip().replace("@redis:6379", f"@127.0.0.1:{self.ports['CLAIMWIRE_REDIS_PORT']}")

    def redis_cli(self, *command: str) -> str:
        """One command of a subscriber's redis-cli on this machine; what it answers, an error included."""
        url = self.redis_url("subscriber")
        there = shutil.which("redis-cli")
        client = (there,) if there else ("docker", "run", "--rm", "--network", "host", "redis:7-bookworm", "redis-cli")
        return run(*client, "-u", url, *command)

    def ingest(self, report: str) -> str:
        """What `claimwire ingest` says of a report on its standard input."""
        command = ("run", "--rm", "-T", "--no-deps", "console", "ingest", "-")
        return self.compose(*command, input_text=report)

    def json(self, path: str) -> Any:
        """What the gateway answers."""
        with urlopen(f"{self.page}{path}", timeout=10) as answer:
            return orjson.loads(answer.read())

    def kill(self, container: dict[str, Any]) -> None:
        """Kill a container's process from outside, as the kernel does when memory is short.

        Not `docker kill`: that counts as wanted, and no restart policy acts on it.
        """
        pid = container["State"]["Pid"]
        run("docker", "run", "--rm", "--pid", "host", "--user", "0", "redis:7-bookworm", "sh", "-c", f"kill -9 {pid}")

    def left(self) -> dict[str, list[str]]:
        """What there is of it."""
        label = f"label=com.docker.compose.project={self.project}"
        found = {
            kind: run("docker", kind, "ls", "--quiet", "--filter", label, *more).split()
            for kind, more in (("container", ["--all"]), ("volume", []), ("network", []))
        }
        return {kind: names for kind, names in found.items() if names}


def run(*command: str, input_text: str | None = None, seconds: float = 60, also: dict[str, str] | None = None) -> str:
    """One command in a folder that holds nothing; returns its standard output.

    Raises:
        RuntimeError: it ended with an error, which is told with what it printed.
    """
    with tempfile.TemporaryFile("w+") as errors:
        ended = subprocess.run(
            command, input=input_text, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, timeout=seconds,
            env=also, check=False,
        )  # fmt: skip
        if ended.returncode:
            errors.seek(0)
            message = f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout}\n{errors.read()}"
            raise RuntimeError(message)
    return ended.stdout


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Return once it holds; what cannot be asked yet does not hold.

    Raises:
        TimeoutError: it does not in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except (RuntimeError, OSError, ValueError):
            pass
        time.sleep(0.5)
    raise TimeoutError(what)
