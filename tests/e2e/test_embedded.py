"""A report becomes a claim that anyone can read."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
import redis

if TYPE_CHECKING:
    from collections.abc import Iterator

CLAIMWIRE = (sys.executable, "-m", "services.console.app")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, str]]]:
    """An embedded instance with the demonstration, and its instance file."""
    data = tmp_path / "data"
    environment = dict(os.environ) | {"HOME": str(tmp_path)}
    command = [*CLAIMWIRE, "run", "--data", str(data), "--port", "0", "--demo"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 30
        while not (data / "instance.json").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield process, json.loads((data / "instance.json").read_text())
        process.send_signal(signal.SIGINT)
        process.wait(20)


def claims(url: str, count: int) -> list[dict[str, object]]:
    """The first claims of the firehose, read with a client that knows nothing of claimwire."""
    found: list[dict[str, object]] = []
    last, deadline = "0", time.monotonic() + 60
    with redis.Redis.from_url(url) as client:
        while len(found) < count and time.monotonic() < deadline:
            for _, entries in client.xread({"claimwire:claims.v1": last}, block=1000):
                for entry_id, fields in entries:
                    last = entry_id
                    found.append(json.loads(fields[b"__data__"])["data"])
    return found


@pytest.mark.timeout(180)
def test_reports_become_claims_for_plain_clients(
    instance: tuple[subprocess.Popen[bytes], dict[str, str]], tmp_path: Path
) -> None:
    """XREAD with json.loads, REST and SSE all give the claims; ingest says what became of a file; Ctrl-C ends all."""
    process, found = instance
    events = claims(found["redis_url"], 10)
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))

    report = tmp_path / "report.txt"
    report.write_text("Mayor speaks\n\nMayor Ivan Petrenko said that the road to Zelene was open on Friday morning.\n")
    command = [*CLAIMWIRE, "ingest", "--data", found["folder"], str(report)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, "1 of 1 stored" in said.stdout) == (0, True), said.stdout + said.stderr

    page = f"{found['page']}v1/claims?limit=1"
    with urllib.request.urlopen(page, timeout=5) as answer:
        assert json.load(answer)["items"][0]["claim"]["content"]["text"]

    request = urllib.request.Request(f"{found['page']}v1/claims/stream", headers={"Last-Event-ID": "5"})
    with urllib.request.urlopen(request, timeout=10) as stream:
        ids = [line for line in (stream.readline().decode() for _ in range(20)) if re.match(r"id: \d", line)]
    assert ids[0] == "id: 6\n"

    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 7
    process.send_signal(signal.SIGINT)
    process.wait(10)
    _, alive = psutil.wait_procs(family, timeout=2)
    assert alive == []
