"""Claims of the gold, in older words than the record's, beside those that answer them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from deploy.training.corpus import ROLES
from deploy.training.scoring import Words, pairs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Claim = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A text of the gold with its claims, and those that answer them."""

    name: str
    text: str
    gold: list[Claim]
    found: list[Claim] = field(default_factory=list)

    def pairs(self) -> list[tuple[Claim, Claim]]:
        """Gold claims with their answers, in the gold's order."""
        return [(self.gold[i], self.found[j]) for i, j in pairs(self.parts(), self.found, Words(self.text))]

    def parts(self) -> list[Claim]:
        """The gold's claims by their parts, in the record's shape."""
        return [{role: {"spans": claim[role] or []} for role in ROLES} for claim in self.gold]


def gold_documents(folder: Path) -> list[Document]:
    """The documents of a folder with `text/*.txt` and `gold/*.json`, in the order of their names."""
    documents = []
    for path in sorted((folder / "text").glob("*.txt")):
        gold = folder / "gold" / f"{path.stem}.json"
        if gold.exists():
            text = path.read_bytes().decode("utf-8")
            documents.append(Document(path.stem, text, json.loads(gold.read_text(encoding="utf-8"))["claims"]))
    return documents


def right_labels(labels: Mapping[str, Any], label: str) -> tuple[str, ...]:
    """The record's labels that answer one of the gold; none if it is not scored."""
    right = labels.get(label, label)
    return () if right is None else (right,) if isinstance(right, str) else tuple(right)


def read_claims(path: Path) -> Mapping[str, list[Claim]]:
    """The claims of each document in the lines of `claimwire extract --as-is --json`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines if line.strip()]
    return {re.sub(r"^.*/|\.txt$", "", document["document"]): document["claims"] for document in documents}
