"""Claims that nobody said, for teachers to label: with other words of like meaning, without some, by other speakers.

Words are exchanged for their neighbours among the base model's word vectors, after TinyBERT (Jiao et al. 2020).
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

    from deploy.training.labelling.corpus import Labelled

# So often each labelled claim is altered; of its words so many are left out, and so many exchanged.
TIMES = 3
LEFT_OUT = (0.0, 0.0, 0.1, 0.2)
EXCHANGED = (0.0, 0.15, 0.3, 0.45)
# How often a claim keeps its own speaker and cue.
KEPT = 0.4
_NEAREST = 10
_LEAST_LIKE = 0.3
_WORD = re.compile(r"[A-Za-z]{4,}")


class Neighbours:
    """The words whose vectors are nearest to a word's."""

    def __init__(self, vectors: Tensor, tokenizer: Tokenizer) -> None:
        """Take the vectors of a vocabulary's whole words, (pieces, width)."""
        vocabulary = tokenizer.get_vocab()
        self.words = sorted(word for word in vocabulary if word.isascii() and _WORD.fullmatch(word))
        self.vectors = functional.normalize(vectors[[vocabulary[word] for word in self.words]].float(), dim=1)
        self.places = {word: place for place, word in enumerate(self.words)}
        self._found: dict[str, list[str]] = {}

    def of(self, word: str) -> list[str]:
        """The nearest words, none for a word that the vocabulary has in pieces only."""
        if word not in self._found:
            place = self.places.get(word)
            self._found[word] = [] if place is None else self._nearest(place)
        return self._found[word]

    def _nearest(self, place: int) -> list[str]:
        likeness, places = (self.vectors @ self.vectors[place]).topk(_NEAREST + 1)
        near = zip(likeness.tolist(), places.tolist(), strict=True)
        return [self.words[each] for like, each in near if each != place and like > _LEAST_LIKE]


@torch.no_grad()
def altered(claims: list[Labelled], neighbours: Neighbours, seed: int) -> list[Labelled]:
    """Each claim several times with other words or another speaker; what is right of it is open."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    voices = [(claim.source, claim.cue) for claim in claims if claim.source]
    found = []
    for claim in claims:
        for _ in range(TIMES):
            least, share = chance.choice(LEFT_OUT), chance.choice(EXCHANGED)
            kept = " ".join(word for word in claim.content.split(" ") if chance.random() >= least) or claim.content
            content = _WORD.sub(lambda word: _exchanged(word.group(), neighbours, share, chance), kept)  # noqa: B023
            source, cue = (claim.source, claim.cue) if chance.random() < KEPT else chance.choice(voices)
            found.append(replace(claim, source=source, cue=cue, content=content, right={}, actors=None))
    return found


def _exchanged(word: str, neighbours: Neighbours, share: float, chance: random.Random) -> str:
    near = neighbours.of(word.lower()) if chance.random() < share else []
    if not near:
        return word
    other = chance.choice(near)
    return other.capitalize() if word[0].isupper() else other
