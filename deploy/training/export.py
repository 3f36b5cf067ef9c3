"""Write a trained network as the files that the extractor loads.

python -m deploy.training.export RUN/best.pt services/extractor/adapters/tagger --learned-from polnear/train
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import onnx

from deploy.training import bases
from deploy.training.checkpoints import load
from deploy.training.graphs import encoder_graph, linker_graph, write_int8
from services.extractor.adapters.tagger.weights import CHECKSUMS, FILES, SETTINGS, Settings

# Labels by labels, in the order of `network.LABELS`: contents begin and end seldom. Fitted on PolNeAR dev.
STEPS = [[0.0, 0.0, 0.0, -1.0], [0.0] * 4, [0.0] * 4, [-1.0, 0.0, 0.0, 0.0]]
TUNED_ON = ["polnear/dev", "conflict", "reports/development"]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--version", default=datetime.now(UTC).date().isoformat(), help="of the model")
    parser.add_argument("--least", type=float, default=0.2, help="how sure a cue must be to be looked at")
    parser.add_argument(
        "--learned-from",
        nargs="*",
        help="what the weights saw: polnear/train, conflict, reports/development; `make quality` marks scores on it",
    )
    parser.add_argument(
        "--keep-float",
        action="store_true",
        help="32-bit weights (but for the linker's convolutions), to see what int8 costs",
    )
    return parser.parse_args()


def write(options: argparse.Namespace) -> None:
    """Write graphs, tokenizer, settings and their sums."""
    options.folder.mkdir(parents=True, exist_ok=True)
    network = load(options.checkpoint).eval()
    for name, graph in (("encoder.onnx", encoder_graph(network)), ("linker.onnx", linker_graph(network))):
        if options.keep_float:
            onnx.save(graph, options.folder / name)
        else:
            write_int8(graph, options.folder / name)
    (options.folder / "tokenizer.json").write_bytes(bases.tokenizer())
    settings = Settings(options.version, options.least, STEPS, learned_from=options.learned_from, tuned_on=TUNED_ON)
    seal(options.folder, asdict(settings), FILES)


def seal(folder: Path, settings: dict[str, Any], names: tuple[str, ...]) -> None:
    """Write the settings beside the weights, and the SHA-256 of all files, which loading checks."""
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / CHECKSUMS).write_text("".join(sums), encoding="ascii")


if __name__ == "__main__":
    write(arguments())
