"""How well the extractor fills every field of the claim record, on annotated reports.

usage: python -m tests.quality.fields FOLDER [--claims FILE] [--values] [--json]

FILE is what `claimwire extract --as-is --json FOLDER` printed; without it the extractor runs here, and is told when
each report was published. Claims are paired by the words of cue and content; all fields below the spans are measured on
the pairs. Beside each figure stands what a constant answer would get.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deploy.training.scoring import Claim, Comparison, Words, label_f
from tests.quality.annotated import AnnotatedReport, load_reports
from tests.quality.scoring.figures import Score, items_score, kinds_score, labels_score
from tests.quality.scoring.views import ITEMS, KINDS, LABELS, comparable


class FieldsComparison(Comparison):
    """All reports against what was extracted from them."""

    def add_report(self, report: AnnotatedReport, extracted: Iterable[Claim]) -> None:
        """One more report, with the claims that were extracted from it."""
        words = Words(report.text)
        gold = [comparable(claim.model_dump(mode="json"), words) for claim in report.claims]
        self.add(gold, [comparable(claim, words) for claim in extracted], words)

    def scores(self) -> list[Score]:
        """All lines of the table."""
        spans = (Score(name, c.gold, c.precision, c.recall, c.f) for name, c in self.spans().items())
        return [*spans, *self._labels(), *self._items()]

    def _labels(self) -> Iterable[Score]:
        for name, label in LABELS.items():
            yield labels_score(name, self._both(label))

    def _items(self) -> Iterable[Score]:
        for name, (items, alike) in ITEMS.items():
            yield items_score(name, self._both(items), alike)
        for name, (items, alike) in KINDS.items():
            yield kinds_score(name, self._both(items), alike)

    def values(self) -> dict[str, dict[Any, tuple[int, float]]]:
        """For every field with a vocabulary, how often each annotated value occurs in the pairs, and its F."""
        return {name: label_f(self._both(label)) for name, label in LABELS.items()}

    def _both(self, view: Callable[[Claim], Any]) -> list[tuple[Any, Any]]:
        return [(view(gold), view(found)) for gold, found in self.pairs]


def extract(report: AnnotatedReport) -> list[Claim]:
    """The claims that the extractor finds in a report, told when it was published."""
    from services.extractor.handlers import extract_text

    found = extract_text(report.name, report.text, report.published)
    return [claim.model_dump(mode="json") for claim in found.claims]


def read_claims(path: Path) -> dict[str, list[Claim]]:
    """The claims in the output of `claimwire extract --json`, by the name of the report."""
    documents = map(json.loads, filter(str.strip, path.read_text(encoding="utf-8").splitlines()))
    return {Path(document["document"]).stem: document["claims"] for document in documents}


def compare(reports: Iterable[AnnotatedReport], claims: Mapping[str, list[Claim]] | None) -> FieldsComparison:
    """All reports against given claims, or against what the extractor finds now."""
    comparison = FieldsComparison()
    for report in reports:
        comparison.add_report(report, extract(report) if claims is None else claims.get(report.name, []))
    return comparison


def table(scores: Iterable[Score]) -> str:
    """The scores for people, in percent."""
    head = f"{'':26}{'n':>6}{'P':>7}{'R':>7}{'F':>7}{'right':>7}{'macro':>7}   constant answer: right, F"
    lines = [
        f"{s.name:26}{s.n:6}{_cell(s.precision)}{_cell(s.recall)}{_cell(s.f)}{_cell(s.right)}{_cell(s.macro_f)}"
        f"   {s.constant:16}{_cell(s.constant_right)}{_cell(s.constant_f)}".rstrip()
        for s in scores
    ]
    return "\n".join([head, *lines])


def _cell(share: float | None) -> str:
    return f"{'':7}" if share is None else f"{100 * share:7.1f}"


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--values", action="store_true", help="the F of every value, too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    reports = load_reports(options.folder)
    comparison = compare(reports, read_claims(options.claims) if options.claims else None)
    if options.json:
        print(json.dumps([asdict(score) for score in comparison.scores()]))
        return 0
    counts = (len(reports), len(comparison.gold), len(comparison.found), len(comparison.pairs))
    print("{} reports, {} claims annotated, {} extracted, {} paired\n".format(*counts))
    print(table(comparison.scores()))
    if options.values:
        for name, by_value in comparison.values().items():
            listed = ", ".join(f"{value} {100 * f:.0f} ({n})" for value, (n, f) in sorted(by_value.items(), key=str))
            print(f"\n{name}: {listed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
