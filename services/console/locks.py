"""Locks between the instances of one machine: they end with the processes that hold them, however those end."""

from __future__ import annotations

import fcntl
import time
from typing import TYPE_CHECKING, BinaryIO, Final

from services.console.redis_server import free_port

if TYPE_CHECKING:
    from pathlib import Path

# The lock of a data folder, which one instance has.
LOCK: Final = "instance.lock"
_LOOK_AGAIN_SECONDS = 0.1


def lock(path: Path, *, wait_seconds: float = 0.0) -> BinaryIO | None:
    """Lock a file, which is made if it is missing; None while another process has it.

    The lock is held until the file is closed here and in every process that inherited it.
    """
    file, deadline = path.open("ab"), time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                file.close()
                return None
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return file


def reserved_port(preferred: int, folder: Path) -> tuple[int, BinaryIO]:
    """A free port, the preferred one or one above it, that no other instance is about to take; held by its file.

    Args:
        folder: where the locks of ports are; it is made if it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        port = free_port(preferred=preferred)
        held = lock(folder / f"port-{port}.lock")
        if held is not None:
            return port, held
        preferred = port + 1 if preferred else 0
