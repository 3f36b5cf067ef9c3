"""A backup of the running deployment, and the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.compose.deployment import ROOT, wait_until
from tests.e2e.compose.test_faults import a_report, is_served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.compose.deployment import Deployment


@pytest.fixture
def backup(deployment: Deployment) -> Iterator[Path]:
    """The file of `make backup`, removed in the end."""
    file = ROOT / deployment.script("backup.sh").split(":", 1)[0]
    yield file
    file.unlink()


def sequences(deployment: Deployment, word: str) -> list[int]:
    """The sequences of the claims that hold a word."""
    return [item["sequence"] for item in deployment.json(f"v1/claims?q={word}")["items"]]


@pytest.fixture
def before(deployment: Deployment) -> str:
    """A word that was claimed before the backup."""
    report, word = a_report()
    assert "1 of 1 stored" in deployment.ingest(report)
    return word


def test_restored_deployment_has_the_claims_of_the_backup(deployment: Deployment, before: str, backup: Path) -> None:
    """What came later is gone, and what comes now has sequences above all that were ever given."""
    known = sequences(deployment, before)
    report, later = a_report()
    assert "1 of 1 stored" in deployment.ingest(report)
    (ahead,) = sequences(deployment, later)

    said = deployment.script("restore.sh", str(backup))

    assert said.endswith(f"restored {backup}\n")
    assert (sequences(deployment, before), sequences(deployment, later)) == (known, [])
    wait_until(lambda: is_served(deployment), "a report after the restore")
    assert deployment.json("v1/claims?limit=1")["items"][0]["sequence"] > ahead


def test_file_that_is_no_backup_changes_nothing(deployment: Deployment, before: str, tmp_path: Path) -> None:
    """It is refused before anything is stopped."""
    known = sequences(deployment, before)
    file = tmp_path / "no-backup.dump"
    file.write_text("nothing of the kind")

    with pytest.raises(RuntimeError, match="input file"):
        deployment.script("restore.sh", str(file))

    assert sequences(deployment, before) == known
    assert is_served(deployment)
