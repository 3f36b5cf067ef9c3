"""A power cut takes what was not synced, all of it or in part, and never anything else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.power import Platter

_BLOCK = 4096
_OLD, _NEW = b"o" * 3 * _BLOCK, b"n" * 3 * _BLOCK
_PRELUDE = """
import os, signal
def opened(name, flags=os.O_WRONLY | os.O_CREAT | os.O_APPEND): return os.open(name, flags, 0o600)
def sync(name):
    fd = os.open(name, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
"""


Outcomes = Callable[..., list[dict[str, bytes]]]


@pytest.fixture
def outcomes(shim: Path, tmp_path: Path) -> Outcomes:
    """Run programs one after another, each killed at its end: what the disk may then hold, for many chances."""

    def run(*programs: str) -> list[dict[str, bytes]]:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        platter = Platter(folder / "data", folder / "platter")
        platter.data.mkdir()
        platter.begin()
        environment = dict(os.environ) | platter.environment(shim)
        for program in programs:
            text = f"{_PRELUDE}\n{program}\nos.kill(os.getpid(), signal.SIGKILL)"
            done = subprocess.run([sys.executable, "-S", "-c", text], cwd=platter.data, env=environment, check=False)
            assert done.returncode == -signal.SIGKILL
        return [platter.left(random.Random(seed)) for seed in range(100)]

    return run


def test_what_was_synced_stays_and_the_rest_is_torn(outcomes: Outcomes) -> None:
    """A file begins with what was synced; what came later is there to some length, or not at all."""
    left = outcomes("fd = opened('log'); os.write(fd, b'12345'); os.fsync(fd); os.write(fd, b'6789')")

    assert {file["log"] for file in left} > {b"12345"}
    assert all(b"123456789".startswith(file["log"]) for file in left)


def test_killing_is_no_power_cut_but_what_it_left_unsynced_is_lost_later(
    outcomes: Outcomes,
) -> None:
    """What one process wrote, and the next one synced, stays; what neither synced may go."""
    write = "fd = opened('log'); os.write(fd, b'{}')"

    assert {file["log"] for file in outcomes(write.format("one"), f"{write.format('two')}; os.fsync(fd)")} == {
        b"onetwo"
    }


def test_what_two_processes_left_unsynced_may_go(outcomes: Outcomes) -> None:
    """The page cache outlives the processes, not the power."""
    write = "fd = opened('log'); os.write(fd, b'{}')"

    assert b"" in {file.get("log", b"") for file in outcomes(write.format("one"), write.format("two"))}


@pytest.mark.parametrize("call", ["os.fsync(fd)", "os.fdatasync(fd)"])
def test_both_syncs_count(outcomes: Outcomes, call: str) -> None:
    """After either of them the file is there, with the name it was made under."""
    assert all(file == {"log": b"x"} for file in outcomes(f"fd = opened('log'); os.write(fd, b'x'); {call}"))


def test_starting_to_write_back_is_no_sync(outcomes: Outcomes) -> None:
    """sync_file_range brings nothing that can be counted on."""
    call = "import ctypes; assert ctypes.CDLL(None).sync_file_range(fd, ctypes.c_long(0), ctypes.c_long(0), 7) == 0"

    assert {} in outcomes(f"fd = opened('log'); os.write(fd, b'x'); {call}")


def test_rename_counts_once_the_folder_is_synced(outcomes: Outcomes) -> None:
    """Before that, either name may be there, but always one of them, and with all that was synced."""
    renamed = "fd = opened('new'); os.write(fd, b'x'); os.fsync(fd); os.rename('new', 'log')"

    either = outcomes(renamed)
    synced = outcomes(f"{renamed}; sync('.')")

    assert {"".join(file) for file in either} == {"new", "log"}
    assert all(list(file.values()) == [b"x"] for file in either)
    assert all(file == {"log": b"x"} for file in synced)


def test_removal_counts_once_the_folder_is_synced(outcomes: Outcomes) -> None:
    """Before that the file may be back, with its bytes, whatever has its place on the disk now."""
    removed = "fd = opened('log'); os.write(fd, b'x'); os.fsync(fd); os.close(fd); os.remove('log')"
    another = "fd = opened('other'); os.write(fd, b'y'); os.fsync(fd)"

    left = outcomes(f"{removed}; {another}")

    assert {"".join(sorted(file)) for file in left} == {"logother", "other"}
    assert all(file["other"] == b"y" and file.get("log", b"x") == b"x" for file in left)


@pytest.mark.parametrize("changed", ["os.pwrite(fd, new, 0)", "os.lseek(fd, 0, 0); os.writev(fd, [new[:5], new[5:]])"])
def test_what_is_written_over_is_old_or_new_block_by_block(outcomes: Outcomes, changed: str) -> None:
    """Until it is synced: then it is new."""
    written = (
        f"new = {_NEW!r}; fd = opened('log', os.O_RDWR | os.O_CREAT); os.write(fd, {_OLD!r}); os.fsync(fd); {changed}"
    )

    torn = {file["log"] for file in outcomes(written)}
    synced = {file["log"] for file in outcomes(f"{written}; os.fsync(fd)")}

    assert _OLD in torn
    assert len(torn) > 2
    assert all(
        {each[at : at + _BLOCK] for at in range(0, len(each), _BLOCK)} <= {b"o" * _BLOCK, b"n" * _BLOCK}
        for each in torn
    )
    assert synced == {_NEW}


@pytest.mark.parametrize(
    "shorten", ["os.ftruncate(fd, 3)", "os.truncate('log', 3)", "os.close(opened('log', os.O_WRONLY | os.O_TRUNC))"]
)
def test_shortening_counts_once_it_is_synced(outcomes: Outcomes, shorten: str) -> None:
    """And what is written behind the new end is what stays there."""
    written = f"fd = opened('log'); os.write(fd, b'12345678'); os.fsync(fd); {shorten}"

    assert b"12345678" in {file["log"] for file in outcomes(written)}
    synced = outcomes(f"{written}; os.write(fd, b'x'); os.fsync(fd)")
    assert {file["log"] for file in synced} <= {b"123x", b"x"}


def test_processes_beside_each_other_share_one_account(outcomes: Outcomes) -> None:
    """What one has written, the sync of another one covers."""
    other = "import os; os.fsync(os.open('log', os.O_RDWR))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {other!r}])"

    assert {file["log"] for file in outcomes(f"fd = opened('log'); os.write(fd, b'x'); {child}")} == {b"x"}
