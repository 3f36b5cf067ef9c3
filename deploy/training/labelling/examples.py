"""Labelled claims as the network takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch

from deploy.training.evaluation import padded
from services.extractor.adapters.labeller.encoding import Pieces, pieces_of
from services.extractor.domain.labelling.labels import ACTORS, FIELDS

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

    from deploy.training.labelling.corpus import Labelled


class Lesson(NamedTuple):
    """Probabilities: of the labels of all fields (labels), of the actors for each piece of the content (pieces, 3)."""

    fields: Tensor
    actors: Tensor


class Example(NamedTuple):
    """A claim as the network takes it, and what it is to learn of it.

    Attributes:
        right: right labels by field; a field that nobody judged is absent.
        actors: which actor each piece of the content belongs to; None where nobody judged.
        lesson: what larger networks say of a claim that nobody labelled.
    """

    pieces: Pieces
    right: dict[str, list[int]]
    actors: list[int] | None
    lesson: Lesson | None = None


def example_of(claim: Labelled, tokenizer: Tokenizer) -> Example:
    """A labelled claim as an example."""
    pieces = pieces_of(claim.source, claim.cue, claim.content, tokenizer)
    right = {name: [FIELDS[name].index(label) for label in labels] for name, labels in claim.right.items()}
    actors = None if claim.actors is None else _actors(pieces, claim.actors)
    return Example(pieces, right, actors)


def _actors(pieces: Pieces, marked: list[tuple[int, int, str]]) -> list[int]:
    found = [0] * len(pieces.spans)
    for start, end, label in marked:
        for number, (first, last) in enumerate(pieces.spans):
            if first < end and last > start:
                found[number] = ACTORS.index(label)
    return found


def batch_of(examples: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Padded ids, kinds, and which pieces are the content's."""
    ids, kinds = padded([each.pieces for each in examples])
    content = torch.zeros_like(ids)
    for row, each in enumerate(examples):
        content[row, each.pieces.first : each.pieces.first + len(each.pieces.spans)] = 1
    return ids, kinds, content


def split(scores: Tensor) -> tuple[Tensor, ...]:
    """The scores of each field, in the order of `FIELDS`."""
    return scores.split([len(labels) for labels in FIELDS.values()], -1)
