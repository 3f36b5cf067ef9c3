"""What `extraction_confidence` is worth: whether of the claims with a confidence of 0.8 four in five are right.

usage: python -m tests.quality.reliability [FOLDER] [--svg FILE]

FOLDER holds annotated reports, by default those that neither rules nor weights were made with. A claim is right if it
shares words with an annotated one in its source, its cue and its content. The claims are divided by their confidence
into groups of the same size, and compared after Guo et al., On Calibration of Modern Neural Networks (2017).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from deploy.training.corpus import ROLES
from tests.quality.annotated import load_reports
from tests.quality.fields import FieldsComparison, extract

REPORTS = Path(__file__).parent / "reports" / "report"
GROUPS = 8
# Of the plot, in pixels.
_SIZE, _EDGE = 320, 48


class Judged(NamedTuple):
    """A claim's confidence, and whether it is right."""

    confidence: float
    is_right: bool


class Group(NamedTuple):
    """Claims that are alike sure: how many, their mean confidence, and the share that is right."""

    n: int
    confidence: float
    right: float


def judged(folder: Path) -> list[Judged]:
    """The claims that the extractor finds in annotated reports."""
    found = []
    for report in load_reports(folder):
        comparison = FieldsComparison()
        comparison.add_report(report, extract(report))
        right = {id(claim) for gold, claim in comparison.pairs if _agree(gold, claim)}
        found += [Judged(claim["extraction_confidence"], id(claim) in right) for claim in comparison.found]
    return found


def _agree(gold: dict[str, dict[str, frozenset[int]]], claim: dict[str, dict[str, frozenset[int]]]) -> bool:
    return all(gold[role]["words"] & claim[role]["words"] or not gold[role]["words"] for role in ROLES)


def groups(claims: Iterable[Judged], n: int = GROUPS) -> list[Group]:
    """Groups of nearly the same size, the least sure first."""
    ordered = sorted(claims)
    bounds = [round(len(ordered) * number / n) for number in range(n + 1)]
    parts = [ordered[first:last] for first, last in pairwise(bounds) if first < last]
    return [Group(len(p), sum(c.confidence for c in p) / len(p), sum(c.is_right for c in p) / len(p)) for p in parts]


def off_by(found: Iterable[Group]) -> float:
    """The expected calibration error: the mean distance of confidence and share of right claims, by claims."""
    found = list(found)
    total = sum(group.n for group in found)
    return sum(group.n * abs(group.confidence - group.right) for group in found) / total if total else 0.0


def table(found: list[Group]) -> str:
    """The groups for people."""
    lines = [f"{group.n:7}{100 * group.confidence:12.1f}{100 * group.right:10.1f}" for group in found]
    return "\n".join([f"{'claims':>7}{'confidence':>12}{'right':>10}", *lines, f"off by {100 * off_by(found):.1f}"])


def svg(found: list[Group]) -> str:
    """The groups as a plot: on the line they are as often right as they are sure."""
    end = _SIZE + _EDGE
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {end + 16} {end + 16}" role="img"',
            '  font-family="sans-serif" font-size="12">',
            "<title>Share of right claims by extraction confidence</title>",
            f'<rect width="{end + 16}" height="{end + 16}" fill="#fff"/>',
            f'<rect x="{_EDGE}" y="16" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="#888"/>',
            f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#888" stroke-dasharray="4"/>',
            *_ticks(),
            '<polyline fill="none" stroke="#1f5fa8" stroke-width="2" points="'
            + " ".join(f"{_x(group.confidence):.1f},{_y(group.right):.1f}" for group in found)
            + '"/>',
            *(f'<circle cx="{_x(g.confidence):.1f}" cy="{_y(g.right):.1f}" r="4" fill="#1f5fa8"/>' for g in found),
            f'<text x="{_x(0.5)}" y="{end + 8}" text-anchor="middle">extraction confidence</text>',
            f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" text-anchor="middle">share of right claims</text>',
            "</svg>\n",
        ]
    )


def _ticks() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        share = tenth / 10
        yield f'<text x="{_x(share)}" y="{_SIZE + 32}" text-anchor="middle">{share}</text>'
        yield f'<text x="{_EDGE - 6}" y="{_y(share) + 4}" text-anchor="end">{share}</text>'


def _x(share: float) -> float:
    return _EDGE + share * _SIZE


def _y(share: float) -> float:
    return 16 + (1 - share) * _SIZE


def main(arguments: list[str]) -> int:
    """Print the table, and draw it where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=REPORTS)
    parser.add_argument("--svg", type=Path, help="write the plot into this file")
    options = parser.parse_args(arguments)
    found = groups(judged(options.folder))
    print(table(found))
    if options.svg:
        options.svg.write_text(svg(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
