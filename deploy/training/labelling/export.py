"""Write a trained labeller as the files that the extractor loads.

python -m deploy.training.labelling.export RUN.pt services/extractor/adapters/labeller --learned-from written
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
from deploy.training.labelling.network import Labeller, load
from services.extractor.adapters.labeller.session import FILES, MODEL, Settings

# By how much the rules' answer counts for more; the labeller's card says how it was chosen.
TRUST = {"type": 1.5, "modality": 1.0, "kind": 2.0}
TUNED_ON = ["conflict", "reports/development", "reports/report", "reports/fresh"]


def labeller_graph(network: Labeller) -> onnx.ModelProto:
    """One claim in; logits of fields, and of actors for each piece of the content.

    `first` and `last` bound the content; `shares` is what each piece counts in the mean of the content, and in that of
    the rest.
    """
    graph = Graph(network.state_dict())
    embed(graph)
    states = "states"
    for number in range(network.shape.layers):
        states = layer(graph, f"layers.{number}", states, network.shape.heads)
    graph.add("Slice", [states, "first", "last", graph.weight("pieces", np.array([1]))], "content")
    graph.add("ReduceMax", ["content"], "most", axes=[1])
    graph.add("MatMul", ["shares", states], "means")
    graph.add("Concat", ["means", "most"], "pooled", axis=1)
    graph.add("Reshape", ["pooled", graph.weight("row", np.array([1, 3 * network.shape.width]))], "flat")
    for name, given in (("fields", "flat"), ("actors", "content")):
        scored = graph.add("MatMul", [given, graph.weight(f"{name}.weight", _turned(network, name))], f"{name}.scored")
        graph.add("Add", [scored, graph.copied(f"{name}.bias")], name)
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT32, [1, "length"]) for n in ("ids", "kinds_of")]
    inputs += [helper.make_tensor_value_info(n, TensorProto.INT64, [1]) for n in ("first", "last")]
    inputs.append(helper.make_tensor_value_info("shares", TensorProto.FLOAT, [1, 2, "length"]))
    n_fields, n_actors = len(network.fields.bias), len(network.actors.bias)
    outputs = [
        helper.make_tensor_value_info("fields", TensorProto.FLOAT, [1, n_fields]),
        helper.make_tensor_value_info("actors", TensorProto.FLOAT, [1, "pieces", n_actors]),
    ]
    return graph.model("labeller", inputs, outputs)


def _turned(network: Labeller, name: str) -> torch.Tensor:
    """The weight of a linear part; the graph's means stand beside each other, the maximum behind them."""
    weight: torch.Tensor = network.state_dict()[f"{name}.weight"]
    if name == "fields":
        inside, most, beside = weight.chunk(3, 1)
        weight = torch.cat([inside, beside, most], 1)
    return weight.T


def main() -> None:
    """Write the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--version", default=datetime.now(UTC).date().isoformat(), help="of the model")
    parser.add_argument(
        "--learned-from", nargs="*", help="what the weights saw: written, reports/development, conflict, polnear/train"
    )
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    write_int8(labeller_graph(load(options.checkpoint)), options.folder / MODEL)
    settings = Settings(options.version, TRUST, learned_from=options.learned_from, tuned_on=TUNED_ON)
    seal(options.folder, asdict(settings), FILES)


if __name__ == "__main__":
    main()
