"""Which claim answers which claim of the gold: one to one, greedily, by the words of cues and contents."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Spans = list[tuple[int, int]]
Claim = dict[str, Any]

_WORD = re.compile(r"\w+(?:[’']\w+)*")


@dataclass(frozen=True)
class Document:
    """A text of the gold with its claims, and those that answer them."""

    name: str
    text: str
    gold: list[Claim]
    found: list[Claim] = field(default_factory=list)

    def pairs(self) -> list[tuple[Claim, Claim]]:
        """Gold claims with their answers, in the gold's order."""
        return [(self.gold[g], self.found[f]) for g, f in sorted(self._aligned().items())]

    def _aligned(self) -> dict[int, int]:
        index = [m.span() for m in _WORD.finditer(self.text)]
        gold = [(_words(c["cue"], index), _words(c["content"], index)) for c in self.gold]
        found = [(_words(c["cue"]["spans"], index), _words(c["content"]["spans"], index)) for c in self.found]
        scored = sorted(
            ((_likeness(f, g), i, j) for i, f in enumerate(found) for j, g in enumerate(gold)), key=lambda s: -s[0]
        )
        aligned: dict[int, int] = {}
        for likeness, i, j in scored:
            if likeness and j not in aligned and i not in aligned.values():
                aligned[j] = i
        return aligned


def gold_documents(folder: Path) -> list[Document]:
    """The documents of a folder with `text/*.txt` and `gold/*.json`, in the order of their names."""
    documents = []
    for path in sorted((folder / "text").glob("*.txt")):
        gold = folder / "gold" / f"{path.stem}.json"
        if gold.exists():
            text = path.read_bytes().decode("utf-8")
            documents.append(Document(path.stem, text, json.loads(gold.read_text(encoding="utf-8"))["claims"]))
    return documents


def _words(spans: Iterable[Iterable[int]], index: list[tuple[int, int]]) -> frozenset[int]:
    return frozenset(i for s, e in spans for i, (a, b) in enumerate(index) if a < e and b > s)


def _likeness(found: tuple[frozenset[int], frozenset[int]], gold: tuple[frozenset[int], frozenset[int]]) -> float:
    """Above 0 where cues or contents share a word; a shared cue counts most."""
    shared = len(found[1] & gold[1]) / max(1, len(found[1] | gold[1]))
    return bool(found[0] & gold[0]) + shared


def read_claims(path: Path) -> Mapping[str, list[Claim]]:
    """The claims of each document in the lines of `claimwire extract --as-is --json`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines if line.strip()]
    return {re.sub(r"^.*/|\.txt$", "", document["document"]): document["claims"] for document in documents}
