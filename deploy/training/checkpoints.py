"""Networks on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from deploy.training.network import Network, Shape

if TYPE_CHECKING:
    from pathlib import Path


def load(path: Path) -> Network:
    """The network of a checkpoint."""
    state = torch.load(path, weights_only=True)
    network = Network(Shape(**state["shape"]))
    network.load_state_dict(state["network"])
    return network
