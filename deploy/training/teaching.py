"""What a small tagger learns from larger ones: how likely a piece stands in a cue, and what belongs to that.

Their probabilities are the target, as in Hinton, Vinyals and Dean (2015), "Distilling the knowledge in a neural
network"; texts that nobody annotated serve as well as others.
"""

from __future__ import annotations

import logging
import time
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional

from deploy.training.checkpoints import load
from deploy.training.corpus import ROLES
from deploy.training.evaluation import padded
from deploy.training.network import LABELS, Network, Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from torch import Tensor

    from deploy.training.examples import Example
    from services.extractor.adapters.tagger.encoding import Window

log = logging.getLogger("training")
PROGRESS_EVERY = 100
# A cue of which the teachers are less sure than this is not read.
LEAST = 0.15
_CUE = ROLES.index("cue")


class Lesson(NamedTuple):
    """What teachers say of a batch.

    Attributes:
        sureness: that a piece stands in a cue, (windows, pieces).
        places: where cues are that they have read, (4, anchors), as `Places` has them.
        labels: probability of each label for each piece that was read, (anchors, pieces, labels); zero for padding.
    """

    sureness: Tensor
    places: Tensor
    labels: Tensor


class Teachers:
    """Networks that teach together; what they said is kept in a folder, since it costs more than learning it."""

    def __init__(self, paths: Sequence[Path], folder: Path, *, half: bool) -> None:
        self.paths, self.folder, self.half = paths, folder, half
        self._networks: list[Network] = []

    def lessons(self, name: str, batches: Sequence[list[Example]]) -> list[Lesson]:
        """What they say of batches that go by a name."""
        kept = self.folder / f"{name}.pt"
        if not kept.exists():
            self._networks = self._networks or [load(path).eval() for path in self.paths]
            self.folder.mkdir(parents=True, exist_ok=True)
            torch.save([tuple(each) for each in self._said(batches)], kept.with_suffix(".part"))
            kept.with_suffix(".part").replace(kept)
        return [Lesson(*each) for each in torch.load(kept, weights_only=True)]

    @torch.no_grad()
    def _said(self, batches: Sequence[list[Example]]) -> Iterator[Lesson]:
        began = time.time()
        for number, batch in enumerate(batches, 1):
            with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
                yield lesson(self._networks, [example.window for example in batch])
            if number % PROGRESS_EVERY == 0:
                log.info("%d of %d batches taught, %.2f s each", number, len(batches), (time.time() - began) / number)


def lesson(teachers: Sequence[Network], windows: Sequence[Window]) -> Lesson:
    """What teachers say of windows, on average."""
    ids, kinds = padded(windows)
    states = [teacher.encode(ids, kinds) for teacher in teachers]
    told = list(zip(teachers, states, strict=True))
    sureness = torch.stack([torch.sigmoid(teacher.roles(own)[..., _CUE].float()) for teacher, own in told]).mean(0)
    places = _places(sureness, windows)
    if not places.shape[1]:
        return Lesson(sureness, places, torch.zeros(0, 0, len(LABELS)))
    given = Places(*places)
    labels = torch.stack([teacher.link(own, given).float().softmax(-1) for teacher, own in told]).mean(0)
    read = torch.arange(labels.shape[1]) < (given.lasts - given.firsts)[:, None]
    return Lesson(sureness, places, labels * read[..., None])


def _places(sureness: Tensor, windows: Sequence[Window]) -> Tensor:
    """One piece of each run of pieces that are likely in a cue."""
    found = [
        (row, anchor, *window.part_of(anchor))
        for row, window in enumerate(windows)
        for anchor in _anchors(window, sureness[row].tolist())
    ]
    return torch.tensor(found, dtype=torch.long).reshape(-1, len(Places._fields)).T


def _anchors(window: Window, sureness: list[float]) -> Iterator[int]:
    pieces = (number for number, (start, end) in enumerate(window.spans) if start < end and sureness[number] > LEAST)
    # The pieces of a run are as far from its beginning as their numbers are apart.
    for _, run in groupby(enumerate(pieces), lambda each: each[1] - each[0]):
        own = [piece for _, piece in run]
        yield own[int(torch.randint(len(own), ()))]


def loss_of_lesson(network: Network, states: Tensor, ids: Tensor, given: Lesson, weight: float) -> Tensor:
    """How far a network is from its teachers, by cross entropy.

    Args:
        weight: what the sureness of cues counts; what belongs to them counts 1.
    """
    real = ids != 0
    own = network.roles(states)[..., _CUE]
    wrong = functional.binary_cross_entropy_with_logits(own, given.sureness, reduction="none")
    loss = weight * (wrong * real).sum() / real.sum()
    if not len(given.labels):
        return loss
    logs = functional.log_softmax(network.link(states, Places(*given.places)), -1)
    return loss - (given.labels * logs).sum() / given.labels.sum()
