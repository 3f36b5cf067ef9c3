r"""Train the labeller.

python -m deploy.training.labelling.train --claims build/reports.jsonl build/conflict.jsonl CONTENTS/*.tsv --out RUN
python -m deploy.training.labelling.train ... --folds 5      (print what it is worth on reports that it did not see)
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional

from deploy.training import bases
from deploy.training.evaluation import padded
from deploy.training.labelling import corpus
from deploy.training.labelling.network import Labeller, Scores
from deploy.training.labelling.scoring import Scored, table
from deploy.training.narrowing import narrowed
from deploy.training.network import Shape, begin_with
from services.extractor.adapters.labeller.encoding import Pieces, pieces_of
from services.extractor.adapters.tagger.encoding import tokenizer_from
from services.extractor.domain.labelling.labels import ACTORS, FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tokenizers import Tokenizer
    from torch import Tensor

    from deploy.training.labelling.corpus import Labelled

log = logging.getLogger("labelling")

# Types of events are the hardest and the most asked for.
WEIGHTS = {"type": 1.0, "modality": 0.5, "kind": 0.5, "actor": 1.0}
SMOOTHING = 0.05
_LONGEST_FIRST = 16


class Example(NamedTuple):
    """A claim as the network takes it, and what would be right: labels by field, an actor for each piece."""

    pieces: Pieces
    right: dict[str, list[int]]
    actors: list[int] | None


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=Path, nargs="+", required=True, help="files of labelled claims or contents")
    parser.add_argument("--score", type=Path, nargs="*", default=[], help="files that are only scored")
    parser.add_argument("--out", type=Path, help="where the checkpoint goes")
    parser.add_argument("--folds", type=int, default=0, help="train so often, each time scoring what was kept apart")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--inner", type=int, default=1024, help="neurons of a layer's feed-forward part")
    parser.add_argument("--rate", type=float, default=2e-4, help="of the encoder; what scores learns ten times as fast")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def example_of(claim: Labelled, tokenizer: Tokenizer) -> Example:
    """A labelled claim as an example."""
    pieces = pieces_of(claim.source, claim.cue, claim.content, tokenizer)
    right = {name: [FIELDS[name].index(label) for label in labels] for name, labels in claim.right.items()}
    actors = None if claim.actors is None else _actors(pieces, claim.actors)
    return Example(pieces, right, actors)


def _actors(pieces: Pieces, marked: list[tuple[int, int, str]]) -> list[int]:
    found = [0] * len(pieces.spans)
    for start, end, label in marked:
        for number, (first, last) in enumerate(pieces.spans):
            if first < end and last > start:
                found[number] = ACTORS.index(label)
    return found


def batch_of(examples: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Padded ids, kinds, and which pieces are the content's."""
    ids, kinds = padded([each.pieces for each in examples])
    content = torch.zeros_like(ids)
    for row, each in enumerate(examples):
        content[row, each.pieces.first : each.pieces.first + len(each.pieces.spans)] = 1
    return ids, kinds, content


def loss_of(scores: Scores, examples: list[Example]) -> Tensor:
    """How wrong the scores are: of several right labels any will do."""
    loss = torch.zeros(())
    for (name, labels), logits in zip(FIELDS.items(), _split(scores.fields), strict=True):
        rows = [row for row, each in enumerate(examples) if name in each.right]
        if rows:
            allowed = torch.full((len(rows), len(labels)), -torch.inf)
            for number, row in enumerate(rows):
                allowed[number, examples[row].right[name]] = 0.0
            likely = functional.log_softmax(logits[rows], 1)
            wrong = -torch.logsumexp(likely + allowed, 1) * (1 - SMOOTHING) - likely.mean(1) * SMOOTHING
            loss = loss + WEIGHTS[name] * wrong.sum() / len(examples)
    for row, each in enumerate(examples):
        if each.actors:
            own = scores.actors[row, each.pieces.first : each.pieces.first + len(each.actors)]
            wrong = functional.cross_entropy(own, torch.tensor(each.actors))
            loss = loss + WEIGHTS["actor"] * wrong / len(examples)
    return loss


