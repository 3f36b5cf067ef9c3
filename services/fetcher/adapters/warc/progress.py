"""How far the reading of an archive has got: a small file beside it, which outlives the process and Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, NonNegativeInt, ValidationError

from shared.identity import sha256

if TYPE_CHECKING:
    from pathlib import Path


class Progress(BaseModel):
    """What of an archive has reached its end.

    Attributes:
        size: bytes of the archive.
        changed_ns: time of its last change, nanoseconds.
        offset: with `past`, the place at which the reading goes on: what comes before it has its end in the database.
        records: of every kind.
        stored: articles that are stored.
        dead: those that became dead letters.
        skipped: how many were skipped, by the word for it.
        others: records that hold no article, by kind.
        witness: keys of the last that ended; a database that does not know them is another one.
    """

    file: str
    size: NonNegativeInt = 0
    changed_ns: int = 0
    offset: NonNegativeInt = 0
    past: NonNegativeInt = 0
    records: NonNegativeInt = 0
    stored: NonNegativeInt = 0
    dead: NonNegativeInt = 0
    skipped: dict[str, NonNegativeInt] = Field(default_factory=dict)
    others: dict[str, NonNegativeInt] = Field(default_factory=dict)
    witness: list[tuple[str, str | None, str | None]] = Field(default_factory=list)
    is_finished: bool = False

    def count(self, outcome: str, count: int = 1) -> None:
        """Count an end: stored, dead, or the word of a skip."""
        if outcome == "stored":
            self.stored += count
        elif outcome == "dead":
            self.dead += count
        else:
            self.skipped[outcome] = self.skipped.get(outcome, 0) + count

    def n_articles(self) -> int:
        """Records that are, or could have been, articles."""
        return self.stored + self.dead + sum(self.skipped.values())


def progress_file(archive: Path) -> Path:
    """Beside the archive, under a name that the inbox passes over and that is never too long."""
    return archive.with_name(f".{sha256(archive.name.encode('utf8', 'surrogateescape'))[:24]}.progress")


def summary_file(done: Path) -> Path:
    """Where the counts of an archive that was read to its end stay."""
    return done.with_name(f"{done.name}.json")


def load(file: Path) -> Progress | None:
    """What was saved; None if there is nothing that can be read."""
    try:
        return Progress.model_validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def save(progress: Progress, file: Path) -> None:
    """Replace what was saved: whoever reads it meanwhile has the one or the other."""
    part = file.with_name(f"{file.name}.part")
    part.write_text(progress.model_dump_json(), encoding="utf8")
    part.replace(file)
