"""Which extracted claim answers which annotated one: same words of the cue, or same words of the content.

Claims are mappings in the shape of the claim record's JSON. Punctuation never counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Claim = Mapping[str, Any]
Span = Sequence[int]

_WORD = re.compile(r"\w+(?:[’']\w+)*")


class Words:
    """The words of a text by their number."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _WORD.finditer(text)]

    def under(self, passage: Mapping[str, Any] | None) -> frozenset[int]:
        """The words that a passage touches; none for an absent one."""
        spans: Sequence[Span] = (passage or {}).get("spans") or ()
        return frozenset(n for n, (a, b) in enumerate(self._spans) for start, end in spans if a < end and b > start)


def pairs(annotated: Sequence[Claim], extracted: Sequence[Claim], words: Words) -> list[tuple[int, int]]:
    """One to one and greedily, best first: numbers of annotated and extracted claims that belong together."""
    gold, found = (
        [(words.under(c["cue"]), words.under(c["content"])) for c in side] for side in (annotated, extracted)
    )
    ranked = sorted(
        ((_likeness(*g, *f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    chosen = []
    for likeness, i, j in ranked:
        if likeness and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            chosen.append((i, j))
    return sorted(chosen)


def _likeness(cue: frozenset[int], content: frozenset[int], cue_: frozenset[int], content_: frozenset[int]) -> float:
    """Zero if neither the cue nor the content shares a word."""
    union = content | content_
    return bool(cue & cue_) + (len(content & content_) / len(union) if union else 0.0)
