"""Scores of a network on annotated reports: claims found, by the measure of the attribution scorer."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from deploy.training.corpus import ROLES
from deploy.training.network import Places
from services.extractor.adapters.tagger.encoding import windows
from services.extractor.domain.tagging.decoding import N_LABELS
from services.extractor.domain.tagging.spotting import spotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch import Tensor

    from deploy.training.corpus import Marked, Report, Span
    from deploy.training.network import Network
    from services.extractor.adapters.tagger.encoding import Window
    from services.extractor.domain.tagging.decoding import Tagged

_WORD = re.compile(r"\w+(?:[’']\w+)*")
_BATCH = 16
Words = dict[str, frozenset[int]]


class Judge:
    """Reports with their windows, against which networks are scored."""

    def __init__(self, reports: list[Report], tokenizer: Tokenizer) -> None:
        self.reports = reports
        self.windows = [windows(report.text, tokenizer) for report in reports]

    def figures(self, network: Network, least: float = 0.4) -> dict[str, dict[str, float]]:
        """Precision, recall and F of cues, of whole claims, and of exact contents."""
        counts: Counter[str] = Counter()
        everything = [window for own in self.windows for window in own]
        read = iter(read_with(network, everything, least))
        for report, own in zip(self.reports, self.windows, strict=True):
            found = [tagged for _ in own for tagged in next(read)]
            index = [match.span() for match in _WORD.finditer(report.text)]
            counts += _compared([_words(c, index) for c in found], [_words(c, index) for c in report.versions[0]])
        return {name: _f(counts[name], counts["found"], counts["gold"]) for name in ("cue", "full", "exact content")}


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


def padded(given: list[Window]) -> tuple[Tensor, Tensor]:
    """Pieces and kinds of windows, filled up with zeros."""
    width = max(map(len, given))
    ids, kinds = np.zeros((2, len(given), width), dtype=np.int64)
    for row, window in enumerate(given):
        ids[row, : len(window)], kinds[row, : len(window)] = window.ids, window.kinds
    return torch.from_numpy(ids), torch.from_numpy(kinds)


def _words(claim: Tagged | Marked, index: list[Span]) -> Words:
    return {
        role: frozenset(i for s, e in getattr(claim, role) for i, (a, b) in enumerate(index) if a < e and b > s)
        for role in ROLES
    }


def _compared(found: list[Words], gold: list[Words]) -> Counter[str]:
    """One to one, best pairs first; a pair shares words of the cue or of the content."""
    pairs = [
        (bool(f["cue"] & g["cue"]) + len(f["content"] & g["content"]) / max(1, len(f["content"] | g["content"])), i, j)
        for i, f in enumerate(found)
        for j, g in enumerate(gold)
        if f["cue"] & g["cue"] or f["content"] & g["content"]
    ]
    counts = Counter(found=len(found), gold=len(gold))
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(pairs, key=lambda pair: -pair[0]):
        if i in used[0] or j in used[1]:
            continue
        used[0].add(i)
        used[1].add(j)
        mine, theirs = found[i], gold[j]
        counts["cue"] += bool(mine["cue"] & theirs["cue"])
        counts["full"] += all(mine[role] & theirs[role] or not theirs[role] for role in ROLES)
        counts["exact content"] += mine["content"] == theirs["content"]
    return counts


def _f(right: int, found: int, gold: int) -> dict[str, float]:
    precision, recall = right / max(found, 1), right / max(gold, 1)
    mean = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"P": round(100 * precision, 1), "R": round(100 * recall, 1), "F": round(100 * mean, 1)}