def _split(logits: Tensor) -> tuple[Tensor, ...]:
    return logits.split([len(labels) for labels in FIELDS.values()], -1)


def trained(examples: list[Example], options: argparse.Namespace) -> Labeller:
    """A labeller that learned from examples."""
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)  # noqa: S311 - not a secret
    whole = Labeller(Shape(layers=options.layers))
    begin_with(whole, bases.weights())
    network = narrowed(whole, layers=options.layers, inner=options.inner)
    network.words.requires_grad_(requires_grad=False)
    heads = [*network.fields.parameters(), *network.actors.parameters(), *network.kinds.parameters()]
    known = {id(parameter) for parameter in (*heads, *network.words.parameters())}
    encoder = [parameter for parameter in network.parameters() if id(parameter) not in known]
    rates = [options.rate, 10 * options.rate]
    groups = [{"params": part, "lr": rate} for part, rate in zip((encoder, heads), rates, strict=True)]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = options.epochs * len(list(_batches(examples, options.batch, random.Random(0))))  # noqa: S311
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(options.epochs):
        began, total, n = time.time(), 0.0, 0
        for batch in _batches(examples, options.batch, chance):
            loss = loss_of(network(*batch_of(batch)), batch)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            pace.step()
            total, n = total + float(loss.detach()), n + 1
        log.info("epoch %d: loss %.3f, %.0f s", epoch + 1, total / n, time.time() - began)
    return network.eval()


def _batches(examples: list[Example], size: int, chance: random.Random) -> Iterator[list[Example]]:
    """The examples in another order each time; those of a batch are about as long."""
    order = chance.sample(examples, len(examples))
    block = size * _LONGEST_FIRST
    parts = [sorted(order[i : i + block], key=lambda e: len(e.pieces.ids)) for i in range(0, len(order), block)]
    batches = [part[i : i + size] for part in parts for i in range(0, len(part), size)]
    chance.shuffle(batches)
    yield from batches


@torch.no_grad()
def scored(network: Labeller, examples: list[Example]) -> list[Scored]:
    """Log-probabilities of the labels, by field."""
    found: list[Scored] = []
    for number in range(0, len(examples), 32):
        batch = examples[number : number + 32]
        parts = [functional.log_softmax(part, -1).numpy() for part in _split(network(*batch_of(batch)).fields)]
        found += [dict(zip(FIELDS, row, strict=True)) for row in zip(*parts, strict=True)]
    return found


def out_of_fold(claims: list[Labelled], examples: list[Example], options: argparse.Namespace) -> str:
    """What the labeller is worth on reports that were kept from it; contents without a report are always learned."""
    reports = sorted({claim.report for claim in claims if claim.ruled})
    random.Random(options.seed).shuffle(reports)  # noqa: S311 - not a secret
    fold = {report: number % options.folds for number, report in enumerate(reports)}
    of = [fold.get(claim.report) for claim in claims]
    kept: list[Labelled] = []
    found: list[Scored] = []
    for number in range(options.folds):
        network = trained([each for each, own in zip(examples, of, strict=True) if own != number], options)
        found += scored(network, [each for each, own in zip(examples, of, strict=True) if own == number])
        kept += [claim for claim, own in zip(claims, of, strict=True) if own == number]
    return table(kept, found)


def main() -> None:
    """Train, and score what is to be scored."""
    options = arguments()
    torch.set_num_threads(options.threads)
    tokenizer = tokenizer_from(bases.tokenizer())
    claims = [claim for path in options.claims for claim in corpus.read(path)]
    examples = [example_of(claim, tokenizer) for claim in claims]
    log.info("%d claims", len(claims))
    if options.folds:
        log.info("%s", out_of_fold(claims, examples, options))
        return
    network = trained(examples, options)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"shape": network.shape.as_dict(), "network": network.state_dict()}, options.out)
    for path in options.score:
        claims = corpus.read(path)
        log.info("%s\n%s", path, table(claims, scored(network, [example_of(claim, tokenizer) for claim in claims])))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
