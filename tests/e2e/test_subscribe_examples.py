"""The examples of `docs/how-to/subscribe/` run as they stand; each resumes, and none misses an event."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import redis

from tests.e2e.test_backup import until_ready
from tests.e2e.test_instances import REPORT, an_instance, said

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[2] / "docs" / "how-to" / "subscribe"
PLACES = ("Zelene", "Bilka", "Sosnivka")
# Another database is told by this code in the examples that read HTTP.
RESET = 3


@dataclass(frozen=True)
class Deployment:
    """A running instance, and its topic as it stands: sequence and content of each event."""

    home: Path
    page: str
    redis_url: str
    events: dict[int, str]


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One embedded instance for all examples, with a few reports in it."""
    home = tmp_path_factory.mktemp("subscribe")
    data = home / "data"
    with an_instance(home, data) as (_, instance):
        until_ready(instance["page"])
        reports = [home / f"{place}.txt" for place in PLACES]
        for place, report in zip(PLACES, reports, strict=True):
            report.write_text(REPORT.format(place))
        answer = said(home, "ingest", "--data", data, *reports)
        assert answer.stdout.endswith("3 of 3 stored\n"), answer.stdout + answer.stderr
        with redis.Redis.from_url(instance["redis_url"]) as client:
            entries: Any = client.xrange("claimwire:claims.v1")
        events = {
            int(key.split(b"-")[0]): json.loads(fields[b"__data__"])["data"]["claim"]["content"]["text"]
            for key, fields in entries
        }
        assert sorted(events) == [1, 2, 3]
        yield Deployment(home, instance["page"], instance["redis_url"], events)


def run(deployment: Deployment, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run an example; a Go program is built into a cache of this test."""
    environment = dict(os.environ) | {"GOCACHE": str(deployment.home / "go")}
    return subprocess.run(
        [str(part) for part in command], env=environment, capture_output=True, text=True, timeout=100, check=False
    )


def needs(program: str) -> str:
    """The program's path; without it the example is skipped, and the summary says why."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not on this machine: its example was not run")
    return found


def command_of(example: str, deployment: Deployment) -> list[str | Path]:
    """How an example is started, up to its address."""
    file = EXAMPLES / example
    match file.suffix:
        case ".py":
            return [sys.executable, file, deployment.redis_url]
        case ".mjs":
            return [needs("node"), file, deployment.page]
        case ".go":
            # `go run` would not hand the exit code on.
            program = deployment.home / "subscribe"
            if not program.exists():
                assert run(deployment, needs("go"), "build", "-o", program, file).returncode == 0
            return [program, deployment.page]
    needs("redis-cli" if "redis" in example else "curl")
    return ["sh", file, deployment.redis_url if "redis" in example else deployment.page]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("example", ["subscribe.py", "subscribe.mjs", "subscribe.go"])
def test_example_resumes_where_it_ended(example: str, deployment: Deployment, tmp_path: Path) -> None:
    """Two events, then a new start: it goes on with the third, and has kept all claims at their revision."""
    command, state = command_of(example, deployment), tmp_path / "state.json"

    first = run(deployment, *command, state, "2")
    second = run(deployment, *command, state, "1")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    for number, shown in ((1, first), (2, first), (3, second)):
        assert f"Ivan Petrenko (asserts): {deployment.events[number]}\n" in shown.stdout
    assert (first.stdout.count(" r1 "), second.stdout.count(" r1 ")) == (2, 1)
    kept = json.loads(state.read_text())
    assert (str(kept["last"]).split("-")[0], len(kept["claims"])) == ("3", 3)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("example", ["subscribe.py", "subscribe.mjs", "subscribe.go"])
def test_example_keeps_the_higher_revision(example: str, deployment: Deployment, tmp_path: Path) -> None:
    """An event that comes again, or late, changes nothing that is kept."""
    command, state = command_of(example, deployment), tmp_path / "state.json"
    run(deployment, *command, state, "3")
    kept = json.loads(state.read_text())
    for claim in kept["claims"].values():
        revision = "Revision" if "Revision" in claim else "revision"
        claim[revision] = 7
    kept["last"] = "1-0" if example.endswith(".py") else "1"
    state.write_text(json.dumps(kept))

    again = run(deployment, *command, state, "2")

    assert (again.returncode, again.stdout) == (0, ""), again.stderr
    assert {claim["revision"] for claim in json.loads(state.read_text())["claims"].values()} == {7}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "example", ["subscribe.py", "subscribe.mjs", "subscribe.go", "subscribe.sh", "subscribe-redis-cli.sh"]
)
def test_example_says_when_its_place_is_of_another_database(
    example: str, deployment: Deployment, tmp_path: Path
) -> None:
    """As after a restore: it ends with the reason rather than going on with a gap."""
    command, state = command_of(example, deployment), tmp_path / "state.json"
    last = "900-0" if command[-1] == deployment.redis_url else "900"
    state.write_text(json.dumps({"last": last, "claims": {}}) if not example.endswith(".sh") else f"{last}\n")

    ended = run(deployment, *command, state, *([] if not example.endswith(".sh") else ["5"]))

    assert ended.returncode == RESET, ended.stderr
    assert "read the list" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("example", ["subscribe.sh", "subscribe-redis-cli.sh"])
def test_shell_example_resumes_where_it_ended(example: str, deployment: Deployment, tmp_path: Path) -> None:
    """Every event once, then nothing; from an earlier place, what came after it."""
    command, state = command_of(example, deployment), tmp_path / "state"

    whole, nothing = run(deployment, *command, state, "2"), run(deployment, *command, state, "1")
    state.write_text(state.read_text().replace("3", "2"))
    last = run(deployment, *command, state, "1")

    assert all(text in whole.stdout for text in deployment.events.values())
    assert (nothing.stdout, len(last.stdout.splitlines())) == ("", 1)
    assert deployment.events[3] in last.stdout
