"""`make bad-input`: every case with its outcome and reason as a table; exit code 1 if one is not as it must be."""

from __future__ import annotations

import os
import sys
from collections import Counter

from rich.console import Console
from rich.table import Table

from services.console.terminal import one_line
from tests.e2e.bad_input.doors import CASES
from tests.e2e.bad_input.suite import Report, run

_SHOWN_CHARACTERS = 160


def _table(report: Report) -> Table:
    table = Table("door", "input", "outcome", "reason", title="Bad input and what became of it", title_justify="left")
    for case in CASES:
        outcome, reason = report.ends[case] or ("–", "")
        wrong = report.unmet(case)
        note = f"  ✗ {wrong}" if wrong else ""
        table.add_row(*map(one_line, (case.door, case.name, outcome, f"{reason[:_SHOWN_CHARACTERS]}{note}")))
    return table


def main() -> int:
    """Run all cases, print the table and what is not well."""
    report = run()
    # As wide as a page for a pipe, as the terminal elsewhere.
    screen = Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False)
    screen.print(_table(report))
    # Root reads every file.
    wrong = [case for case in CASES if report.unmet(case) and not (case.name == "unreadable" and os.geteuid() == 0)]
    unwell = {name: ailment for name, ailment in report.ailments.items() if ailment is not None}
    for name in report.ailments:
        screen.print(f"afterwards: {name}: {unwell.get(name, 'yes')}")
    doors = ", ".join(f"{count} {door}" for door, count in Counter(case.door for case in CASES).items())
    screen.print(f"{len(CASES) - len(wrong)} of {len(CASES)} cases ended as they must ({doors})")
    return 1 if wrong or unwell else 0


if __name__ == "__main__":
    sys.exit(main())
