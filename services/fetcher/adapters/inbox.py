"""The inbox: a folder whose files are articles; a finished one moves to its folder `done`."""

from __future__ import annotations

import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SUFFIXES: Final = (".html", ".htm", ".xhtml", ".txt", ".md", ".url")
# What stands for a feed in the articles that come from here.
INBOX: Final = "inbox"
_DONE = "done"
# A file that was renamed into the folder is whole at once; one that is being written changes within this time.
_YOUNG_SECONDS = 0.5
_OLD_SECONDS = 2.0

Version = tuple[int, int]


@dataclass
class Inbox:
    """A folder that is looked through again and again."""

    folder: Path
    _met: dict[Path, Version] = field(default_factory=dict, init=False)

    def pending_files(self) -> list[tuple[Path, Version]]:
        """The files that nobody writes to any more, with what changes when they change, in order of name.

        Dot files and `.part` files belong to whoever is still writing them.
        """
        met: dict[Path, Version] = {}
        settled: list[tuple[Path, Version]] = []
        if not self.folder.is_dir():
            return settled
        for path in sorted(self.folder.iterdir()):
            version = _version(path)
            if version is None:
                continue
            met[path] = version
            # A time of change in the future, as of a clock that runs ahead, must not keep the file waiting till then.
            age = abs(time.time() - version[1] / 1e9)
            if age > _OLD_SECONDS or (age > _YOUNG_SECONDS and self._met.get(path) == version):
                settled.append((path, version))
        self._met = met
        return settled

    def mark_done(self, path: Path) -> None:
        """Move a file out of the way; one of the same name that was done earlier is kept too."""
        target = self.folder / _DONE / path.name
        target.parent.mkdir(exist_ok=True)
        number = 1
        while target.exists():
            target = target.with_name(f"{path.stem}.{number}{path.suffix}")
            number += 1
        path.rename(target)


def _version(path: Path) -> Version | None:
    """Size and time of change; None for what is no article file."""
    if path.name.startswith(".") or path.suffix.lower() not in SUFFIXES:
        return None
    try:
        status = path.stat()
    except OSError:
        # Gone meanwhile, or a link that leads nowhere or in a circle.
        return None
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None
