"""A backup of a running instance, and the way back: claims as they were, and subscribers who are told the truth."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
import redis

from tests.e2e.test_instances import REPORT, an_instance, said

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def until_ready(page: str) -> None:
    """Return once the gateway of an instance answers: it starts after the instance has written its file."""
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{page}readyz", timeout=10).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _claims(page: str) -> list[tuple[int, str]]:
    until_ready(page)
    with urllib.request.urlopen(f"{page}v1/claims?since=0", timeout=10) as answer:
        return [(item["sequence"], item["claim"]["content"]["text"]) for item in json.load(answer)["items"]]


def _first_event(page: str, last_event_id: int) -> dict[str, str]:
    """The first event that a subscriber is sent who resumes after a sequence."""
    request = urllib.request.Request(f"{page}v1/claims/stream", headers={"Last-Event-ID": str(last_event_id)})
    fields: dict[str, str] = {}
    with urllib.request.urlopen(request, timeout=20) as stream:
        while "data" not in fields:
            name, _, value = stream.readline().decode().rstrip("\n").partition(": ")
            fields |= {name: value} if name else {}
    return fields


def _topic(url: str) -> list[int]:
    with redis.Redis.from_url(url) as client:
        return [int(entry.split(b"-")[0]) for entry, _ in client.xrange("claimwire:claims.v1")]


def _ingest(tmp_path: Path, data: Path, place: str) -> None:
    answer = said(tmp_path, "ingest", "--data", data, "-", given=REPORT.format(place))
    assert answer.stdout.endswith("1 of 1 stored\n"), answer.stdout + answer.stderr


@pytest.mark.timeout(240)
def test_restored_instance_has_the_claims_of_the_backup_and_tells_subscribers(tmp_path: Path) -> None:
    """Backup while it runs, restore when it does not; a subscriber ahead of the backup is reset, now and later."""
    data, file = tmp_path / "data", tmp_path / "backup.sqlite3"
    with an_instance(tmp_path, data) as (_, instance):
        _ingest(tmp_path, data, "Zelene")
        _ingest(tmp_path, data, "Bilka")
        backed_up = said(tmp_path, "backup", file)
        at_backup = _claims(instance["page"])
        _ingest(tmp_path, data, "Sosnivka")
        ahead = _claims(instance["page"])[-1][0]
        refused = said(tmp_path, "restore", file, "--data", data)

    restored = said(tmp_path, "restore", file, "--data", data)
    with an_instance(tmp_path, data) as (_, instance):
        page: str = instance["page"]
        after_restore: Any = (_claims(page), _first_event(page, ahead))
        _ingest(tmp_path, data, "Verba")
        later: Any = (_claims(page), _first_event(page, ahead), _first_event(page, at_backup[-1][0]))
        topic = _topic(instance["redis_url"])

    assert (backed_up.returncode, refused.returncode, restored.returncode) == (0, 2, 0), restored.stderr
    assert "is running" in refused.stderr
    assert len(at_backup) == 2
    assert ahead == 3
    assert (after_restore[0], after_restore[1]["event"]) == (at_backup, "reset")
    newest = later[0][-1][0]
    assert newest > 1_700_000_000_000
    assert [event["event"] for event in later[1:]] == ["reset", "io.claimwire.claim.published.v1"]
    assert later[2]["id"] == str(newest)
    assert topic == [1, 2, newest]
