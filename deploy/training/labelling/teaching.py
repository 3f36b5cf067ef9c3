"""What a small labeller learns from larger ones: what they say of claims that nobody labelled.

Their probabilities are the target, as in Hinton, Vinyals and Dean (2015), "Distilling the knowledge in a neural
network". A label says which answer is right; these say how near the others are, for as many claims as one likes.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from deploy.training.labelling.examples import Example, Lesson, batch_of, split
from services.extractor.domain.labelling.labels import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from torch import Tensor

    from deploy.training.labelling.network import Labeller, Scores

log = logging.getLogger("labelling")
_BATCH = 64
_PROGRESS_EVERY = 50


@torch.no_grad()
def lessons(teachers: list[Labeller], examples: list[Example], *, half: bool) -> list[Example]:
    """The examples with what the teachers say of them, on average."""
    found = []
    order = sorted(examples, key=lambda each: len(each.pieces.ids))
    for number in range(0, len(order), _BATCH):
        batch = order[number : number + _BATCH]
        if number % (_PROGRESS_EVERY * _BATCH) == 0:
            log.info("%d of %d claims taught", number, len(order))
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            given = [teacher(*batch_of(batch)) for teacher in teachers]
        fields = _mean(torch.cat([part.float().softmax(-1) for part in split(each.fields)], -1) for each in given)
        actors = _mean(each.actors.float().softmax(-1) for each in given)
        for row, each in enumerate(batch):
            first, last = each.pieces.first, each.pieces.first + len(each.pieces.spans)
            found.append(each._replace(lesson=Lesson(fields[row].clone(), actors[row, first:last].clone())))
    return found


def _mean(given: Iterable[Tensor]) -> Tensor:
    return torch.stack(list(given)).mean(0)


def loss_of_lessons(scores: Scores, examples: list[Example], weights: Mapping[str, float]) -> Tensor:
    """How far the scores are from what the teachers said, by cross entropy.

    Args:
        weights: what each field counts, and `actor`.
    """
    loss = torch.zeros(())
    taught = [(row, each, each.lesson) for row, each in enumerate(examples) if each.lesson]
    if not taught:
        return loss
    wanted = split(torch.stack([lesson.fields for _, _, lesson in taught]))
    for name, target, logits in zip(FIELDS, wanted, split(scores.fields[[row for row, _, _ in taught]]), strict=True):
        loss = loss - weights[name] * (target * functional.log_softmax(logits, -1)).sum() / len(examples)
    actors = torch.zeros_like(scores.actors)
    for row, each, lesson in taught:
        n = len(lesson.actors)
        actors[row, each.pieces.first : each.pieces.first + n] = lesson.actors / n
    return loss - weights["actor"] * (actors * functional.log_softmax(scores.actors, -1)).sum() / len(examples)
