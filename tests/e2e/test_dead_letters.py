"""An operator meets a dead letter."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import redis

from shared.transport.streams import ARTICLES_FETCHED, FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLAIMWIRE = (sys.executable, "-m", "services.console.app")
GARBAGE = b"\xff\\xff is no report"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An embedded instance, as its instance file describes it."""
    home = tmp_path_factory.mktemp("home")
    data = home / "data"
    environment = dict(os.environ) | {"HOME": str(home)}
    command = [*CLAIMWIRE, "run", "--data", str(data), "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 30
        while not (data / "instance.json").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield json.loads((data / "instance.json").read_text())
        process.send_signal(signal.SIGINT)
        process.wait(20)


def dead(instance: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `claimwire dead`."""
    command = [*CLAIMWIRE, "dead", *arguments, "--data", instance["folder"]]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def letters(instance: dict[str, str], count: int, *options: str) -> list[dict[str, Any]]:
    """The listed dead letters, once there are so many."""
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + 60
    while len(found) < count and time.monotonic() < deadline:
        # Before the store has made its tables there is nothing to list.
        found = [json.loads(line) for line in dead(instance, "list", "--json", *options).stdout.splitlines()]
    return found


@pytest.mark.timeout(240)
def test_an_operator_lists_shows_retries_and_discards(instance: dict[str, str]) -> None:
    """Each command says what it did, in words, in JSON and in its exit code."""
    with redis.Redis.from_url(instance["redis_url"]) as client:
        client.xadd(ARTICLES_FETCHED.name, {FIELD: GARBAGE})
        # Both groups of the stream, the cleaner and the store, give it up.
        first, second = letters(instance, 2)
        assert {first["service"], second["service"]} == {"cleaner", "store"}

        shown = dead(instance, "show", first["dead_id"][:10])
        assert (shown.returncode, "base64" in shown.stdout, first["reason"] in shown.stdout) == (0, True, True)

        retried = dead(instance, "retry", "--json", first["dead_id"])
        answer = json.loads(retried.stdout)
        assert (retried.returncode, answer["outcome"]) == (0, "retried")
        # The keeper trims what both groups have given up again; until then the bytes can be looked at.
        added: Any = client.xrange(ARTICLES_FETCHED.name, answer["entry_id"], answer["entry_id"])
        assert [fields[FIELD.encode()] for _, fields in added] in ([GARBAGE], [])
        assert len(letters(instance, 4, "--status", "all")) == 4

    discarded = dead(instance, "discard", second["dead_id"], "--why", "a test of ours")
    assert (discarded.returncode, "1 of 1 done" in discarded.stdout) == (0, True)
    again = dead(instance, "retry", first["dead_id"], "ffffffff")
    assert (again.returncode, "already retried" in again.stdout, "unknown" in again.stdout) == (1, True, True)
    assert dead(instance, "show", "ffffffff").returncode == 1


@pytest.mark.timeout(240)
def test_calls_that_make_no_sense_are_refused(instance: dict[str, str], tmp_path: Path) -> None:
    """Exit code 2, and what to do instead; so too where the database does not answer."""
    assert [dead(instance, *call).returncode for call in (("retry",), ("retry", "--all", "f0"))] == [2, 2]
    assert "--all" in dead(instance, "retry", "f0", "--service", "store").stderr
    assert "reason" in dead(instance, "discard", "f0", "--why", " ").stderr

    file = tmp_path / "instance.json"
    file.write_text(json.dumps(instance | {"database_url": "sqlite+aiosqlite:////nowhere/at/all"}))
    refused = dead(instance | {"folder": str(tmp_path)}, "list")
    assert (refused.returncode, refused.stderr.startswith("claimwire: database: ")) == (2, True), refused.stderr
    assert "Traceback" not in refused.stderr
