"""A hostile origin crashes nothing, keeps nothing waiting and harms no neighbour; every end has a reason.

`-s` shows the table.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.integration.origin.behaviours import BEHAVIOURS
from tests.integration.origin.driving import Drive, End, a_drive, drive_all, is_whole, table

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="many hosts on one machine: Linux only")

# Where strings of others are that are known to break programs: they are read, and never copied.
_STRINGS = os.environ.get("HOSTILE_DATA", "")
_LONGEST = 2000


def _strings() -> list[str]:
    """The strings and addresses of others, as far as they are here."""
    folder = Path(_STRINGS)
    if not (_STRINGS and folder.is_dir()):
        print("\nno strings of others: make test-slow HOSTILE_DATA=folder reads them")
        return []
    naughty = json.loads((folder / "naughty-strings.json").read_text())
    urls = [case["input"] for case in json.loads((folder / "urls.json").read_text()) if isinstance(case, dict)]
    scripts = (folder / "xss.txt").read_text(errors="replace").splitlines()
    found = [*naughty, *urls, *scripts]
    return [text[:_LONGEST] for text in found if text.encode("utf8", "ignore").decode() == text]


async def _driven(seeds: range, extra: list[str]) -> list[End]:
    async with a_drive() as drive:
        await drive_all(drive, seeds, extra)
        return drive.ends


def _withstood(ends: list[End]) -> None:
    print(f"\n{table(ends)}")
    hostile = [end for end in ends if end.kind != "neighbour"]

    assert [end for end in ends if end.outcome in {"crash", "stuck"}] == []
    assert [end for end in hostile if not end.reason] == []
    assert [end for end in ends if end.kind == "neighbour" and not is_whole(end)] == []
    misled = [end for end in hostile if end.kind == "behaviour of a page" and not _as_it_must(end)]
    assert misled == []


def _as_it_must(end: End) -> bool:
    expected = BEHAVIOURS[end.name].ends
    return not expected or end.outcome in expected


@pytest.mark.slow
def test_hostile_origin_harms_nothing() -> None:
    """Every behaviour of a server, and some pages, feeds and links: each ends with a reason, and its neighbours too."""
    _withstood(asyncio.run(_driven(range(120), [])))


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_thousands_of_hostile_inputs_harm_nothing() -> None:
    """More than 2,500 inputs; with strings of others where they are."""
    ends = asyncio.run(_driven(range(1200), _strings()))

    assert len([end for end in ends if end.kind != "neighbour"]) >= 2500
    _withstood(ends)


async def test_a_crash_and_a_stall_are_seen() -> None:
    """What is looked for would be found: an exception, an end without reason and a harmed neighbour."""

    async def breaks(_: object) -> tuple[str, str]:
        raise RuntimeError

    async with a_drive() as drive:
        await drive.all("page", [("a", None)], breaks)
        await _without_good_pages(drive)

    assert [end.outcome for end in drive.ends if end.kind == "page"] == ["crash"]
    with pytest.raises(AssertionError):
        _withstood(drive.ends)
    assert [is_whole(end) for end in drive.ends if end.kind == "neighbour"] == [True, False]


async def _without_good_pages(drive: Drive) -> None:
    drive.http.settings = drive.settings.model_copy(update={"private_hosts": frozenset()})
    drive.http._sessions.clear()
    await drive.all("link", [("a", "http://a.invalid/")], drive.load)
