"""How well claims answer those that a person marked: which answers which, and whether they have words in common.

A claim is a mapping in the shape of the claim record's JSON; punctuation never counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from deploy.training.corpus import ROLES

Claim = Mapping[str, Any]
Span = Sequence[int]
Label = Hashable

_WORD = re.compile(r"\w+(?:[’']\w+)*")


class Words:
    """The words of a text by their number."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _WORD.finditer(text)]

    def under(self, passage: Mapping[str, Any] | None) -> frozenset[int]:
        """The words that a passage touches; none for an absent one."""
        spans: Sequence[Span] = (passage or {}).get("spans") or ()
        return frozenset(n for n, (a, b) in enumerate(self._spans) for start, end in spans if a < end and b > start)

    def of(self, claim: Any) -> Claim:
        """A claim whose source, cue and content know their words, from a record or from what has only spans."""
        parts = {role: claim[role] if isinstance(claim, Mapping) else {"spans": getattr(claim, role)} for role in ROLES}
        return {role: {"spans": part["spans"], "words": self.under(part)} for role, part in parts.items()}


class Counts(NamedTuple):
    """How often both sides have something, and how often each."""

    both: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Of what was found; 0 if that is nothing."""
        return self.both / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of what a person marked; 0 if that is nothing."""
        return self.both / self.gold if self.gold else 0.0

    @property
    def f(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.both / (self.found + self.gold) if self.found + self.gold else 0.0


class Comparison:
    """The claims of reports, marked and found; every part of a claim knows its `words`."""

    def __init__(self) -> None:
        self.gold: list[Claim] = []
        self.found: list[Claim] = []
        self.pairs: list[tuple[Claim, Claim]] = []

    def add(self, gold: Sequence[Claim], found: Sequence[Claim], words: Words) -> None:
        """One more report."""
        self.gold += gold
        self.found += found
        self.pairs += [(gold[i], found[j]) for i, j in pairs(gold, found, words)]

    def spans(self) -> dict[str, Counts]:
        """How well the parts agree: in one word (overlap), in all (exact), and all parts in one word (whole claim)."""
        return dict(self._spans())

    def _spans(self) -> Iterator[tuple[str, Counts]]:
        for part in ROLES:
            gold, found = (sum(bool(claim[part]["words"]) for claim in side) for side in (self.gold, self.found))
            both = [(g[part]["words"], f[part]["words"]) for g, f in self.pairs]
            yield f"{part}, overlap", Counts(sum(bool(g & f) for g, f in both), found, gold)
            yield f"{part}, exact", Counts(sum(bool(g) and g == f for g, f in both), found, gold)
        whole = sum(
            all(g[part]["words"] & f[part]["words"] or not g[part]["words"] for part in ROLES) for g, f in self.pairs
        )
        yield "whole claim", Counts(whole, len(self.found), len(self.gold))


def label_f(answers: Sequence[tuple[Label, Label]]) -> dict[Label, tuple[int, float]]:
    """How often each annotated label occurs, and its F."""
    gold, found = (Counter(side) for side in zip(*answers, strict=True)) if answers else (Counter(), Counter())
    both = Counter(label for label, answer in answers if label == answer)
    return {label: (n, Counts(both[label], found[label], n).f) for label, n in gold.items()}


def macro_f(answers: Sequence[tuple[Label, Label]]) -> float:
    """The mean F over the labels that were annotated: a rare one counts as much as a frequent one."""
    by_label = label_f(answers)
    return sum(f for _, f in by_label.values()) / len(by_label) if by_label else 0.0


def pairs(annotated: Sequence[Claim], extracted: Sequence[Claim], words: Words) -> list[tuple[int, int]]:
    """One to one and greedily, best first: numbers of annotated and extracted claims that belong together."""
    gold, found = (
        [(words.under(c["cue"]), words.under(c["content"])) for c in side] for side in (annotated, extracted)
    )
    ranked = sorted(
        ((_likeness(*g, *f), j, i) for i, g in enumerate(gold) for j, f in enumerate(found)),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    chosen = []
    for likeness, j, i in ranked:
        if likeness and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            chosen.append((i, j))
    return sorted(chosen)


def _likeness(cue: frozenset[int], content: frozenset[int], cue_: frozenset[int], content_: frozenset[int]) -> float:
    """Zero if neither the cue nor the content shares a word."""
    union = content | content_
    return bool(cue & cue_) + (len(content & content_) / len(union) if union else 0.0)
