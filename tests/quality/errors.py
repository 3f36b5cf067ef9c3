"""What still fails, with counts: claims that are missed or made up, by their kind, and fields that are filled wrongly.

usage: python -m tests.quality.errors [FOLDER]

FOLDER holds annotated reports, by default those that neither rules nor weights were made with. It prints counts only:
who reads the single errors of those reports and mends them has nothing left to measure with.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from deploy.training.corpus import ROLES
from deploy.training.scoring import Claim
from tests.quality.annotated import AnnotatedReport, load_reports
from tests.quality.fields import FieldsComparison, extract
from tests.quality.reliability import REPORTS
from tests.quality.scoring.views import LABELS

# Confusions that are listed for each field.
_MOST = 6


class Errors:
    """Counts over reports."""

    def __init__(self) -> None:
        self.missed: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.kinds_missed: Counter[str] = Counter()
        self.invented: Counter[str] = Counter()
        self.confused: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in LABELS}

    def add(self, report: AnnotatedReport) -> None:
        """Compare one report with what is extracted from it."""
        comparison = FieldsComparison()
        comparison.add_report(report, extract(report))
        right = {id(gold): found for gold, found in comparison.pairs if not _differing(gold, found)}
        for gold in comparison.gold:
            kinds = list(_kinds(gold, comparison.gold, report.text.find("\n")))
            self.kinds.update(kinds)
            if id(gold) not in right:
                self.missed[_how(gold, comparison.found)] += 1
                self.kinds_missed.update(kinds)
        paired = {id(found) for _, found in comparison.pairs}
        spare = [found for found in comparison.found if id(found) not in paired]
        self.invented.update(_spare(found, comparison.gold) for found in spare)
        for name, label in LABELS.items():
            pairs = ((str(label(gold)), str(label(found))) for gold, found in comparison.pairs)
            self.confused[name].update(pair for pair in pairs if pair[0] != pair[1])

    def lines(self) -> Iterator[str]:
        """The tables of the page on errors."""
        yield from _table("why a claim is missed", self.missed)
        yield "| kind of claim | annotated | missed |\n|---|---|---|"
        for kind, n in self.kinds.most_common():
            yield f"| {kind} | {n} | {self.kinds_missed[kind]} |"
        yield ""
        yield from _table("claims that nobody annotated", self.invented)
        yield "| field | most frequent confusions (annotated > extracted) |\n|---|---|"
        for name, counts in self.confused.items():
            worst = ", ".join(f"{a} > {b} {n}" for (a, b), n in counts.most_common(_MOST))
            yield f"| {name} | {worst} |"


def _table(title: str, counts: Counter[str]) -> Iterator[str]:
    yield f"| {title} | n |\n|---|---|"
    yield from (f"| {name} | {n} |" for name, n in counts.most_common())
    yield ""


def _differing(gold: Claim, found: Claim) -> list[str]:
    return [role for role in ROLES if gold[role]["words"] and not gold[role]["words"] & found[role]["words"]]


def _how(gold: Claim, found: list[Claim]) -> str:
    same = [each for each in found if each["cue"]["words"] & gold["cue"]["words"]]
    if not same:
        return "its cue is not found"
    differing = min((_differing(gold, each) for each in same), key=len)
    return f"its cue is found, with another {' and '.join(differing)}" if differing else "its cue is taken by another"


def _kinds(claim: Claim, others: list[Claim], headline: int) -> Iterator[str]:
    yield f"{claim['quote']} quotation" if claim["quote"] != "indirect" else "no quotation"
    if not claim["source"]["words"]:
        yield "without a source"
    if not claim["cue"]["words"]:
        yield "the cue is a mark"
    cue = claim["cue"]["words"]
    if cue and any(other is not claim and cue <= other["content"]["words"] for other in others):
        yield "within what another says"
    if claim["content"]["spans"] and claim["content"]["spans"][0][0] < headline:
        yield "in the headline"


def _spare(found: Claim, gold: list[Claim]) -> str:
    if any(found["cue"]["words"] & each["cue"]["words"] for each in gold):
        return "a second claim for a cue that was annotated once"
    if any(found["cue"]["words"] & each["content"]["words"] for each in gold):
        return "a cue within what somebody is annotated to say"
    return "a cue elsewhere"


def main(arguments: list[str]) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=REPORTS)
    errors = Errors()
    for report in load_reports(parser.parse_args(arguments).folder):
        errors.add(report)
    print("\n".join(errors.lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
