"""`make bad-input`: every case with its outcome and reason as a table; exit code 1 if one is not as it must be.

With `--markdown` a case of each kind, as docs/bad-input.md has them.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter

from rich.console import Console
from rich.table import Table

from services.console.terminal import one_line
from tests.e2e.bad_input.cases.case import Case
from tests.e2e.bad_input.doors import CASES
from tests.e2e.bad_input.suite import Report, run

_SHOWN_CHARACTERS = 160
_BEGINNING = 14
_BROAD = {"feed_failed", "feed_read", "dead"}
_SITE = re.compile(r"http://127\.0\.0\.\d+:\d+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def _table(report: Report) -> Table:
    table = Table("door", "input", "outcome", "reason", title="Bad input and what became of it", title_justify="left")
    for case in CASES:
        outcome, reason = report.ends[case] or ("–", "")
        wrong = report.unmet(case)
        note = f"  ✗ {wrong}" if wrong else ""
        table.add_row(*map(one_line, (case.door, case.name, outcome, f"{reason[:_SHOWN_CHARACTERS]}{note}")))
    return table


def kinds() -> list[Case]:
    """The first case of each outcome at each door; where one word says little, of each beginning of the reason."""
    firsts: dict[tuple[str, str, str], Case] = {}
    for case in CASES:
        beginning = case.reason[:_BEGINNING] if case.outcome in _BROAD else ""
        firsts.setdefault((case.door, case.outcome, beginning), case)
    return list(firsts.values())


def _markdown(report: Report) -> str:
    """A case of each kind; addresses and times of this run are replaced."""
    rows = ["| door | input | outcome | reason |", "|---|---|---|---|"]
    # A file that is closed to others is open to root.
    for case in (case for case in kinds() if case.name != "unreadable"):
        outcome, reason = report.ends[case] or ("–", "")
        lasting = _MOMENT.sub("…", _SITE.sub("http://news.example", one_line(reason)))
        escaped = lasting.replace("|", "\\|").replace("<", "&lt;")[:_SHOWN_CHARACTERS]
        rows.append(f"| {case.door} | {case.name} | {outcome} | {escaped} |")
    return "\n".join(rows)


def main() -> int:
    """Run all cases, print the table and what is not well."""
    report = run()
    if sys.argv[1:] == ["--markdown"]:
        print(_markdown(report))
        return 0
    # As wide as a page for a pipe, as the terminal elsewhere.
    screen = Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False)
    screen.print(_table(report))
    # Root reads every file.
    wrong = [case for case in CASES if report.unmet(case) and not (case.name == "unreadable" and os.geteuid() == 0)]
    unwell = {name: ailment for name, ailment in report.ailments.items() if ailment is not None}
    for name in report.ailments:
        screen.print(f"afterwards: {name}: {unwell.get(name, 'yes')}")
    unshown = report.unshown()
    screen.print(f"afterwards: `where` and `dead list` print it: {'; '.join(unshown) or 'yes'}")
    doors = ", ".join(f"{count} {door}" for door, count in Counter(case.door for case in CASES).items())
    screen.print(f"{len(CASES) - len(wrong)} of {len(CASES)} cases ended as they must ({doors})")
    return 1 if wrong or unwell or unshown else 0


if __name__ == "__main__":
    sys.exit(main())
