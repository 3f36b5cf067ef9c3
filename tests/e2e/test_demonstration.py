"""What `make run` shows: five outlets on a site of their own, fetched, cleaned, extracted, published."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
import redis

from services.demonstration.domain.outlets import OUTLETS
from shared.database.session import connect
from shared.database.tracing import where

CLAIMWIRE = (sys.executable, "-m", "services.console.app")


def run_to_the_end(folder: Path) -> tuple[list[str], dict[str, object], list[dict[str, object]], dict[str, list[str]]]:
    """Run the demonstration until it says that all is out.

    Returns:
        What it printed; what the site says; the claims of the firehose; how each address ended.
    """
    environment = dict(os.environ) | {
        "HOME": str(folder),
        "COLUMNS": "300",
        "PYTHONUNBUFFERED": "1",
        "CLAIMWIRE_DEMONSTRATION_PAUSE_SECONDS": "0.5",
    }
    command = [*CLAIMWIRE, "run", "--data", str(folder / "data"), "--port", "0", "--demo"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        alarm = threading.Timer(300, process.kill)
        alarm.start()
        assert process.stdout is not None
        printed = []
        for line in process.stdout:
            printed.append(line.rstrip("\n"))
            if line.startswith("all "):
                break
        alarm.cancel()
        try:
            instance = json.loads((folder / "data" / "instance.json").read_text())
            site = next(line.split()[-1] for line in printed if "invented outlets" in line)
            with urllib.request.urlopen(f"{site}script", timeout=5) as answer:
                script = json.load(answer)
            with redis.Redis.from_url(instance["redis_url"]) as client:
                entries = client.xrange("claimwire:claims.v1")
            claims = [json.loads(fields[b"__data__"])["data"]["claim"] for _, fields in entries]
            ends = asyncio.run(endings(instance["database_url"], [article["url"] for article in script["articles"]]))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
    return printed, script, claims, ends


async def endings(database_url: str, urls: list[str]) -> dict[str, list[str]]:
    """Every outcome of every address, captures left out."""
    engine = connect(database_url)
    found = {url: [row for row in await where(engine, url) if row.outcome != "captured"] for url in urls}
    await engine.dispose()
    return {
        url: [row.outcome if row.outcome == "stored" else f"skipped {row.outcome}" for row in rows]
        for url, rows in found.items()
    }


@pytest.mark.timeout(420)
def test_the_demonstration_shows_what_it_promises(tmp_path: Path) -> None:
    """Claims of all five outlets arrive, the correction supersedes, every report ends as the script says."""
    printed, script, claims, ends = run_to_the_end(tmp_path)

    assert re.match(r"all \d+ reports of the demonstration are out", printed[-1]), printed[-5:]
    assert {claim["outlet"] for claim in claims} == {outlet.name for outlet in OUTLETS}
    expected = {article["url"]: article["ends"] for article in script["articles"]}  # type: ignore[attr-defined]
    assert {url: set(outcomes) for url, outcomes in ends.items()} == {url: {end} for url, end in expected.items()}
    assert "skipped robots" in expected.values()

    corrected = [claim for claim in claims if "twelve-wounded" in str(claim["url"])]
    gone = {claim["claim_id"] for claim in corrected if claim["standing"]["word"] == "superseded"}  # type: ignore[index]
    assert gone
    assert gone & {claim["supersedes"] for claim in corrected}

    quoted = [claim for claim in claims if "two quiet days" in claim["content"]["text"]]  # type: ignore[index]
    assert {claim["outlet"] for claim in quoted if claim["quote"] == "direct"} == {"Radio Nyva", "Meridian Observer"}
    assert any(claim["stance"] == "denies" for claim in claims)
    assert any(claim["verification"] == "unverified" for claim in claims)
    assert any(claim["via"] for claim in claims)


@pytest.mark.timeout(60)
def test_without_the_demonstration_there_is_no_site(tmp_path: Path) -> None:
    """Somebody's own data folder is read with its own feeds, and no invented outlet runs beside it."""
    environment = dict(os.environ) | {"HOME": str(tmp_path), "COLUMNS": "300", "PYTHONUNBUFFERED": "1"}
    command = [*CLAIMWIRE, "run", "--data", str(tmp_path / "data"), "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "Ctrl-C" in line:
                break
        process.send_signal(signal.SIGINT)
        process.wait(20)

    assert "invented outlets" not in "".join(printed)
    assert {file.stem for file in (tmp_path / "data" / "logs").iterdir()} == {
        "keeper",
        "store",
        "cleaner",
        "extractor",
        "fetcher",
        "gateway",
    }
