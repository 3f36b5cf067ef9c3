"""An attribution in quoted words, before anybody has looked whether they stand in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Reports of 24,000 characters have fewer than a hundred attributions; more is no reading of one.
MAX_QUOTED: Final = 300
# Content in as many pieces as a sentence with interrupting cues has, and a long speech of some paragraphs.
MAX_PIECES: Final = 12


@dataclass(frozen=True)
class Quoted:
    """Words of one attribution.

    Attributes:
        source: None for a cue without an agent.
        content: its pieces in the order of the text.
    """

    source: str | None
    cue: str
    content: tuple[str, ...]


@dataclass(frozen=True)
class Quotes:
    """All that was quoted of one text.

    Attributes:
        n_malformed: how many more had no form that can be read.
        n_beyond: how many more were left out, since nobody quotes so many.
    """

    quoted: tuple[Quoted, ...]
    n_malformed: int = 0
    n_beyond: int = 0

    @property
    def total(self) -> int:
        """How many attributions were given, whatever their form."""
        return len(self.quoted) + self.n_malformed + self.n_beyond
