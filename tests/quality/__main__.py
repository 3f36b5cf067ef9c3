"""How good the answers are: every figure beside what a constant answer gets, its floor and its aim.

What lacks its data is skipped, by name. Progress goes to stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.quality.measuring.figure import Figure, Goal, Measured, MissingDataError, goals
from tests.quality.measuring.figures import FIGURES
from tests.quality.measuring.inputs import Folders, Inputs

BELOW = "BELOW THE FLOOR"
EXAMPLES = """examples:
  make quality DATA=~/data GOLD=~/gold SEEDS=~/seeds          everything
  make quality ONLY=reports                                   what needs no other data
  make quality GOLD=~/gold CLAIMS=folds/claims.jsonl ONLY=conflict
                                                              by models that did not learn from what they read
  python -m tests.quality --only places --only speed --floors exit 1 if a floor is missed

DATA holds polnear/dev (text and attributions), places (lgl.xml and GeoVirus.xml), article-extraction and
publication-dates (ground-truth.json and html); GOLD holds conflict (text and
gold), vocabulary.json and seeds.json; SEEDS holds the pages that seeds.json speaks of.
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        "python -m tests.quality",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name in ("data", "gold", "seeds"):
        variable = f"CLAIMWIRE_QUALITY_{name.upper()}"
        made.add_argument(
            f"--{name}", type=folder, default=folder(os.environ.get(variable)), help=f"default: ${variable}"
        )
    made.add_argument("--claims", type=folder, help="claims in GOLD/conflict, as deploy.training.folds writes them")
    made.add_argument("--only", action="append", default=[], metavar="NAME", help="figures with this in their name")
    made.add_argument("--floors", action="store_true", help="exit with 1 if a floor is missed")
    return made


def folder(path: str | None) -> Path | None:
    """A path that was given; None for an empty one."""
    return Path(path).expanduser() if path else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 if a floor counts and is missed."""
    options = parser().parse_args(arguments)
    chosen = [figure for figure in FIGURES if not options.only or any(is_named(figure, n) for n in options.only)]
    if not chosen:
        known = sorted({figure.name.split(":")[0] for figure in FIGURES})
        parser().error(f"no figure is called {' or '.join(options.only)}; there are {', '.join(known)}")
    results = measured(chosen, Inputs(Folders(options.data, options.gold, options.seeds, options.claims)))
    missed, skipped = [], []
    print(line("", "value", "constant", "floor", "aim"))
    for figure, goal, result in results:
        print(row(figure, goal, result), flush=True)
        if isinstance(result, MissingDataError):
            skipped.append(figure.name)
        elif goal.is_missed(result.value):
            missed.append(figure.name)
    for what, names in (("SKIPPED, no data", skipped), (BELOW, missed)):
        if names:
            print(f"{what}: {'; '.join(names)}", file=sys.stderr)
    return 1 if options.floors and missed else 0


def is_named(figure: Figure[Inputs], name: str) -> bool:
    """Whether a part of its name is meant, in any case."""
    return name.casefold() in figure.name.casefold()


def measured(
    figures: Iterable[Figure[Inputs]], inputs: Inputs
) -> Iterator[tuple[Figure[Inputs], Goal, Measured | MissingDataError]]:
    """Each figure with its goal and its value, or what is missing for it."""
    known = goals()
    for figure in figures:
        goal = known.get(figure.name, Goal())
        try:
            yield figure, goal, figure.measure(inputs)
        except MissingDataError as error:
            yield figure, goal, error


def row(figure: Figure[Inputs], goal: Goal, result: Measured | MissingDataError) -> str:
    """A line of the table."""
    if isinstance(result, MissingDataError):
        return line(figure.name, "SKIPPED", "", *goal.cells(), f"{result}")
    constant = "" if result.constant is None else f"{result.constant:.1f}"
    notes = filter(None, (goal.is_missed(result.value) and BELOW, result.note))
    return line(figure.name, f"{result.value:.1f}", constant, *goal.cells(), "; ".join(notes))


def line(name: str, value: str, constant: str, floor: str, aim: str, note: str = "") -> str:
    """Cells under each other."""
    return f"{name:46}{value:>9}{constant:>10}{floor:>8}{aim:>8}  {note}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
