"""One embedded instance, as an operator runs it, with short waits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from services.console.instance import Instance
from tests.e2e.bad_input.origin import BAD_HOST, HOSTS

CLAIMWIRE = (sys.executable, "-m", "services.console.app")
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
# Its limits are those of every instance; only the waits are shorter, and pages of this machine are read.
_SETTINGS = {
    "CLAIMWIRE_PRIVATE_HOSTS": ",".join({*HOSTS, BAD_HOST, "127.0.0.1"}),
    "CLAIMWIRE_INBOX_SCAN_SECONDS": "0.2",
    "CLAIMWIRE_CONNECT_TIMEOUT_SECONDS": "2",
    "CLAIMWIRE_READ_TIMEOUT_SECONDS": "2",
    "CLAIMWIRE_TOTAL_TIMEOUT_SECONDS": "2.5",
    "CLAIMWIRE_ATTEMPTS": "1",
    "CLAIMWIRE_RETRY_ROUNDS": "1",
    "CLAIMWIRE_SHORTEST_RETRY_SECONDS": "0.2",
    "CLAIMWIRE_LONGEST_RETRY_SECONDS": "3600",
    # Each feed is polled once: what failed once is no alarm.
    "CLAIMWIRE_SHORTEST_POLL_SECONDS": "3000",
    # A machine that is busy with other tests must not make a good feed fail.
    "CLAIMWIRE_PARSE_TIMEOUT_SECONDS": "60",
    "PYTHONUNBUFFERED": "1",
}


@dataclass
class Running:
    """A running instance, and what it prints.

    Attributes:
        home: of its user, so that no other instance is found.
    """

    home: Path
    process: subprocess.Popen[bytes]
    printed: Path
    about: Instance

    def command(self, *arguments: str, given: bytes | IO[bytes] | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run `claimwire` against it, as an operator does."""
        source: Any = {"stdin": given} if hasattr(given, "fileno") else {"input": given or b""}
        return subprocess.run(
            [*CLAIMWIRE, *arguments],
            env=_environment(self.home),
            capture_output=True,
            timeout=240,
            check=False,
            **source,
        )


@contextmanager
def an_instance(home: Path, feeds: Iterable[str]) -> Iterator[Running]:
    """An instance that reads these feeds; ended with Ctrl-C."""
    data, printed = home / "data", home / "printed.log"
    (data / "inbox").mkdir(parents=True)
    (data / "feeds.txt").write_text("# hostile ones\n" + "\n".join(feeds))
    command = [*CLAIMWIRE, "run", "--data", str(data), "--port", "0"]
    with printed.open("wb") as output, subprocess.Popen(command, env=_environment(home), stdout=output) as process:
        try:
            yield Running(home, process, printed, _started(data, process))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_STOP_SECONDS)


def _environment(home: Path) -> dict[str, str]:
    return dict(os.environ) | _SETTINGS | {"HOME": str(home)}


def _started(data: Path, process: subprocess.Popen[bytes]) -> Instance:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if (data / "instance.json").exists():
            return Instance(**json.loads((data / "instance.json").read_text()))
        time.sleep(0.1)
    message = f"the instance does not start: exit code {process.poll()}"
    raise RuntimeError(message)
