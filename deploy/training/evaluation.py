"""Scores of a network on annotated reports: claims found, by the measure of the attribution scorer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from deploy.training.network import Places
from deploy.training.scoring import Comparison, Words
from services.extractor.adapters.tagger.encoding import windows
from services.extractor.domain.reading.outline import outline
from services.extractor.domain.tagging.decoding import N_LABELS
from services.extractor.domain.tagging.spotting import spotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch import Tensor

    from deploy.training.corpus import Report
    from deploy.training.network import Network
    from deploy.training.scoring import Counts
    from services.extractor.adapters.labeller.encoding import Pieces
    from services.extractor.adapters.tagger.encoding import Window
    from services.extractor.domain.tagging.decoding import Tagged

_BATCH = 16


class Judge:
    """Reports with their windows, against which networks are scored."""

    def __init__(self, reports: list[Report], tokenizer: Tokenizer) -> None:
        self.reports = reports
        self.windows = [windows(outline(report.text), tokenizer) for report in reports]

    def figures(self, network: Network, least: float = 0.4) -> dict[str, dict[str, float]]:
        """Precision, recall and F of cues, of whole claims, and of exact contents."""
        comparison = Comparison()
        everything = [window for own in self.windows for window in own]
        read = iter(read_with(network, everything, least))
        for report, own in zip(self.reports, self.windows, strict=True):
            found = [tagged for _ in own for tagged in next(read)]
            words = Words(report.text)
            comparison.add(list(map(words.of, report.versions[0])), list(map(words.of, found)), words)
        counts = comparison.spans()
        shown = {"cue": "cue, overlap", "full": "whole claim", "exact content": "content, exact"}
        return {name: _percent(counts[line]) for name, line in shown.items()}


@torch.no_grad()
def read_with(network: Network, given: list[Window], least: float) -> Iterator[list[Tagged]]:
    """What the network finds in windows, in their order."""
    network.eval()
    order = sorted(range(len(given)), key=lambda i: len(given[i]))
    found: dict[int, list[Tagged]] = {}
    for first in range(0, len(order), _BATCH):
        chosen = order[first : first + _BATCH]
        found.update(zip(chosen, _read(network, [given[i] for i in chosen], least), strict=True))
    yield from (found[i] for i in range(len(given)))


def _read(network: Network, given: list[Window], least: float) -> Iterator[list[Tagged]]:
    states = network.encode(*padded(given))
    sureness = torch.sigmoid(network.roles(states)[..., 1]).numpy()
    steps = np.zeros((N_LABELS, N_LABELS), dtype=np.float32)
    for row, window in enumerate(given):
        link = partial(_link, network, states, row, window)
        yield spotted(window, sureness[row, : len(window)], link, least=least, steps=steps)


def _link(network: Network, states: Tensor, row: int, window: Window, anchors: list[int]) -> NDArray[np.float32]:
    places = torch.tensor([(row, anchor, *window.part_of(anchor)) for anchor in anchors])
    scores: NDArray[np.float32] = torch.log_softmax(network.link(states, Places(*places.T)), -1).numpy()
    return scores


def padded(given: Sequence[Window | Pieces]) -> tuple[Tensor, Tensor]:
    """Pieces and kinds of windows or claims, filled up with zeros."""
    width = max(len(window.ids) for window in given)
    ids, kinds = np.zeros((2, len(given), width), dtype=np.int64)
    for row, window in enumerate(given):
        n = len(window.ids)
        ids[row, :n], kinds[row, :n] = window.ids, window.kinds
    return torch.from_numpy(ids), torch.from_numpy(kinds)


def _percent(counts: Counts) -> dict[str, float]:
    figures = {"P": counts.precision, "R": counts.recall, "F": counts.f}
    return {name: round(100 * share, 1) for name, share in figures.items()}
