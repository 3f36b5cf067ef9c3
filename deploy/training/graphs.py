"""The network as ONNX graphs, written with onnxruntime's fused operators, and their int8 form.

Written by hand because the graph is small and the fused operators are most of the speed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from services.extractor.adapters.tagger.encoding import GAP, MAX_PIECES

if TYPE_CHECKING:
    from torch import Tensor

    from deploy.training.network import Network

_FUSED = "com.microsoft"
_OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
# The newest form of the files that the oldest supported onnxruntime reads.
_IR_VERSION = 9
_INT8 = 127
_INT7 = 63
# What decides, and costs little.
_PRECISE = ["cue.scored", "out.scored", "fields.scored", "actors.scored"]


class Graph:
    """Nodes and weights as they are added."""

    def __init__(self, state: dict[str, Tensor]) -> None:
        self.state = state
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: Tensor | np.ndarray) -> str:
        array = value if isinstance(value, np.ndarray) else value.detach().numpy()
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def copied(self, name: str) -> str:
        """Add a weight of the network as it is."""
        return self.weight(name, self.state[name])

    def turned(self, name: str) -> str:
        """Add the weight of a linear part, which the graph multiplies from the other side."""
        return self.weight(name, self.state[name].T)

    def add(self, operator: str, inputs: list[str], output: str, *, fused: bool = False, **attributes: object) -> str:
        outputs = [output] if output else []
        node = helper.make_node(operator, inputs, outputs, domain=_FUSED if fused else "", **attributes)
        node.name = output
        self.nodes.append(node)
        return output

    def model(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.weights)
        return helper.make_model(graph, opset_imports=_OPSETS, ir_version=_IR_VERSION, producer_name="claimwire")


def encoder_graph(network: Network) -> onnx.ModelProto:
    """The pieces of one window in; per piece how surely it stands in a cue, and the linker's view of it.

    One window at a time: on one thread a batch is no faster, and nothing depends on what else is in it.
    """
    state = network.state_dict()
    graph = Graph(state)
    embed(graph)
    states = "states"
    for number in range(network.shape.layers):
        states = layer(graph, f"layers.{number}", states, network.shape.heads)
    roles = graph.add("MatMul", [states, graph.weight("roles.weight", state["roles.weight"][1:2].T)], "cue.scored")
    graph.add("Add", [roles, graph.weight("roles.bias", state["roles.bias"][1:2])], "cue.logit")
    graph.add("Sigmoid", ["cue.logit"], "sureness")
    for name in ("piece", "anchor"):
        scored = graph.add("MatMul", [states, graph.turned(f"linker.{name}.weight")], f"{name}.scored")
        graph.add("Add", [scored, graph.copied(f"linker.{name}.bias")], name)
    integers = [helper.make_tensor_value_info(n, TensorProto.INT32, [1, "length"]) for n in ("ids", "kinds_of")]
    outputs = [helper.make_tensor_value_info("sureness", TensorProto.FLOAT, [1, "length", 1])]
    outputs += [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, "length", 2 * network.shape.linker])
        for n in ("piece", "anchor")
    ]
    return graph.model("encoder", integers, outputs)


def embed(graph: Graph) -> None:
    """The sum of what is known of each piece; the vocabulary in int8, a scale for each word."""
    words = graph.state["words.weight"].numpy()
    scales = np.maximum(np.abs(words).max(1, keepdims=True), 1e-9) / _INT8
    graph.weight("words", np.round(words / scales).astype(np.int8))
    graph.weight("scales", scales.astype(np.float32))
    graph.weight("positions", graph.state["positions.weight"][:MAX_PIECES])
    graph.add("Gather", ["words", "ids"], "words.small")
    graph.add("Cast", ["words.small"], "words.float", to=TensorProto.FLOAT)
    graph.add("Gather", ["scales", "ids"], "scales.own")
    graph.add("Mul", ["words.float", "scales.own"], "words.own")
    graph.add("Gather", [graph.copied("kinds.weight"), "kinds_of"], "kinds.own")
    graph.add("Shape", ["ids"], "length", start=1)
    graph.add("Slice", ["positions", graph.weight("zero", np.array([0])), "length"], "positions.own")
    graph.add("Sum", ["words.own", "kinds.own", "positions.own"], "embedded")
    norm = ["embedded", graph.copied("norm.weight"), graph.copied("norm.bias")]
    graph.add("LayerNormalization", norm, "states", axis=-1, epsilon=1e-12)


def layer(graph: Graph, name: str, states: str, heads: int) -> str:
    """Attention and a feed-forward part; the name of the states that come out."""
    attention = [states, graph.turned(f"{name}.attention.weight"), graph.copied(f"{name}.attention.bias")]
    seen = graph.add("Attention", attention, f"{name}.seen", fused=True, num_heads=heads)
    mixed = graph.add("MatMul", [seen, graph.turned(f"{name}.mixed.weight")], f"{name}.mixed")
    normed = _joined(graph, name, mixed, states, "mixed", "mixed_norm")
    up = graph.add("MatMul", [normed, graph.turned(f"{name}.up.weight")], f"{name}.up")
    inner = graph.add("FastGelu", [up, graph.copied(f"{name}.up.bias")], f"{name}.inner", fused=True)
    down = graph.add("MatMul", [inner, graph.turned(f"{name}.down.weight")], f"{name}.down")
    return _joined(graph, name, down, normed, "down", "norm")


def _joined(graph: Graph, name: str, new: str, old: str, linear: str, norm: str) -> str:
    """Added to what went in, with the bias of its linear part, and normalised.

    Not by the fused operator: on a processor's one thread it takes seven times as long as these three.
    """
    biased = graph.add("Add", [new, graph.copied(f"{name}.{linear}.bias")], f"{name}.{linear}.biased")
    added = graph.add("Add", [biased, old], f"{name}.{linear}.added")
    weights = [graph.copied(f"{name}.{norm}.{part}") for part in ("weight", "bias")]
    return graph.add("LayerNormalization", [added, *weights], f"{name}.{norm}.out", axis=-1, epsilon=1e-12)


def linker_graph(network: Network) -> onnx.ModelProto:
    """The linker's view of pieces and anchors in; log-probabilities of the labels of every piece out.

    All anchors' parts stand one behind the other, with `keep` 0 in the gaps between them: rows that fill up short
    parts would be a fifth of the work.
    Inputs are `piece` and `anchor` (rows, 2 * width), `distances` (rows), `keep` (rows, 1).
    """
    state = network.linker.state_dict()
    graph = Graph(state)
    width, shape = network.shape.linker, network.shape
    split = graph.weight("halves", np.array([width, width], dtype=np.int64))
    for name in ("piece", "anchor"):
        graph.nodes.append(helper.make_node("Split", [name, split], [f"{name}.added", f"{name}.scale"], axis=-1))
    graph.add("Gather", [graph.copied("distance.weight"), "distances"], "far")
    graph.add("Mul", ["piece.scale", "anchor.scale"], "scaled")
    graph.add("Sum", ["piece.added", "anchor.added", "far", "scaled"], "sum")
    if shape.kernel != 2 * GAP + 1:
        message = f"a kernel of {shape.kernel} pieces does not fit the gaps of {GAP} that parts are read with"
        raise ValueError(message)
    graph.weight("gaps", np.array([GAP, 0, GAP, 0], dtype=np.int64))
    graph.weight("rows", np.array([0], dtype=np.int64))
    for at in range(shape.kernel):
        graph.weight(f"first{at}", np.array([at], dtype=np.int64))
        graph.weight(f"last{at}", np.array([at - 2 * GAP or np.iinfo(np.int64).max], dtype=np.int64))
    states = "sum"
    for number in range(shape.blocks):
        states = _block(graph, number, states, shape.kernel)
    scored = graph.add("MatMul", [states, graph.turned("out.weight")], "out.scored")
    graph.add("Add", [scored, graph.copied("out.bias")], "logits")
    graph.add("LogSoftmax", ["logits"], "scores", axis=-1)
    view = ["rows", 2 * width]
    inputs = [
        helper.make_tensor_value_info("piece", TensorProto.FLOAT, view),
        helper.make_tensor_value_info("anchor", TensorProto.FLOAT, view),
        helper.make_tensor_value_info("distances", TensorProto.INT32, ["rows"]),
        helper.make_tensor_value_info("keep", TensorProto.FLOAT, ["rows", 1]),
    ]
    outputs = [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["rows", 4])]
    return graph.model("linker", inputs, outputs)


def _block(graph: Graph, number: int, states: str, kernel: int) -> str:
    at = f"block{number}"
    norm = [states, graph.copied(f"norms.{number}.weight"), graph.copied(f"norms.{number}.bias")]
    normed = graph.add("LayerNormalization", norm, f"{at}.normed", axis=-1, epsilon=1e-5)
    kept = graph.add("Mul", [normed, "keep"], f"{at}.kept")
    seen = _near(graph, number, kept, kernel)
    active = graph.add("FastGelu", [seen, graph.copied(f"near.{number}.bias")], f"{at}.active", fused=True)
    mixed = graph.add("MatMul", [active, graph.turned(f"mix.{number}.weight")], f"{at}.mixed")
    biased = graph.add("Add", [mixed, graph.copied(f"mix.{number}.bias")], f"{at}.biased")
    return graph.add("Add", [states, biased], f"{at}.out")


def _near(graph: Graph, number: int, kept: str, kernel: int) -> str:
    """The convolution as one product in int8 over each row's neighbourhood; onnxruntime's own is in 32 bits."""
    at = f"near{number}"
    graph.nodes.append(
        helper.make_node("DynamicQuantizeLinear", [kept], [f"{at}.{n}" for n in ("small", "scale", "zero")])
    )
    graph.add("Pad", [f"{at}.small", "gaps", f"{at}.zero"], f"{at}.padded")
    shifted = [
        graph.add("Slice", [f"{at}.padded", f"first{k}", f"last{k}", "rows"], f"{at}.shifted{k}") for k in range(kernel)
    ]
    graph.add("Concat", shifted, f"{at}.neighbourhood", axis=-1)
    # (out, in, offset) as it is trained, (offset and in, out) as it is multiplied; in int8 as in `in_int8`
    weight = graph.state[f"near.{number}.weight"].permute(2, 1, 0).flatten(0, 1).numpy()
    scales = np.maximum(np.abs(weight).max(0), 1e-9) / _INT7
    small = graph.weight(f"near.{number}.weight_quantized", np.round(weight / scales).astype(np.int8))
    graph.add("MatMulInteger", [f"{at}.neighbourhood", small, f"{at}.zero"], f"{at}.product")
    graph.add("Cast", [f"{at}.product"], f"{at}.float", to=TensorProto.FLOAT)
    own = graph.weight(f"near.{number}.weight_scale", scales.astype(np.float32))
    graph.add("Mul", [f"{at}.scale", own], f"{at}.scales")
    return graph.add("Mul", [f"{at}.float", f"{at}.scales"], f"{at}.seen")


def write_int8(graph: onnx.ModelProto, into: Path) -> None:
    """Write the int8 form of a graph.

    One bit of the weights is left unused: sums of products then fit on processors without VNNI.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / into.name
        onnx.save(graph, whole)
        quantize_dynamic(
            whole,
            into,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_PRECISE,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
