r"""Train the labeller, or the larger networks that teach it.

CLAIMS="build/labels/reports.jsonl build/labels/conflict.jsonl $(ls deploy/training/labelling/*.tsv)"
TRAIN="python -m deploy.training.labelling.train --half --claims $CLAIMS"
$TRAIN --base mpnet --layers 12 --inner 3072 --rate 5e-5 --batch 16 --out TEACHER.pt
$TRAIN --layers 2 --teachers TEACHER.pt --unlabelled FILE.jsonl --out RUN.pt
$TRAIN --layers 2 --folds 3      (print what it is worth on reports that it did not see)
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from deploy.training import bases
from deploy.training.labelling import corpus
from deploy.training.labelling.altering import Neighbours, altered
from deploy.training.labelling.examples import Example, batch_of, example_of, split
from deploy.training.labelling.network import Labeller, Scores, load
from deploy.training.labelling.scoring import Scored, table
from deploy.training.labelling.teaching import lessons, loss_of_lessons
from deploy.training.narrowing import narrowed
from services.extractor.adapters.tagger.encoding import tokenizer_from
from services.extractor.domain.labelling.labels import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from deploy.training.labelling.corpus import Labelled

log = logging.getLogger("labelling")

# Types of events are the hardest and the most asked for.
WEIGHTS = {"type": 1.0, "modality": 0.5, "kind": 0.5, "actor": 1.0}
SMOOTHING = 0.05
PROGRESS_EVERY = 100
# Claims of another kind of news teach less than altered ones do.
MOST_UNLABELLED = 16_000
_IGNORED = -1
_LONGEST_FIRST = 16


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=Path, nargs="+", required=True, help="files of labelled claims or contents")
    parser.add_argument("--score", type=Path, nargs="*", default=[], help="files that are only scored")
    parser.add_argument("--out", type=Path, help="where the checkpoint goes")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="checkpoints of larger networks")
    parser.add_argument("--unlabelled", type=Path, nargs="*", default=[], help="claims that the teachers label")
    parser.add_argument(
        "--folds", type=int, default=0, help="train so often without teachers, each time scoring what was kept apart"
    )
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--base", choices=bases.NAMES, default=bases.MINILM, help="the model to begin with")
    parser.add_argument("--start", type=Path, help="checkpoint or exported folder to begin with instead")
    parser.add_argument("--layers", type=int, default=1, help="its first layers")
    parser.add_argument("--inner", type=int, default=1536, help="neurons of a layer's feed-forward part, at most")
    parser.add_argument("--heads", type=int, default=12, help="of a layer's attention, at most")
    parser.add_argument(
        "--half", action="store_true", help="multiply in bfloat16: three times as fast, where the processor knows it"
    )
    parser.add_argument("--rate", type=float, default=3e-4, help="of the encoder; what scores learns ten times as fast")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def loss_of(scores: Scores, examples: list[Example]) -> Tensor:
    """How wrong the scores are: of several right labels any will do."""
    loss = torch.zeros(())
    for (name, labels), logits in zip(FIELDS.items(), split(scores.fields), strict=True):
        rows = [row for row, each in enumerate(examples) if name in each.right]
        if rows:
            allowed = torch.full((len(rows), len(labels)), -torch.inf)
            for number, row in enumerate(rows):
                allowed[number, examples[row].right[name]] = 0.0
            likely = functional.log_softmax(logits[rows], 1)
            wrong = -torch.logsumexp(likely + allowed, 1) * (1 - SMOOTHING) - likely.mean(1) * SMOOTHING
            loss = loss + WEIGHTS[name] * wrong.sum() / len(examples)
    # Each claim counts as one, however many pieces it has.
    wanted = torch.full(scores.actors.shape[:2], _IGNORED)
    share = torch.zeros(scores.actors.shape[:2])
    for row, each in enumerate(examples):
        if each.actors:
            own = slice(each.pieces.first, each.pieces.first + len(each.actors))
            wanted[row, own], share[row, own] = torch.tensor(each.actors), 1 / len(each.actors)
    wrong = functional.cross_entropy(scores.actors.transpose(1, 2), wanted, reduction="none", ignore_index=_IGNORED)
    loss = loss + WEIGHTS["actor"] * (wrong * share).sum() / len(examples)
    return loss + loss_of_lessons(scores, examples, WEIGHTS)


def trained(examples: list[Example], options: argparse.Namespace) -> Labeller:
    """A labeller that learned from examples."""
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)  # noqa: S311 - not a secret
    begun = load(options.start) if options.start else bases.begun(Labeller, options.base)
    network = narrowed(begun, layers=options.layers, inner=options.inner, heads=options.heads)
    network.words.requires_grad_(requires_grad=False)
    heads = [*network.fields.parameters(), *network.actors.parameters(), *network.kinds.parameters()]
    known = {id(parameter) for parameter in (*heads, *network.words.parameters())}
    encoder = [parameter for parameter in network.parameters() if id(parameter) not in known]
    rates = [options.rate, 10 * options.rate]
    groups = [{"params": part, "lr": rate} for part, rate in zip((encoder, heads), rates, strict=True)]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = options.epochs * len(list(_batches(examples, options.batch, random.Random(0))))  # noqa: S311
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(options.epochs):
        began, total, n = time.time(), 0.0, 0
        for batch in _batches(examples, options.batch, chance):
            with torch.autocast("cpu", torch.bfloat16, enabled=options.half):
                scores = network(*batch_of(batch))
            loss = loss_of(Scores(*(part.float() for part in scores)), batch)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            rate.step()
            total, n = total + float(loss.detach()), n + 1
            if n % PROGRESS_EVERY == 0:
                log.info(
                    "epoch %d, batch %d: loss %.3f, %.2f s each", epoch + 1, n, total / n, (time.time() - began) / n
                )
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
        parts = [functional.log_softmax(part.float(), -1).numpy() for part in split(network(*batch_of(batch)).fields)]
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
    if options.teachers:
        more = [claim for path in options.unlabelled for claim in corpus.read(path)]
        more = random.Random(options.seed).sample(more, min(len(more), MOST_UNLABELLED))  # noqa: S311 - not a secret
        more += altered(claims, Neighbours(bases.vectors(), tokenizer), options.seed)
        own = [each for each in (example_of(claim, tokenizer) for claim in more) if each.pieces.spans]
        examples += lessons([load(path) for path in options.teachers], own, half=options.half)
        log.info("%d claims that were only taught", len(own))
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
