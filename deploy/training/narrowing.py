"""A smaller network out of a larger one, to be trained on: its first layers, and the neurons that say most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from deploy.training.network import Encoder

if TYPE_CHECKING:
    from torch import Tensor

AnyNetwork = TypeVar("AnyNetwork", bound=Encoder)


def narrowed(network: AnyNetwork, *, layers: int, inner: int) -> AnyNetwork:
    """The same network with at most so many layers, and neurons in the feed-forward part of each."""
    shape = replace(network.shape, layers=min(layers, network.shape.layers), inner=min(inner, network.shape.inner))
    small = type(network)(shape)
    state = network.state_dict()
    for number in range(shape.layers):
        _narrow(state, f"layers.{number}", shape.inner)
    small.load_state_dict({name: state[name] for name in small.state_dict()})
    return small


def _narrow(state: dict[str, Tensor], layer: str, inner: int) -> None:
    """Keep the neurons with the largest product of the weights towards and from them."""
    up, down = state[f"{layer}.up.weight"], state[f"{layer}.down.weight"]
    kept = (up.norm(dim=1) * down.norm(dim=0)).topk(inner).indices.sort().values
    state[f"{layer}.up.weight"], state[f"{layer}.down.weight"] = up[kept], down[:, kept]
    state[f"{layer}.up.bias"] = state[f"{layer}.up.bias"][kept]
