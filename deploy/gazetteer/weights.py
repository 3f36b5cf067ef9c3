"""`python -m deploy.gazetteer.weights FOLDER`: weigh what is seen at candidates, on LGL and GeoVirus in a folder.

A logistic regression over the observations of `services/extractor/domain/places/observations.py`; it writes the table
`observations.tsv` and prints the F that ten-fold cross-validation gives, articles kept whole.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from deploy.gazetteer.corpora import geovirus, lgl
from services.extractor.domain.places.candidates import PEOPLE
from services.extractor.domain.places.toponyms import sightings_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from deploy.gazetteer.corpora import Annotated

    Floats = NDArray[np.float64]

TABLE = Path(__file__).parents[2] / "services/extractor/domain/lexicon/observations.tsv"
_HEAD = "# what is seen at a name, and how much it speaks for a place (a logit); made by deploy/gazetteer/weights.py\n"
_ALWAYS = "always"
# What the corpora, which are older than the war, cannot tell: few people or firms are called like a Ukrainian town.
BY_HAND = {"in Ukraine": 1.5, "like a village": 1.5}
# A weight that rests on a handful of names is no weight.
_MIN_SEEN = 8
_RIDGE = 1.0
_STEPS = 12
_FOLDS = 10
_LEAST = -0.2


class Examples(NamedTuple):
    """Candidates: what was seen at each, whether it is a toponym, its article and how much it counts."""

    seen: list[list[str]]
    is_place: Floats
    article: NDArray[np.int64]
    weight: Floats


def examples(corpora: list[list[Annotated]]) -> Examples:
    """The candidates of all corpora; each corpus counts the same."""
    seen, is_place, article, weight = [], [], [], []
    number = 0
    for corpus in corpora:
        first = len(seen)
        for each in corpus:
            number += 1
            for sighting in sightings_in(each.text):
                if sighting.candidate.how != PEOPLE:
                    seen.append([_ALWAYS, *sighting.seen])
                    is_place.append((sighting.candidate.start, sighting.candidate.end) in each.spans)
                    article.append(number)
        weight.extend([1.0 / (len(seen) - first)] * (len(seen) - first))
    scale = len(seen) / sum(weight)
    return Examples(seen, np.array(is_place, float), np.array(article), np.array(weight) * scale)


def columns(seen: list[list[str]]) -> dict[str, int]:
    """The observations that are frequent enough, numbered."""
    counts: dict[str, int] = {}
    for each in seen:
        for name in set(each) - BY_HAND.keys():
            counts[name] = counts.get(name, 0) + 1
    return {name: at for at, name in enumerate(sorted(name for name, n in counts.items() if n >= _MIN_SEEN))}


def matrix(seen: list[list[str]], numbers: dict[str, int]) -> Floats:
    """A row for each candidate, a column for each observation."""
    found = np.zeros((len(seen), len(numbers)))
    for row, each in enumerate(seen):
        for name in each:
            if name in numbers:
                found[row, numbers[name]] = 1.0
    return found


def fitted(x: Floats, y: Floats, weight: Floats) -> Floats:
    """The weights of a logistic regression with a ridge, by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (weight * (y - p)) - _RIDGE * w
        curvature = (x.T * (weight * p * (1 - p))) @ x + _RIDGE * np.eye(len(w))
        w = w + np.linalg.solve(curvature, gradient)
    return w


def cross_validated(x: Floats, data: Examples) -> NDArray[np.bool_]:
    """For each candidate, whether weights from other articles take it for a place."""
    numbers = sorted(set(data.article.tolist()))
    random.Random(0).shuffle(numbers)  # noqa: S311 - folds are no secret
    fold_of = {number: at % _FOLDS for at, number in enumerate(numbers)}
    fold = np.array([fold_of[number] for number in data.article.tolist()])
    taken = np.zeros(len(x), bool)
    for at in range(_FOLDS):
        others = fold != at
        w = fitted(x[others], data.is_place[others], data.weight[others])
        taken[fold == at] = x[fold == at] @ w > _LEAST
    return taken


def main() -> None:
    """Fit, write the table, print what cross-validation gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds lgl.xml and GeoVirus.xml")
    folder = parser.parse_args().folder
    corpora = [lgl(folder), geovirus(folder)]
    data = examples(corpora)
    numbers = columns(data.seen)
    x = matrix(data.seen, numbers)
    w = fitted(x, data.is_place, data.weight)
    weights = {name: float(w[at]) for name, at in numbers.items()} | BY_HAND
    lines = [
        f"{name}\t{weight:.2f}\n" for name, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    ]
    TABLE.write_text(_HEAD + "seen\tweight\n" + "".join(lines), encoding="utf-8")
    taken, first = cross_validated(x, data), 0
    for name, corpus in zip(("LGL", "GeoVirus"), corpora, strict=True):
        last = first + len(corpus)
        own = (data.article > first) & (data.article <= last)
        right, n_taken, n_gold = (taken & own) @ data.is_place, (taken & own).sum(), sum(len(a.spans) for a in corpus)
        print(f"{name}: cross-validated F {200 * right / (n_taken + n_gold):.1f}, without words for people")  # noqa: T201
        first = last


if __name__ == "__main__":
    main()
