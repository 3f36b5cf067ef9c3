"""How a few real pages are cleaned, and how many of the claims that must be found in them are."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.quality.scoring.comparing import named_alike

_ENOUGH = 0.5


@dataclass(frozen=True)
class Tally:
    """Claims found of those that must be, claims extracted; lines of boilerplate left, lines of the articles lost."""

    found: int
    wanted: int
    extracted: int
    left: int
    lost: int


def tally(documents: Iterable[Mapping[str, Any]], gold: Path, folder: Path) -> Tally:
    """The documents of `claimwire extract --json` against a list of claims that must be found in them.

    Args:
        folder: with the pages as they came.
    """
    by_name = {Path(document["document"]).name: document for document in documents}
    pages = json.loads(gold.read_text(encoding="utf-8"))
    read = [by_name.get(page["document"], {"claims": [], "text": ""}) for page in pages]
    return Tally(
        found=sum(_found(page["claims"], document["claims"]) for page, document in zip(pages, read, strict=True)),
        wanted=sum(len(page["claims"]) for page in pages),
        extracted=sum(len(document["claims"]) for document in read),
        left=sum(
            _squashed(line) in _squashed(document["text"])
            for page, document in zip(pages, read, strict=True)
            for line in page["boilerplate"]
        ),
        lost=sum(
            _lost(folder / page["document"], page["boilerplate"], document["text"])
            for page, document in zip(pages, read, strict=True)
        ),
    )


def _lost(page: Path, boilerplate: Iterable[str], text: str) -> int:
    """How many lines are neither in the text nor boilerplate; what stands before or behind boilerplate is a line."""
    lines = [_squashed(line) for line in page.read_text(encoding="utf-8").split("\n")]
    for each in map(_squashed, boilerplate):
        lines = [line.removeprefix(each).removesuffix(each).strip() for line in lines]
    return sum(line not in _squashed(text) for line in lines if line)


def _found(wanted: Iterable[Mapping[str, Any]], extracted: Iterable[Mapping[str, Any]]) -> int:
    """How many have an answer with much the same content and the same speaker; an answer serves once."""
    left = list(extracted)
    n = 0
    for claim in wanted:
        likely = [answer for answer in left if _same_speaker(claim["resolved_source"], answer["source"])]
        best = max(likely, key=lambda answer: _alike(claim["content"], answer["content"]["text"]), default=None)
        if best and _alike(claim["content"], best["content"]["text"]) >= _ENOUGH:
            left.remove(best)
            n += 1
    return n


def _same_speaker(name: str | None, source: Mapping[str, Any]) -> bool:
    return not name or named_alike(name, f"{source['name'] or ''} {source['text'] or ''}")


def _alike(one: str, other: str) -> float:
    """F of the words of two texts."""
    first, second = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    return 2 * (first & second).total() / max((first + second).total(), 1)


def _squashed(text: str) -> str:
    return " ".join(text.split())
