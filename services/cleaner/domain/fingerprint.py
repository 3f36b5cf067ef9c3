"""A fingerprint by which near-duplicates are found."""

from __future__ import annotations

import re

import rensa

PERMUTATIONS = 64
_SHINGLE = 3
_SEED = 1
# Enough to tell any two reports apart; a bound on what a hostile page can cost.
_WORDS = 50_000
_WORD = re.compile(r"\w+")


def fingerprint(text: str) -> list[int]:
    """MinHash over shingles of three words, case and punctuation ignored: 64 numbers; none for a text without words.

    The share of equal positions in two fingerprints estimates how much of the texts is the same.
    """
    words = [match[0] for match, _ in zip(_WORD.finditer(text.casefold()), range(_WORDS), strict=False)]
    if not words:
        return []
    shingles = [" ".join(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))]
    sketch = rensa.RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    sketch.update(shingles)
    return [int(number) for number in sketch.digest()]
