r"""Fit how likely an attribution is right, on annotated reports, and write the table that the extractor reads.

python -m deploy.training.calibration --reports polnear:0.5:DATA/polnear/dev --reports conflict:1:GOLD/conflict \
  --reports own:1:build/development --tagger services/extractor/adapters/tagger --out confidence.tsv

Before it writes, it prints what the confidences are worth on reports that they were not fitted on: the reports are
divided into eight, and each eighth is judged by weights of the others.
"""

from __future__ import annotations

import argparse
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from deploy.training import corpus
from deploy.training.scoring import Words, pairs
from services.extractor.adapters.tagger.session import Tagger
from services.extractor.domain.attribution.attributions import found_in
from services.extractor.domain.attribution.bare import bare_speeches
from services.extractor.domain.attribution.confidence import LEAST, features
from services.extractor.domain.attribution.trimming import tidied
from services.extractor.domain.claims import lines_of
from services.extractor.domain.reading.outline import outline
from services.extractor.domain.reading.quotations import continued
from services.extractor.domain.tagging.joining import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from services.extractor.domain.attribution.result import Attribution

log = logging.getLogger(__name__)

FOLDS = 8
# Strength of the penalty on large weights, as scikit-learn counts it.
STRENGTH = 0.3
LEVELS = (0.2, 0.3, LEAST, 0.5, 0.6, 0.7)


class Corpus(NamedTuple):
    """Annotated reports, and how much each of their claims weighs."""

    name: str
    weight: float
    folder: Path


@dataclass(frozen=True)
class Case:
    """A candidate: where it stands, what is known of it, whether it is right."""

    corpus: str
    document: str
    known: dict[str, float]
    is_right: bool


class Read(NamedTuple):
    """The candidates of a corpus, and how many claims its annotators marked."""

    cases: list[Case]
    marked: int


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=_corpus, action="append", required=True, metavar="NAME:WEIGHT:FOLDER")
    parser.add_argument("--tagger", type=Path, required=True, help="the folder that deploy.training.export wrote")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def _corpus(given: str) -> Corpus:
    name, weight, folder = given.split(":", 2)
    return Corpus(name, float(weight), Path(folder))


def read(given: Corpus, tagger: Tagger | None) -> Read:
    """The candidates in the reports of a corpus, found with the tagger or by the rules alone."""
    has_brat = (given.folder / "attributions").is_dir()
    reports = corpus.polnear(given.folder) if has_brat else corpus.claims_in_json(given.folder)
    cases = [case for report in reports for case in _cases(given.name, report, tagger)]
    return Read(cases, sum(len(report.versions[0]) for report in reports))


def _cases(name: str, report: corpus.Report, tagger: Tagger | None) -> Iterator[Case]:
    found, known = candidates(report.text, tagger)
    right = _right(report, found)
    for number, each in enumerate(known):
        # PolNeAR leaves out by its guidelines who speaks within what another says; the record has them.
        if not (each["relayed"] and report.leaves_out_relayed):
            yield Case(name, f"{name} {report.name}", each, number in right)


def candidates(text: str, tagger: Tagger | None) -> tuple[list[Attribution], list[dict[str, float]]]:
    """Everything that may be an attribution, tidied, and what is known of each."""
    plan = outline(text)
    lines = lines_of(plan)
    ruled = [attribution for line in lines for attribution in found_in(line).attributions]
    found = joined(tagger.read(plan), ruled, lines) if tagger else ruled
    found = [*found, *bare_speeches(found, lines, continued(plan.quotations, plan.paragraphs))]
    both = [(features(each, lines[each.line], found), tidied([each], lines)) for each in found]
    return [kept[0] for _, kept in both if kept], [known for known, kept in both if kept]


def _right(report: corpus.Report, found: list[Attribution]) -> set[int]:
    """The numbers of those that share a word with a claim of the gold in each of its parts."""
    words = Words(report.text)
    gold = list(map(words.of, report.versions[0]))
    said = [words.of({"source": _part(a.source), "cue": _part(a.cue), "content": {"spans": a.content}}) for a in found]
    return {
        j
        for i, j in pairs(gold, said, words)
        if all(gold[i][role]["words"] & said[j][role]["words"] or not gold[i][role]["words"] for role in corpus.ROLES)
    }


