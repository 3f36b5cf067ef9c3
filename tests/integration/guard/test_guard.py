"""No packet of the fetcher reaches an address that is not public, however it is led there, and every end has a reason.

The fetcher's own code runs in a network namespace in which every address exists and answers; `-s` shows the outcomes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.integration.guard.cases import PUBLIC

_ROOT = Path(__file__).parents[3]
# Another user than root becomes root of the namespace where the kernel lets everybody make one.
_APART = ("unshare", "--net", "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")))


@pytest.fixture(scope="module")
def namespace() -> None:
    """Whether a network namespace can be made here."""
    if sys.platform != "linux" or shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("a network namespace needs Linux with unshare and ip")
    tried = subprocess.run([*_APART, "ip", "link", "set", "lo", "up"], check=False, capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"no network namespace can be made here: {tried.stderr.strip()}")


def _run(*arguments: str) -> dict[str, Any]:
    command = [*_APART, sys.executable, "-m", "tests.integration.guard.inside", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=_ROOT, timeout=400)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _withstood(found: dict[str, Any]) -> None:
    counted = Counter((kind, outcome) for kind, _, outcome, _ in found["outcomes"])
    print(f"\n{len(found['outcomes'])} cases, {found['packets']} packets, to forbidden addresses: {found['forbidden']}")
    for (kind, outcome), count in sorted(counted.items()):
        print(f"  {kind:24} {outcome:16} {count:5}")

    assert found["unseen"] == []
    assert found["knocked"] > 50
    assert found["forbidden"] == {}
    assert all(reason for _, _, _, reason in found["outcomes"])
    plain = {"literal", "embedded", "name", "name that turned"}
    assert {outcome for kind, _, outcome, _ in found["outcomes"] if kind in plain} == {"private_address"}
    # What is refused for its address alone must not be all of the Internet.
    assert [outcome for *_, outcome, _ in found["public"]] == ["fetched"] * len(PUBLIC)


@pytest.mark.usefixtures("namespace")
def test_no_packet_reaches_a_forbidden_address() -> None:
    """More than 600 URLs, redirects, names and links in feeds that lead to one are refused before a packet is sent."""
    found = _run("0")

    assert len(found["outcomes"]) >= 600
    _withstood(found)


@pytest.mark.slow
@pytest.mark.timeout(420)
@pytest.mark.usefixtures("namespace")
def test_no_address_of_a_forbidden_range_is_reached() -> None:
    """Nor is any of a hundred random addresses of each range, plain and wrapped."""
    _withstood(_run("100"))


@pytest.mark.slow
@pytest.mark.usefixtures("namespace")
def test_without_the_guard_packets_are_seen() -> None:
    """The same cases without the guard reach many forbidden addresses: who counts none is not blind."""
    found = _run("0", "--unguarded")

    assert len(found["forbidden"]) > 200
