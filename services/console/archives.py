"""`claimwire ingest` of WARC files: into the inbox without reading them whole, and how far each has got."""

from __future__ import annotations

import asyncio
import glob
import os
import secrets
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from services.console.handing_over import archive_name
from services.console.terminal import one_line, say
from services.fetcher.adapters.inbox import DONE, suffix_of
from services.fetcher.adapters.warc.progress import Progress as Counts
from services.fetcher.adapters.warc.progress import load, progress_file

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_AGAIN_SECONDS = 0.3
# Lines of a log; a terminal has a bar.
_SAY_AGAIN_SECONDS = 5.0


@dataclass(frozen=True)
class Handed:
    """An archive that was handed over.

    Attributes:
        name: as it was given.
        there: where it is in the inbox.
        since: seconds since the epoch at which it was put there.
    """

    name: str
    there: Path
    since: float


def hand_over(file: Path, inbox: Path) -> Handed:
    """Put an archive into the inbox so that it appears there whole; the same file has the same name there.

    Raises:
        OSError: it cannot be read, or the inbox cannot be written.
    """
    target = inbox / archive_name(file)
    part, since = inbox / f".{secrets.token_hex(8)}.part", time.time()
    try:
        # A second name costs nothing, however large the archive is; another file system needs a copy.
        os.link(file.resolve(), part)
    except OSError:
        shutil.copyfile(file, part)
    try:
        part.rename(target)
    finally:
        # Two names of one file stay as they are when one is renamed to the other.
        part.unlink(missing_ok=True)
    return Handed(str(file), target, since)


async def follow(handed: Handed, *, wait_seconds: float) -> Counts | None:
    """Show how far an archive has got until it is done; None if it stood still for so long.

    A bar where somebody watches, lines where not.
    """
    if not sys.stdout.isatty():
        return await _watched(handed, wait_seconds, _lines(handed))
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[counts]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console()) as bar:
        task = bar.add_task(one_line(handed.name), total=None, counts="")

        def show(counts: Counts, rate: float) -> None:
            bar.update(task, total=counts.size or 1, completed=counts.offset, counts=_counted(counts, rate))

        found = await _watched(handed, wait_seconds, show)
        if found is not None:
            bar.update(task, total=1, completed=1)
    return found


async def _watched(handed: Handed, wait_seconds: float, show: Callable[[Counts, float], None]) -> Counts | None:
    began = moved = time.monotonic()
    last, first = None, None
    while time.monotonic() - moved < wait_seconds:
        counts = await asyncio.to_thread(_counts, handed)
        if counts is not None:
            # What an earlier reading has done is not the speed of this one.
            first = counts.records if first is None else first
            show(counts, (counts.records - first) / max(time.monotonic() - began, 0.001))
            if counts.is_finished:
                return counts
        if counts != last:
            last, moved = counts, time.monotonic()
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    return None


def _counts(handed: Handed) -> Counts | None:
    """What the fetcher has noted; when it is done, beside the archive where that has gone."""
    there = load(progress_file(handed.there))
    if there is not None:
        return there
    name = handed.there.name
    pattern = f"{glob.escape(name.removesuffix(suffix_of(name)))}*.json"
    found = [file for file in (handed.there.parent / DONE).glob(pattern) if file.stat().st_mtime >= handed.since]
    return load(found[0]) if found else None


def _lines(handed: Handed) -> Callable[[Counts, float], None]:
    last = time.monotonic()

    def show(counts: Counts, rate: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _SAY_AGAIN_SECONDS:
            last = time.monotonic()
            share = 100 * counts.offset // (counts.size or 1)
            say(one_line(f"{handed.name}: {share} %: {_counted(counts, rate)}"))

    return show


def _counted(counts: Counts, rate: float) -> str:
    n_skipped = sum(counts.skipped.values())
    return f"{counts.records} records: {counts.stored} stored, {n_skipped} skipped ({rate:.0f}/s)"


def counted_lines(counts: Counts, seconds: float) -> list[str]:
    """What became of an archive, for people."""
    rate = counts.n_articles() / max(seconds, 0.001)
    ends = f"{counts.stored} stored, {sum(counts.skipped.values())} skipped, {counts.dead} dead"
    lines = [f"{counts.records} records in {seconds:.0f} s: {ends} ({rate:.0f} articles/s)"]
    lines += [f"  skipped: {count} {word}" for word, count in _by_count(counts.skipped)]
    lines += [f"  no article: {count} {kind}" for kind, count in _by_count(counts.others)]
    return lines


def _by_count(counted: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))
