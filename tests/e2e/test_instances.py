"""Instances on one machine: one a folder, nothing left behind, and every file that is handed over has an outcome."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psutil
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLAIMWIRE = (sys.executable, "-m", "services.console.app")
REPORT = "Mayor speaks\n\nMayor Ivan Petrenko said that the road to {} was open on Friday morning.\n"


def said(home: Path, *arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """What a command answers."""
    command = [*CLAIMWIRE, *map(str, arguments)]
    environment = dict(os.environ) | {"HOME": str(home)}
    return subprocess.run(
        command, env=environment, input=given, capture_output=True, text=True, timeout=90, check=False
    )


@contextmanager
def an_instance(home: Path, data: Path) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """A running instance and its instance file; ended at the end, if it still runs."""
    command = [*CLAIMWIRE, "run", "--data", str(data)]
    environment = dict(os.environ) | {"HOME": str(home)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 60
            while not _instance_of(data, process.pid) and time.monotonic() < deadline and process.poll() is None:
                time.sleep(0.1)
            yield process, json.loads((data / "instance.json").read_text())
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _instance_of(data: Path, pid: int) -> bool:
    try:
        return bool(json.loads((data / "instance.json").read_text())["pid"] == pid)
    except (OSError, ValueError):
        return False


def _server(process: subprocess.Popen[bytes]) -> psutil.Process:
    return next(child for child in psutil.Process(process.pid).children() if "valkey" in child.name())


@pytest.mark.timeout(240)
def test_folder_belongs_to_one_instance_which_leaves_nothing_behind(tmp_path: Path) -> None:
    """A second instance on a folder is refused, another folder has another page; a killed one takes all along."""
    data = tmp_path / "what? 100%23"
    with an_instance(tmp_path, data) as (process, first):
        second = said(tmp_path, "run", "--data", data)
        with an_instance(tmp_path, tmp_path / "other") as (_, other):
            pages = {first["page"], other["page"]}
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        _, alive = psutil.wait_procs(family, timeout=30)

    with an_instance(tmp_path, data) as (_, again):
        assert again["folder"] == str(data)

    assert (second.returncode, "in use" in second.stderr) == (2, True), second.stderr
    assert len(pages) == 2
    assert alive == []
    assert (data / "claimwire.sqlite3").exists()


@pytest.mark.timeout(240)
def test_every_file_that_is_handed_over_has_an_outcome(tmp_path: Path) -> None:
    """Whatever a file is, `ingest` tells its end, also while the server for the streams is killed."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "loop.txt").symlink_to("loop.txt")
    (files / "large.txt").write_bytes(b"a" * (2 * 1024 * 1024 + 1))
    (files / "none.url").write_text("nothing\n")
    (files / "PAGE.HTML").write_text(f"<html><body><p>{REPORT.format('Zelene')}</p></body></html>")
    (files / "no suffix").write_text(REPORT.format("Bilka"))
    (files / ("n" * 250 + ".txt")).write_text(REPORT.format("Sosnivka"))
    (files / os.fsdecode(b"\xff\n.txt")).write_text(REPORT.format("Verba"))

    with an_instance(tmp_path, tmp_path / "data") as (process, _):
        told = said(tmp_path, "ingest", *sorted(files.iterdir()), files / "missing.txt")
        _server(process).kill()
        from_pipe = said(tmp_path, "ingest", "-", given=REPORT.format("Lisna"))
        left = [path.name for path in (tmp_path / "data" / "inbox").iterdir() if path.is_file()]
        where = said(tmp_path, "where", "x")

    assert told.returncode == 1
    for outcome in ("missing.txt: not read:", "loop.txt: not read:", "large.txt: too_large:", "none.url: no_url:"):
        assert outcome in told.stdout
    assert "\n4 of 8 stored\n" in told.stdout
    assert from_pipe.stdout.endswith("1 of 1 stored\n")
    assert (where.returncode, where.stdout) == (1, "nothing is known of x\n")
    assert left == []
