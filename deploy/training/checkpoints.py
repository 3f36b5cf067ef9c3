"""Networks on disk: checkpoints of a training, and the files that the extractor loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from deploy.training import bases
from deploy.training.narrowing import narrowed
from deploy.training.network import Network, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from deploy.training.narrowing import AnyNetwork

    Arrays = Mapping[str, NDArray[np.float32]]

_MATRIX, _CONVOLUTION = 2, 3
# Looked up, not multiplied; graphs hold what they multiply turned.
_TABLES = {"kinds.weight", "linker.distance.weight"}


def load(path: Path) -> Network:
    """The network of a checkpoint, or of a folder with an exported one."""
    if path.is_dir():
        return _exported(path)
    state = torch.load(path, weights_only=True)
    network = Network(Shape(**state["shape"]))
    network.load_state_dict(state["network"])
    return network


def _exported(folder: Path) -> Network:
    """The tagger's; what is only trained with (the roles of sources and contents) begins anew."""
    arrays = {**arrays_of(folder / "encoder.onnx"), **_linker(arrays_of(folder / "linker.onnx"))}
    network = restored(bases.begun(Network, bases.MINILM), arrays)
    for name, tensor in network.roles.state_dict().items():
        tensor[1:2].copy_(torch.tensor(arrays[f"roles.{name}"].T))
    return network


def restored(begun: AnyNetwork, arrays: Arrays) -> AnyNetwork:
    """Near to what was exported: int8 weights as they are multiplied, the vocabulary of the base model.

    Args:
        begun: a network that is no smaller.
    """
    layers, inner = sum(name.endswith("up.bias") for name in arrays), len(arrays["layers.0.up.bias"])
    heads = len(arrays["layers.0.mixed.weight"]) // begun.shape.head
    network = narrowed(begun, layers=layers, inner=inner, heads=heads)
    own = network.state_dict()
    for name, tensor in own.items():
        if name == "positions.weight":
            tensor[: len(arrays["positions"])].copy_(torch.tensor(arrays["positions"]))
        elif name in arrays and not name.startswith("roles."):
            tensor.copy_(torch.tensor(_as_trained(name, arrays[name], tensor)))
    return network


def _as_trained(name: str, array: NDArray[np.float32], tensor: torch.Tensor) -> NDArray[np.float32]:
    """Linear parts turned back; a convolution from (offset and in, out) to (out, in, offset)."""
    if tensor.dim() == _CONVOLUTION:
        n_out, n_in, kernel = tensor.shape
        return array.reshape(kernel, n_in, n_out).transpose(2, 1, 0).copy()
    return array.T if tensor.dim() == _MATRIX and name not in _TABLES else array


def _linker(arrays: Arrays) -> Arrays:
    return {f"linker.{name}": array for name, array in arrays.items()}


def arrays_of(path: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of a graph, those in int8 multiplied by their scales."""
    kept = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    for name in [name for name in kept if name.endswith("_quantized")]:
        whole = name.removesuffix("_quantized")
        zero = kept.get(f"{whole}_zero_point", np.zeros(1)).astype(np.float32)
        kept[whole] = (kept[name].astype(np.float32) - zero) * kept[f"{whole}_scale"]
    return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in kept.items()}
