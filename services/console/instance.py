"""Where a running embedded instance is: a file in its data folder, and a pointer to the one started last."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

import orjson
from pydantic import BaseModel, ValidationError

from shared.runtime.settings import ServiceSettings

# The database of an embedded instance, in its data folder.
DATABASE: Final = "claimwire.sqlite3"
_NAME = "instance.json"


class Instance(BaseModel):
    """What other commands need to talk to a running instance."""

    pid: int
    folder: str
    redis_url: str
    database_url: str
    page: str

    @property
    def inbox(self) -> Path:
        """Where a file becomes an article."""
        return Path(self.folder) / "inbox"

    def write(self) -> None:
        """Leave the file in the data folder, and the pointer in the user's state folder."""
        (Path(self.folder) / _NAME).write_text(self.model_dump_json(indent=2))
        # Without a home that can be written to, other commands need `--data`.
        with contextlib.suppress(OSError):
            pointer().parent.mkdir(parents=True, exist_ok=True)
            pointer().write_bytes(orjson.dumps({"folder": self.folder}))

    def remove(self) -> None:
        """Take the file away when the instance ends."""
        (Path(self.folder) / _NAME).unlink(missing_ok=True)


def pointer() -> Path:
    """The file that names the data folder of the instance started last."""
    return Path.home() / ".local" / "state" / "claimwire" / "current.json"


def find(data: Path | None) -> Instance | None:
    """The running instance of a data folder, else the deployment that the environment names, else the one started last.

    None if there is none.
    """
    if data is None and (deployment := _deployment()) is not None:
        return deployment
    try:
        folder = data or Path(orjson.loads(pointer().read_bytes())["folder"])
        instance = Instance.model_validate_json((folder / _NAME).read_bytes())
    except (OSError, ValidationError, orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return instance if _is_alive(instance.pid) else None


def _deployment() -> Instance | None:
    """A deployment, whose services have no data folder in common but the inbox."""
    settings = ServiceSettings()
    if not {"redis_url", "database_url"} <= settings.model_fields_set:
        return None
    urls = {"redis_url": settings.redis_url, "database_url": settings.database_url}
    return Instance(pid=os.getpid(), folder="/", page="http://gateway:8080/", **urls)


def _is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() if Path("/proc").exists() else _answers(pid)


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
