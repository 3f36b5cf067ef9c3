"""The inbox: a folder whose files are articles; a finished one moves to its folder `done`."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SUFFIXES: Final = (".html", ".htm", ".xhtml", ".txt", ".md", ".eml", ".url")
# Archives of many articles.
ARCHIVES: Final = (".warc", ".warc.gz")
# What stands for a feed in the articles that come from here.
INBOX: Final = "inbox"
# Where a file goes in the end.
DONE: Final = "done"
# Names of files that somebody is still writing.
_UNFINISHED: Final = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".swp", "~")
# A file that was renamed into the folder is whole at once; one that is being written changes within this time.
_YOUNG_SECONDS = 0.5
_OLD_SECONDS = 2.0
# Most file systems take 255 bytes; the rest is for what is put behind a name.
_NAME_BYTES = 240

Version = tuple[int, int]


@dataclass(frozen=True)
class Unfit:
    """Why something in the folder is not read as an article: one word, and what it is."""

    outcome: str
    what: str


@dataclass(frozen=True)
class Found:
    """Something in the folder that nobody writes to any more.

    Attributes:
        version: what changes when it changes.
        unfit: why it is not read; None for an article file.
        stays: whether it is left where it is in the end, as a folder is, which somebody may still be filling.
    """

    path: Path
    version: Version
    unfit: Unfit | None = None
    stays: bool = False


@dataclass
class Inbox:
    """A folder that is looked through again and again.

    Attributes:
        archives: whether archives are looked for; else all but these.
    """

    folder: Path
    archives: bool = False
    _met: dict[Path, Version] = field(default_factory=dict, init=False)

    def pending_files(self) -> list[Found]:
        """What nobody writes to any more, in order of name.

        Dot files and `.part` files and their like belong to whoever is still writing them.
        """
        met: dict[Path, Version] = {}
        settled: list[Found] = []
        if not self.folder.is_dir():
            return settled
        for path in sorted(self.folder.iterdir()):
            found = _found(path) if is_archive(path.name) == self.archives else None
            if found is None:
                continue
            met[path] = found.version
            # A time of change in the future, as of a clock that runs ahead, must not keep the file waiting till then.
            age = abs(time.time() - found.version[1] / 1e9)
            if age > _OLD_SECONDS or (age > _YOUNG_SECONDS and self._met.get(path) == found.version):
                settled.append(found)
        self._met = met
        return settled

    def mark_done(self, path: Path) -> Path:
        """Move a file out of the way; one of the same name that was done earlier is kept too. Returns its new path."""
        target = self.folder / DONE / path.name
        target.parent.mkdir(exist_ok=True)
        suffix = suffix_of(path.name)
        stem, number = os.fsdecode(os.fsencode(path.name.removesuffix(suffix))[: _NAME_BYTES - len(suffix)]), 1
        # Not `exists`: a link that leads nowhere is there too.
        while os.path.lexists(target):
            target = target.with_name(f"{stem}.{number}{suffix}")
            number += 1
        # Somebody may have taken it away meanwhile.
        with contextlib.suppress(FileNotFoundError):
            path.rename(target)
        return target


def is_archive(name: str) -> bool:
    """Whether a file holds many articles, by its name."""
    return name.lower().endswith(ARCHIVES)


def suffix_of(name: str) -> str:
    """What a file's name ends in, with the dot: `.warc.gz` in one piece."""
    double = ".warc.gz"
    return name[-len(double) :] if name.lower().endswith(double) else Path(name).suffix


def _found(path: Path) -> Found | None:
    """What a name of the folder stands for; None for what is no business of ours."""
    if path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED) or path.name == DONE:
        return None
    try:
        # Of the link itself first: one in a circle has no other.
        itself = path.lstat()
        status = path.stat() if stat.S_ISLNK(itself.st_mode) else itself
    except OSError as error:
        broken = path.is_symlink()
        return (
            Found(path, _version(path.lstat()), Unfit("unreadable", f"is a link: {error.strerror}")) if broken else None
        )
    version = _version(status)
    if stat.S_ISDIR(status.st_mode):
        what = "is a folder: `claimwire ingest` reads folders, the inbox reads files"
        return Found(path, version, Unfit("unsupported_file", what), stays=True)
    if not stat.S_ISREG(status.st_mode):
        return Found(path, version, Unfit("unsupported_file", "is no regular file"))
    if not path.name.lower().endswith(SUFFIXES + ARCHIVES):
        what = f"has no name that the inbox reads: it must end in {', '.join(SUFFIXES + ARCHIVES)}"
        return Found(path, version, Unfit("unsupported_file", what))
    return Found(path, version)


def _version(status: os.stat_result) -> Version:
    """Size and time of change."""
    return status.st_size, status.st_mtime_ns