def _part(span: tuple[int, int] | None) -> dict[str, list[tuple[int, int]]]:
    return {"spans": [span] if span else []}


class Fit:
    """Cases as arrays, and what is learned from them."""

    def __init__(self, cases: list[Case], weights: dict[str, float]) -> None:
        self.names = [name for name in cases[0].known if name != "constant"]
        self.known = np.array([[case.known[name] for name in self.names] for case in cases])
        self.right = np.array([case.is_right for case in cases])
        self.corpus = np.array([case.corpus for case in cases])
        self.document = np.array([case.document for case in cases])
        self.weight = np.array([weights[case.corpus] for case in cases])

    def model(self, rows: NDArray[np.intp]) -> object:
        """The regression on some of the cases."""
        model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=5000))
        return model.fit(self.known[rows], self.right[rows], logisticregression__sample_weight=self.weight[rows])

    def out_of_fold(self) -> NDArray[np.float64]:
        """The confidence of each case by weights that its report was kept from."""
        sure = np.zeros(len(self.right))
        for seen, unseen in GroupKFold(FOLDS).split(self.known, self.right, self.document):
            sure[unseen] = self.model(seen).predict_proba(self.known[unseen])[:, 1]
        return sure

    def weights(self) -> dict[str, float]:
        """The weights of all cases, for features as they are."""
        scaler, regression = self.model(np.arange(len(self.right)))
        scaled = regression.coef_[0] / scaler.scale_
        constant = regression.intercept_[0] - float(scaled @ scaler.mean_)
        return {"constant": constant, **dict(zip(self.names, scaled, strict=True))}

    def report(self, marked: dict[str, int]) -> Iterator[str]:
        """F and precision of whole claims from each level on, and how far confidence and share are apart."""
        sure = self.out_of_fold()
        yield f"{'':12}{'marked':>8}{'off by':>8}" + "".join(f"{f'F (P) at {level}':>16}" for level in LEVELS)
        for name, n in marked.items():
            own = self.corpus == name
            cells = [self._cell(own & (sure >= level), n) for level in LEVELS]
            yield f"{name:12}{n:8}{off(sure[own], self.right[own]):8.3f}" + "".join(cells)

    def _cell(self, kept: NDArray[np.bool_], marked: int) -> str:
        n_right, n_kept = self.right[kept].sum(), kept.sum()
        return f"{f'{200 * n_right / (n_kept + marked):.1f} ({100 * n_right / max(n_kept, 1):.1f})':>16}"


def off(sure: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """The expected calibration error: how far confidence and share of right ones are apart, over bins of equal size."""
    parts = np.array_split(np.argsort(sure), bins)
    return float(
        sum(len(part) * abs(sure[part].mean() - right[part].mean()) for part in parts if len(part)) / len(sure)
    )


def main() -> None:
    """Fit both engines, print what they are worth, write the table."""
    options = arguments()
    weights = {given.name: given.weight for given in options.reports}
    columns = {}
    for engine, tagger in (("tagger", Tagger(options.tagger)), ("rules", None)):
        known = {given.name: read(given, tagger) for given in options.reports}
        fit = Fit([case for each in known.values() for case in each.cases], weights)
        marked = {name: each.marked for name, each in known.items()}
        log.info("%s, whole claims of reports that the weights were not fitted on:", engine)
        log.info("%s", "\n".join(fit.report(marked)))
        columns[engine] = fit.weights()
    lines = ["\t".join(["feature", *columns])]
    lines += ["\t".join([name, *(f"{column[name]:.3f}" for column in columns.values())]) for name in columns["tagger"]]
    head = "# weights of the features of `attribution/confidence.py`, by deploy.training.calibration; see CARD.md\n"
    options.out.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
