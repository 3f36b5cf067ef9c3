"""What a process can say about itself: its release and its memory."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def release() -> str:
    """The installed release of claimwire; `unknown` for code that was not installed."""
    try:
        return version("claimwire")
    except PackageNotFoundError:
        return "unknown"


def resident_bytes() -> int | None:
    """How much memory this process holds; None where the system does not tell without privileges."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
