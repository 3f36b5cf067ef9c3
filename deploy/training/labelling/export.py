"""Write a trained labeller as the files that the extractor loads.

python -m deploy.training.labelling.export RUN.pt services/extractor/adapters/labeller --learned-from conflict
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from deploy.training.export import seal
from deploy.training.graphs import Graph, embed, layer, write_int8
from deploy.training.labelling.network import Labeller
from deploy.training.network import Shape
from services.extractor.adapters.labeller.session import FILES, MODEL, Settings

# By how much the rules' answer counts for more; fitted on reports that neither saw (`train --folds`).
TRUST = {"type": 4.0, "modality": 3.0, "kind": 4.0}
TUNED_ON = ["conflict", "reports/development"]


def load(path: Path) -> Labeller:
    """The network of a checkpoint."""
    state = torch.load(path, weights_only=True)
    network = Labeller(Shape(**state["shape"]))
    network.load_state_dict(state["network"])
    return network.eval()


def labeller_graph(network: Labeller) -> onnx.ModelProto:
    """One claim in, `content` 1.0 for the pieces of its content; logits of fields, and of actors for each piece."""
    graph = Graph(network.state_dict())
    embed(graph)
    states = "states"
    for number in range(network.shape.layers):
        states = layer(graph, f"layers.{number}", states, network.shape.heads)
    pooled = [_mean(graph, states, "content", "inside"), _most(graph, states), _rest(graph, states)]
    graph.add("Concat", pooled, "pooled", axis=-1)
    for name, given in (("fields", "pooled"), ("actors", states)):
        scored = graph.add("MatMul", [given, graph.turned(f"{name}.weight")], f"{name}.scored")
        graph.add("Add", [scored, graph.copied(f"{name}.bias")], name)
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT32, [1, "length"]) for n in ("ids", "kinds_of")]
    inputs.append(helper.make_tensor_value_info("content", TensorProto.FLOAT, [1, "length", 1]))
    n_fields, n_actors = len(network.fields.bias), len(network.actors.bias)
    outputs = [
        helper.make_tensor_value_info("fields", TensorProto.FLOAT, [1, n_fields]),
        helper.make_tensor_value_info("actors", TensorProto.FLOAT, [1, "length", n_actors]),
    ]
    return graph.model("labeller", inputs, outputs)


def _mean(graph: Graph, states: str, mask: str, name: str) -> str:
    if "axis" not in {weight.name for weight in graph.weights}:
        graph.weight("axis", np.array([1], dtype=np.int64))
        graph.weight("least", np.array(1.0, dtype=np.float32))
    graph.add("Mul", [states, mask], f"{name}.states")
    graph.add("ReduceSum", [f"{name}.states", "axis"], f"{name}.sum", keepdims=0)
    graph.add("ReduceSum", [mask, "axis"], f"{name}.number", keepdims=0)
    graph.add("Max", [f"{name}.number", "least"], f"{name}.some")
    return graph.add("Div", [f"{name}.sum", f"{name}.some"], f"{name}.mean")


def _most(graph: Graph, states: str) -> str:
    graph.add("Sub", ["content", graph.weight("one", np.array(1.0, dtype=np.float32))], "never.small")
    graph.add("Mul", ["never.small", graph.weight("never", np.array(1e4, dtype=np.float32))], "never.large")
    graph.add("Add", [states, "never.large"], "content.only")
    return graph.add("ReduceMax", ["content.only"], "most", axes=[1], keepdims=0)


def _rest(graph: Graph, states: str) -> str:
    graph.add("Sub", ["one", "content"], "beside.mask")
    return _mean(graph, states, "beside.mask", "beside")


def main() -> None:
    """Write the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--version", default=datetime.now(UTC).date().isoformat(), help="of the model")
    parser.add_argument("--learned-from", nargs="*", help="what the weights saw: reports/development, conflict")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    write_int8(labeller_graph(load(options.checkpoint)), options.folder / MODEL)
    settings = Settings(options.version, TRUST, learned_from=options.learned_from, tuned_on=TUNED_ON)
    seal(options.folder, asdict(settings), FILES)


if __name__ == "__main__":
    main()
