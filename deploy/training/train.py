"""Train the tagger.

    python -m deploy.training.train --polnear DATA/polnear --out RUN            (train, resume, print dev scores)
    python -m deploy.training.train --polnear DATA/polnear --out RUN2 --start RUN/best.pt --claims DATA/claims
    python -m deploy.training.train --polnear DATA/polnear --out RUN3 --layers 2 --teachers RUN/last.pt

A run that was stopped goes on where its last checkpoint stands; the same seed gives the same weights either way.
The rate of learning is flat and falls in the last part (`--cooling`), so `--epochs` may be raised before that begins.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from deploy.training import bases, corpus
from deploy.training.checkpoints import load
from deploy.training.corpus import ROLES
from deploy.training.evaluation import Judge, padded
from deploy.training.examples import Example, examples
from deploy.training.narrowing import narrowed
from deploy.training.network import Network, Places
from deploy.training.teaching import Teachers, loss_of_lesson
from services.extractor.adapters.tagger.encoding import tokenizer_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer
    from torch import Tensor

    from deploy.training.teaching import Lesson

log = logging.getLogger("training")
# Cues decide most, and they are rare; sources and contents are learned by the linker, per piece they only help.
ROLE_WEIGHTS = (0.3, 2.0, 0.3)
# What annotations count beside what teachers say.
OWN_PART = 0.5
CHECKPOINT_EVERY = 50
_IGNORED = -100


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--polnear", type=Path, help="folder with train/ and dev/ (text and attributions)")
    parser.add_argument("--claims", type=Path, nargs="*", default=[], help="folders with text/ and gold/*.json")
    parser.add_argument("--leave-out", type=Path, help="file with names of reports of --claims to keep for scoring")
    parser.add_argument("--repeat", type=int, default=1, help="how often an epoch shows the reports of --claims")
    parser.add_argument("--share", type=float, default=1.0, help="share of PolNeAR's reports an epoch shows")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="checkpoints or folders to learn from too")
    parser.add_argument("--lessons", type=Path, default=Path("build/lessons"), help="where what they say is kept")
    parser.add_argument("--unlabelled", type=Path, nargs="*", default=[], help="texts for them: folders, *.jsonl")
    parser.add_argument("--start", type=Path, help="checkpoint or exported folder to begin with (else the base model)")
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--cooling", type=float, default=2.0, help="epochs in which the rate falls to nothing")
    parser.add_argument(
        "--base", choices=bases.NAMES, default=bases.MINILM, help="the model to begin with, else --start"
    )
    parser.add_argument("--layers", type=int, default=3, help="layers of the encoder, at most")
    parser.add_argument("--inner", type=int, default=1024, help="neurons of a layer's feed-forward part, at most")
    parser.add_argument("--heads", type=int, default=12, help="of a layer's attention, at most")
    parser.add_argument(
        "--half", action="store_true", help="multiply in bfloat16: three times as fast, where the processor knows it"
    )
    parser.add_argument("--rate", type=float, default=1.5e-4, help="of the encoder; the heads learn four times as fast")
    parser.add_argument("--batch", type=int, default=4, help="windows a step")
    parser.add_argument("--dropout", type=float, default=0.1, help="0 is faster, and better for less than two epochs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


class Training:
    """One run: its data, its network, and how far it is."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        torch.manual_seed(options.seed)
        torch.set_num_threads(options.threads)
        self.tokenizer: Tokenizer = tokenizer_from(bases.tokenizer())
        self.polnear, self.claims, self.judges = _data(options, self.tokenizer)
        self.unlabelled = [report for path in options.unlabelled for report in corpus.texts(path)]
        self.teachers = Teachers(options.teachers, options.lessons, half=options.half) if options.teachers else None
        self.network = self._network()
        for module in self.network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = options.dropout
        self.optimiser = torch.optim.AdamW(_groups(self.network, options.rate), weight_decay=0.01, fused=True)
        self.step, self.best = 0, -1.0
        # Epochs differ by a few windows, since these begin elsewhere in each; the first decides for all.
        self.steps_per_epoch = len(self._batches(0))
        log.info(
            "%d steps an epoch, %d parameters", self.steps_per_epoch, sum(map(torch.numel, self.network.parameters()))
        )

    def _network(self) -> Network:
        start = load(self.options.start) if self.options.start else bases.begun(Network, self.options.base)
        return narrowed(start, layers=self.options.layers, inner=self.options.inner, heads=self.options.heads)

    def run(self) -> None:
        """Train to the end, from the last checkpoint if there is one."""
        self.options.out.mkdir(parents=True, exist_ok=True)
        self._resume()
        total = round(self.options.epochs * self.steps_per_epoch)
        began, first = time.time(), self.step
        while self.step < total:
            epoch, done = divmod(self.step, self.steps_per_epoch)
            batches = (2 * self._batches(epoch))[: self.steps_per_epoch]
            lessons = self._lessons(epoch, batches)
            for number in range(done, min(len(batches), done + total - self.step)):
                loss = self._learn(batches[number], lessons[number], total)
                if self.step % 20 == 0:
                    pace = (time.time() - began) / (self.step - first)
                    log.info("step %d of %d, loss %.3f, %.2f s a step", self.step, total, loss, pace)
                if self.step % CHECKPOINT_EVERY == 0:
                    self._save()
            self._save()
            self._judge(self.step / self.steps_per_epoch)

    def _lessons(self, epoch: int, batches: list[list[Example]]) -> Sequence[Lesson | None]:
        if not self.teachers:
            return [None] * len(batches)
        kind = f"{self.options.seed}-{self.options.batch}-{len(batches)}"
        return self.teachers.lessons(f"{kind}-{epoch}", batches)

    def _learn(self, batch: list[Example], given: Lesson | None, total: int) -> float:
        self.network.train()
        for group in self.optimiser.param_groups:
            group["lr"] = group["top"] * self._rate(total)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.options.half):
            loss = loss_of(self.network, batch, given)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        return float(loss.detach())

    def _rate(self, total: int) -> float:
        warm = max(1, self.steps_per_epoch // 10)
        cooling = max(1, round(self.options.cooling * self.steps_per_epoch))
        return min(1.0, (self.step + 1) / warm, (total - self.step) / cooling)

    @lru_cache(maxsize=1)  # noqa: B019 - there is one training in a process
    def _batches(self, epoch: int) -> list[list[Example]]:
        """The batches of an epoch: what an epoch shows, and in which order, depends on seed and number alone."""
        chance = random.Random(f"{self.options.seed} {epoch}")  # noqa: S311 - not a secret
        shown = chance.sample(self.polnear, round(len(self.polnear) * self.options.share))
        shown += self.claims * self.options.repeat + self.unlabelled
        rows = [example for report in shown for example in examples(report, self.tokenizer, chance)]
        rows.sort(key=lambda row: len(row.window) + chance.random() * 30)
        size = self.options.batch
        batches = [rows[i : i + size] for i in range(0, len(rows), size)]
        chance.shuffle(batches)
        return batches

    def _judge(self, epoch: float) -> None:
        for name, judge in self.judges.items():
            figures = judge.figures(self.network)
            log.info("epoch %.2f, %s: %s", epoch, name, json.dumps(figures))
            if name == next(iter(self.judges)) and figures["full"]["F"] >= self.best:
                self.best = figures["full"]["F"]
                self._save("best.pt", with_state=False)

    def _save(self, name: str = "last.pt", *, with_state: bool = True) -> None:
        state: dict[str, Any] = {"shape": self.network.shape.as_dict(), "network": self.network.state_dict()}
        if with_state:
            state |= {"optimiser": self.optimiser.state_dict(), "chance": torch.get_rng_state()}
            state |= {"step": self.step, "best": self.best}
        path = self.options.out / name
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def _resume(self) -> None:
        path = self.options.out / "last.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["chance"])
        self.step, self.best = state["step"], state["best"]
        log.info("going on at step %d", self.step)


def _data(
    options: argparse.Namespace, tokenizer: Tokenizer
) -> tuple[list[corpus.Report], list[corpus.Report], dict[str, Judge]]:
    polnear = corpus.polnear(options.polnear / "train") if options.polnear else []
    claims = [report for folder in options.claims for report in corpus.claims_in_json(folder)]
    kept = set(options.leave_out.read_text(encoding="utf-8").split()) if options.leave_out else set()
    judges = {}
    if kept:
        judges["left out"] = Judge([report for report in claims if report.name in kept], tokenizer)
    elif options.polnear:
        judges["PolNeAR dev"] = Judge(corpus.polnear(options.polnear / "dev"), tokenizer)
    return polnear, [report for report in claims if report.name not in kept], judges


def _groups(network: Network, rate: float) -> list[dict[str, Any]]:
    heads = [*network.roles.parameters(), *network.linker.parameters(), *network.kinds.parameters()]
    # The vocabulary knows its words already; to learn it too would take a tenth of the time and more memory.
    network.words.requires_grad_(requires_grad=False)
    known = {id(parameter) for parameter in (*heads, *network.words.parameters())}
    encoder = [parameter for parameter in network.parameters() if id(parameter) not in known]
    return [{"params": encoder, "lr": rate, "top": rate}, {"params": heads, "lr": 4 * rate, "top": 4 * rate}]


def loss_of(network: Network, batch: list[Example], given: Lesson | None = None) -> Tensor:
    """How wrong the network is on a batch, and with a lesson, how far it is from its teachers."""
    ids, kinds = padded([example.window for example in batch])
    states = network.encode(ids, kinds)
    loss = torch.zeros(())
    if labelled := [row for row, example in enumerate(batch) if example.roles]:
        loss = loss + _loss_of_labels(network, states[labelled], ids[labelled], [batch[row] for row in labelled])
    if given:
        loss = OWN_PART * loss + loss_of_lesson(network, states, ids, given, ROLE_WEIGHTS[ROLES.index("cue")])
    return loss


def _loss_of_labels(network: Network, states: Tensor, ids: Tensor, batch: list[Example]) -> Tensor:
    """About roles of pieces, and about what belongs to each cue."""
    roles = torch.zeros(*ids.shape, 3)
    for row, example in enumerate(batch):
        roles[row, : len(example.roles)] = torch.tensor(example.roles)
    wrong = functional.binary_cross_entropy_with_logits(network.roles(states), roles, reduction="none")
    real = (ids != 0)[..., None]
    loss = ((wrong * real).sum((0, 1)) / real.sum() * torch.tensor(ROLE_WEIGHTS)).sum()
    places, labels = _links(batch)
    if not labels:
        return loss
    logits = network.link(states, Places(*(torch.tensor(column) for column in zip(*places, strict=True))))
    width = logits.shape[1]
    wanted = torch.tensor([own + [_IGNORED] * (width - len(own)) for own in labels])
    return loss + functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=_IGNORED)


def _links(batch: list[Example]) -> tuple[list[tuple[int, int, int, int]], list[list[int]]]:
    """Where the anchors are, and the labels of what is read for each; any piece of a cue may be its anchor."""
    places, labels = [], []
    for row, example in enumerate(batch):
        for link in example.links:
            anchor = link.cue[int(torch.randint(len(link.cue), ()))]
            first, last = example.window.part_of(anchor)
            places.append((row, anchor, first, last))
            labels.append(link.labels[first:last])
    return places, labels


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    Training(arguments()).run()
