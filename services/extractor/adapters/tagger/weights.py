"""Files of weights: where they are, and that they are what was released."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
CHECKSUMS: Final = "SHA256SUMS"
SETTINGS: Final = "settings.json"
TOKENIZER: Final = "tokenizer.json"
FILES: Final = ("encoder.onnx", "linker.onnx", TOKENIZER, SETTINGS)


class WeightsError(Exception):
    """A file of weights is missing or is not the one that was released; install claimwire anew."""


@dataclass(frozen=True)
class Settings:
    """What was fitted beside the weights.

    Attributes:
        version: of the model, as it stands in the records.
        least: how sure a cue must be to be looked at; how likely it is right is judged later.
        steps: what going from one label to the next adds to a sequence (labels by labels).
        learned_from: the data sets that the weights were trained on; None if nobody said.
        tuned_on: the data sets that the other settings were chosen on.
    """

    version: str
    least: float
    steps: list[list[float]]
    learned_from: list[str] | None = None
    tuned_on: list[str] = field(default_factory=list)


def settings_of(files: dict[str, bytes]) -> Settings:
    """The settings among the files that `checked` returns."""
    return Settings(**json.loads(files[SETTINGS]))


def checked(folder: Path = FOLDER, names: tuple[str, ...] = FILES) -> dict[str, bytes]:
    """The bytes of every file; what was checked is what is used, even if the file changes meanwhile.

    Raises:
        WeightsError: a file is missing or its SHA-256 is not the one in `SHA256SUMS`.

    """
    try:
        wanted = _wanted((folder / CHECKSUMS).read_text(encoding="ascii"))
        read = {name: (folder / name).read_bytes() for name in names}
    except (OSError, ValueError) as error:
        message = f"the weights in {folder} cannot be read: {error}"
        raise WeightsError(message) from error
    for name, content in read.items():
        digest = hashlib.sha256(content).hexdigest()
        if digest != wanted.get(name):
            message = f"{folder / name} is not the file that was released: SHA-256 {digest}, not {wanted.get(name)}"
            raise WeightsError(message)
    return read


def _wanted(lines: str) -> dict[str, str]:
    """File names and their sums, in the form of `sha256sum`."""
    return {name: digest for digest, name in (line.split() for line in lines.splitlines() if line)}
