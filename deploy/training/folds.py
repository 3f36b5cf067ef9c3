"""Score the tagger on claims that it has not learned from: each fold is left out once and read by a model of its own.

    python -m deploy.training.folds --claims DATA/claims --polnear DATA/polnear --start RUN/last.pt --out FOLDS

Writes `FOLDS/claims.jsonl`, one document a line as `claimwire extract --as-is --json` prints it.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.training import corpus
from services.extractor.adapters.tagger.session import Tagger
from services.extractor.domain.claims import extract_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger("folds")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=Path, required=True, help="folder with text/ and gold/*.json")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="folders of the same form that all learn from")
    parser.add_argument("--polnear", type=Path, help="of which every epoch shows a share, so that it is not forgotten")
    parser.add_argument("--start", type=Path, required=True, help="checkpoint to begin each fold with")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--epochs", default="2")
    parser.add_argument("--share", default="0.02")
    parser.add_argument("--rate", default="5e-5")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def run(options: argparse.Namespace) -> None:
    """Train, export and read fold after fold; a fold that is trained already is only read again."""
    reports = corpus.claims_in_json(options.claims)
    random.Random(options.seed).shuffle(reports)  # noqa: S311 - not a secret
    lines = []
    for number in range(options.folds):
        left_out = reports[number :: options.folds]
        folder = options.out / f"fold-{number}"
        _train(options, folder, left_out)
        lines += _read(Tagger(folder / "model"), left_out)
    (options.out / "claims.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _train(options: argparse.Namespace, folder: Path, left_out: list[corpus.Report]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = folder / "left-out.txt"
    names.write_text("\n".join(report.name for report in left_out), encoding="utf-8")
    if not (folder / "network" / "last.pt").exists():
        given = {"start": options.start, "seed": options.seed, "dropout": 0}
        given |= {"epochs": options.epochs, "cooling": options.epochs, "share": options.share, "rate": options.rate}
        given |= {"leave-out": names, "out": folder / "network"}
        given |= {"polnear": options.polnear} if options.polnear else {}
        words = [str(part) for name, value in given.items() for part in (f"--{name}", value)]
        _call("train", *words, "--claims", str(options.claims), *map(str, options.also))
    _call("export", str(folder / "network" / "last.pt"), str(folder / "model"))


def _call(module: str, *words: str) -> None:
    log.info("%s %s", module, " ".join(words))
    subprocess.run([sys.executable, "-m", f"deploy.training.{module}", *words], check=True)  # noqa: S603 - our own


def _read(tagger: Tagger, reports: list[corpus.Report]) -> Iterator[str]:
    for report in reports:
        claims = extract_claims(report.text, published=None, tag=tagger.read).claims
        yield json.dumps({"document": report.name, "claims": [asdict(claim) for claim in claims]}, default=str)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    run(arguments())
