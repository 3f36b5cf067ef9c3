"""A WARC file into a running instance, through kills and a loss of Redis: none lost, none twice."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import psutil
import pytest
import redis

from services.console.instance import DATABASE
from tests.archives import an_archive
from tests.e2e.bad_input.instance import CLAIMWIRE, Running, an_instance

if TYPE_CHECKING:
    from pathlib import Path


def _stored(running: Running) -> list[tuple[str, int]]:
    """The URLs of current articles, each with how many claims it has."""
    counted = """
        SELECT articles.url, count(claims.claim_id) FROM articles LEFT JOIN claims USING (article_id)
        WHERE articles.is_current GROUP BY articles.article_id ORDER BY articles.url
    """
    with closing(sqlite3.connect(f"{running.about.folder}/{DATABASE}", timeout=30)) as connection:
        return list(connection.execute(counted))


def _captures(running: Running) -> int:
    with closing(sqlite3.connect(f"{running.about.folder}/{DATABASE}", timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM captures").fetchone()[0])


def _kill_fetcher(running: Running) -> None:
    """As `kill -9` does; the supervisor starts another one."""
    for child in psutil.Process(running.process.pid).children(recursive=True):
        if "services.fetcher.app" in " ".join(child.cmdline()):
            child.kill()


def _reached(running: Running, count: int) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        # At first there are no tables.
        with suppress(sqlite3.OperationalError):
            if len(_stored(running)) >= count:
                return
        time.sleep(0.1)


def _through_losses(tmp_path: Path, pages: int) -> None:
    archive = tmp_path / "crawl.warc.gz"
    archive.write_bytes(an_archive(pages).raw)
    with an_instance(tmp_path / "home", ()) as running:
        command = [*CLAIMWIRE, "ingest", str(archive), "--data", running.about.folder, "--wait", "120"]
        home = dict(os.environ) | {"HOME": str(running.home)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=home) as ingest:
            for share in (0.2, 0.6):
                _reached(running, int(pages * share))
                _kill_fetcher(running)
                _reached(running, int(pages * (share + 0.2)))
                with redis.Redis.from_url(running.about.redis_url) as client:
                    client.flushall()
            said, _ = ingest.communicate(timeout=600)
        stored, captures = _stored(running), _captures(running)

    assert ingest.returncode == 0, said
    assert f"{3 * pages + 1} records" in said
    assert f"{pages} stored, 0 skipped, 0 dead" in said
    assert re.search(rf"no article: {pages} request", said)
    assert [url for url, _ in stored] == sorted(f"https://archive.example/{number}" for number in range(pages))
    assert {claims for _, claims in stored} == {1}
    assert captures == pages


def _ids(running: Running) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(f"{running.about.folder}/{DATABASE}", timeout=30)) as connection:
        return [
            *connection.execute("SELECT capture_id, capture, fetched_at FROM captures ORDER BY capture_id"),
            *connection.execute("SELECT article_id, article_version, fetched_at FROM articles ORDER BY article_id"),
            *connection.execute("SELECT claim_id FROM claims ORDER BY claim_id"),
        ]


@pytest.mark.timeout(300)
@pytest.mark.slow
def test_an_export_fills_another_instance_with_the_same(tmp_path: Path) -> None:
    """Captures, articles and claims have the same ids and times there, those of plain files too."""
    archive, report, exported = tmp_path / "crawl.warc", tmp_path / "report.txt", tmp_path / "all.warc.gz"
    archive.write_bytes(an_archive(20, gzip=False).raw)
    report.write_text("Mayor speaks\n\nMayor Ivan Petrenko said that the road to Zelene was open on Friday.\n")
    (tmp_path / "second").mkdir()

    with an_instance(tmp_path / "first", ()) as first:
        given = first.command("ingest", str(archive), str(report), "--data", first.about.folder)
        said = first.command("captures", "export", "--out", str(exported), "--data", first.about.folder)
        expected = _ids(first)
    with an_instance(tmp_path / "second", ()) as second:
        taken = second.command("ingest", str(exported), "--data", second.about.folder)
        found = _ids(second)

    assert (given.returncode, said.returncode, taken.returncode) == (0, 0, 0), given.stdout + said.stderr + taken.stdout
    assert b"21 captures" in said.stdout
    assert len(expected) == 3 * 21
    assert found == expected


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules read these sentences as well as the tagger, and faster."""
    monkeypatch.setenv("CLAIMWIRE_ENGINE", "rules")


@pytest.mark.timeout(300)
@pytest.mark.slow
def test_an_archive_goes_through_kills_and_a_loss_of_redis(tmp_path: Path) -> None:
    """Of 150 pages each is stored once, though the fetcher was killed twice and Redis emptied twice."""
    _through_losses(tmp_path, 150)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_large_archive_goes_through_kills_and_a_loss_of_redis(tmp_path: Path) -> None:
    """The same with 2,000 pages."""
    _through_losses(tmp_path, 2000)
