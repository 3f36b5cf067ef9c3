"""The labeller's network: an encoder in the form of BERT, and linear parts that score labels.

[CLS] source cue content [SEP] ─▶ encoder ─┬▶ mean and maximum of the content, mean of the rest ─▶ fields
└▶ each piece ─▶ agent, target
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from deploy.training import bases
from deploy.training.checkpoints import arrays_of, restored
from deploy.training.network import Encoder, Shape
from services.extractor.adapters.labeller.encoding import N_KINDS
from services.extractor.adapters.labeller.session import MODEL
from services.extractor.domain.labelling.labels import ACTORS, FIELDS

if TYPE_CHECKING:
    from pathlib import Path

_NEVER = -1e4


class Scores(NamedTuple):
    """Logits: of fields (claims, labels of all fields), of actors (claims, pieces, 3)."""

    fields: Tensor
    actors: Tensor


class Labeller(Encoder):
    """The whole of it."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__(shape, kinds=N_KINDS, dropout=dropout)
        self.fields = nn.Linear(3 * shape.width, sum(map(len, FIELDS.values())))
        self.actors = nn.Linear(shape.width, len(ACTORS))

    def forward(self, ids: Tensor, kinds: Tensor, content: Tensor) -> Scores:
        """Score padded claims.

        Args:
            content: 1 for the pieces of the content, else 0; (claims, pieces).
        """
        states = self.encode(ids, kinds)
        inside = content[..., None].to(states.dtype)
        beside = ((ids != 0) & (content == 0))[..., None].to(states.dtype)
        pooled = [
            (states * inside).sum(1) / inside.sum(1).clamp(min=1),
            (states + _NEVER * (1 - inside)).max(1).values,
            (states * beside).sum(1) / beside.sum(1),
        ]
        return Scores(self.fields(self.dropout(torch.cat(pooled, 1))), self.actors(self.dropout(states)))


def load(path: Path) -> Labeller:
    """The network of a checkpoint, or of a folder with an exported one."""
    if path.is_dir():
        arrays = arrays_of(path / MODEL)
        # The graph's means stand beside each other, the maximum behind them.
        inside, beside, most = np.split(arrays["fields.weight"], 3)
        fields = {"fields.weight": np.concatenate([inside, most, beside])}
        return restored(bases.begun(Labeller, bases.MINILM), {**arrays, **fields}).eval()
    state = torch.load(path, weights_only=True)
    network = Labeller(Shape(**state["shape"]))
    network.load_state_dict(state["network"])
    return network.eval()
