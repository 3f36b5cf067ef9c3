"""Cuts the power of a process: of its files stays what it had synced, and of the rest as much as chance will have it.

`power.c` keeps account while the process runs.
After a cut the names are those of the last sync or those of the last moment: a journal is written in order.
Of each file there is at least what was synced, and maybe blocks that were changed since and a part of what was added.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_SOURCE = Path(__file__).with_name("power.c")
_COMPILER = os.environ.get("CC", "cc")
# What a disk writes at once, and a page of SQLite.
_BLOCK = 4096


def why_not() -> str | None:
    """What keeps this machine from cutting power; None if nothing does."""
    if sys.platform != "linux":
        return f"power is cut on Linux only, not on {sys.platform}"
    if shutil.which(_COMPILER) is None:
        return f"no C compiler ({_COMPILER}) for the shim that cuts power"
    return None


def compiled(folder: Path) -> Path:
    """The shim as a library, compiled into a folder."""
    library = folder / "power.so"
    command = [_COMPILER, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, _SOURCE]
    subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return library


@dataclass
class Platter:
    """What of a folder has reached the disk.

    Attributes:
        data: the folder whose processes lose their power.
        folder: where account is kept; beside the data, on the same file system.
        apart: names of files that nobody counts on, such as logs; they stay as they are.

    """

    data: Path
    folder: Path
    apart: frozenset[str] = frozenset({"server.log"})

    def environment(self, library: Path) -> dict[str, str]:
        """What a process needs that is to lose its power later."""
        return {"LD_PRELOAD": str(library), "POWER_DATA": str(self.data), "POWER_PLATTER": str(self.folder)}

    def begin(self) -> None:
        """Take what is there now for durable; no process may be running."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("pins", "images"):
            (self.folder / name).mkdir(parents=True)
        events = []
        for path, inode in self._live().items():
            os.link(self.data / path, self.folder / "pins" / str(inode))
            shutil.copyfile(self.data / path, self.folder / "images" / str(inode))
            events.append(f"+ {inode} {path}\n")
        (self.folder / "names").write_text("".join(events))

    def left(self, chance: Random) -> dict[str, bytes]:
        """What the disk may hold if the power goes now, by path; every process must have been killed."""
        names = chance.choice((self._live(), self._durable()))
        return {path: mixed(*self._versions(path, inode), chance) for path, inode in sorted(names.items())}

    def cut(self, chance: Random) -> int:
        """Leave what the disk may hold now; returns how many bytes are gone."""
        left, gone = self.left(chance), 0
        for path in self._live():
            gone += max(0, (self.data / path).stat().st_size - len(left.get(path, b"")))
            (self.data / path).unlink()
        for path, content in left.items():
            (self.data / path).parent.mkdir(parents=True, exist_ok=True)
            (self.data / path).write_bytes(content)
        self.begin()
        return gone

    def _live(self) -> dict[str, int]:
        files = (path for path in self.data.rglob("*") if path.is_file() and path.name not in self.apart)
        return {str(path.relative_to(self.data)): path.stat().st_ino for path in files}

    def _durable(self) -> dict[str, int]:
        """The names that have reached the disk, from what `power.c` wrote down."""
        names: dict[str, int] = {}
        listed: dict[str, int] = {}
        folder = ""
        for line in (self.folder / "names").read_text().splitlines():
            kind, _, rest = line.partition(" ")
            match kind:
                case "+":
                    inode, path = rest.split(" ", 1)
                    names[path] = int(inode)
                case "=":
                    folder, listed = rest, {}
                case ".":
                    inode, name = rest.split(" ", 1)
                    listed[os.path.normpath(f"{folder}/{name}")] = int(inode)
                case "!":
                    names = _relisted(names, folder, listed)
        return {path: inode for path, inode in names.items() if Path(path).name not in self.apart}

    def _versions(self, path: str, inode: int) -> tuple[bytes, bytes]:
        """What of a file was synced, and what the processes saw last."""
        image, pin, named = (self.folder / "images" / str(inode), self.folder / "pins" / str(inode), self.data / path)
        if not pin.exists() and named.exists() and named.stat().st_ino == inode:
            pin = named
        return _read(image), _read(pin)


def mixed(image: bytes, live: bytes, chance: Random) -> bytes:
    """What may be on the disk: all that was synced, and by chance a part of what was changed or added since."""
    if chance.random() < 0.5:
        return image
    size = chance.randint(*sorted((len(image), len(live)))) if len(live) > len(image) else len(image)
    both = min(len(image), len(live))
    if image[:both] == live[:both]:
        return image + live[len(image) : size]
    blocks = [chance.choice((image, live))[at : min(at + _BLOCK, both)] for at in range(0, both, _BLOCK)]
    return b"".join(blocks) + (image[both:] or live[both:size])


def _relisted(names: dict[str, int], folder: str, listed: dict[str, int]) -> dict[str, int]:
    """The names after a folder was synced: its own anew, and a file that was moved here is nowhere else."""
    here = set(listed.values())
    elsewhere = {path: inode for path, inode in names.items() if str(Path(path).parent) != folder and inode not in here}
    return elsewhere | listed


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
