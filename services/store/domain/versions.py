"""Which of two things is the newer one."""

from __future__ import annotations

import re
from datetime import datetime

_NUMBER = re.compile(r"\d{1,18}")


def version_key(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing: `1.10` is newer than `1.9`."""
    release = version.split("+", 1)[0]
    return tuple(int(number) for number in _NUMBER.findall(release))


def is_older(version: str, than: str) -> bool:
    """Whether an extractor's version comes before another one."""
    return version_key(version) < version_key(than)


def current_version(fetched: dict[str, datetime]) -> str:
    """The version of an article that was met last; of two at the same moment always the same one.

    Args:
        fetched: when each version was last fetched; not empty.
    """
    return max(fetched, key=lambda version: (fetched[version], version))
