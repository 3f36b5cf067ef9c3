"""A smaller network out of a larger one, to be trained on: its first layers, and in each what says most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from deploy.training.network import Encoder

if TYPE_CHECKING:
    from torch import Tensor

AnyNetwork = TypeVar("AnyNetwork", bound=Encoder)


def narrowed(network: AnyNetwork, *, layers: int, inner: int, heads: int = 12) -> AnyNetwork:
    """The same network with at most so many layers, and neurons in the feed-forward part and heads in each."""
    old = network.shape
    shape = replace(old, layers=min(layers, old.layers), inner=min(inner, old.inner), heads=min(heads, old.heads))
    small = type(network)(shape)
    state = network.state_dict()
    for number in range(shape.layers):
        _narrow(state, f"layers.{number}", shape.inner)
        _keep_heads(state, f"layers.{number}", shape.heads, shape.head)
    small.load_state_dict({name: state[name] for name in small.state_dict()})
    return small


def _narrow(state: dict[str, Tensor], layer: str, inner: int) -> None:
    """Keep the neurons with the largest product of the weights towards and from them."""
    up, down = state[f"{layer}.up.weight"], state[f"{layer}.down.weight"]
    kept = (up.norm(dim=1) * down.norm(dim=0)).topk(inner).indices.sort().values
    state[f"{layer}.up.weight"], state[f"{layer}.down.weight"] = up[kept], down[:, kept]
    state[f"{layer}.up.bias"] = state[f"{layer}.up.bias"][kept]


def _keep_heads(state: dict[str, Tensor], layer: str, heads: int, size: int) -> None:
    """Keep the heads with the largest product of the weights towards what they pass on and from it."""
    weight, bias = f"{layer}.attention.weight", f"{layer}.attention.bias"
    # Queries, keys and values, each head by head.
    parts = state[weight].unflatten(0, (3, -1, size))
    mixed = state[f"{layer}.mixed.weight"].unflatten(1, (-1, size))
    kept = (parts[2].norm(dim=(1, 2)) * mixed.norm(dim=(0, 2))).topk(heads).indices.sort().values
    state[weight] = parts[:, kept].flatten(0, 2)
    state[bias] = state[bias].unflatten(0, (3, -1, size))[:, kept].flatten()
    state[f"{layer}.mixed.weight"] = mixed[:, kept].flatten(1)
