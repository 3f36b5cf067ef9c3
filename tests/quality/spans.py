"""Annotated reports as training takes them: `OUT/text/NAME.txt`, and the spans of every claim in `OUT/gold/NAME.json`.

python -m tests.quality.spans tests/quality/reports/development build/development
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.quality.annotated import load_reports

if TYPE_CHECKING:
    from tests.quality.annotated import AnnotatedReport


def write(report: AnnotatedReport, out: Path) -> None:
    """Write one report into both folders."""
    claims = [
        {"source": claim.source.spans, "cue": claim.cue.spans, "content": claim.content.spans}
        for claim in report.claims
    ]
    for folder, suffix, content in (("text", "txt", report.text), ("gold", "json", json.dumps({"claims": claims}))):
        path = out / folder / f"{report.name}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


if __name__ == "__main__":
    for each in load_reports(Path(sys.argv[1])):
        write(each, Path(sys.argv[2]))
