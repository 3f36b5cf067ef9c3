"""Reports with their claims, annotated by hand as docs/annotation-guide.md says: `NAME.txt` and `NAME.toml`.

Run as a program it checks the reports of folders: python -m tests.quality.annotated FOLDER...
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, ValidationError, model_validator

from shared.contracts.claim import (
    Caveat,
    Certainty,
    Cue,
    EventSaid,
    Evidence,
    Hedge,
    Passage,
    Place,
    Quantity,
    Quote,
    Source,
    Stance,
    Time,
)
from shared.contracts.contract import Contract
from tests.quality.annotating.edtf import days
from tests.quality.annotating.quotations import Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIDENCE = ("imagery", "document", "post")


class AnnotationError(ValueError):
    """An annotation that contradicts its report or the guide: <file>, claim <number> (<cue>): <what>."""


class AnnotatedClaim(Contract):
    """What a person read in a report: the fields of the claim record that a reader can judge."""

    cue: Cue
    source: Source
    content: Passage
    via: list[str] = Field(default_factory=list, description="names of the sources around it, outermost first")
    stance: Stance = "asserts"
    quote: Quote = "indirect"
    events: list[EventSaid] = Field(min_length=1)
    places: list[Place] = Field(default_factory=list)
    time: Time | None = None
    said_at: Time | None = None
    quantities: list[Quantity] = Field(default_factory=list)
    certainty: Certainty = "asserted"
    hedge: Hedge | None = None
    caveats: list[Caveat] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        problems = [
            (self.certainty == "asserted") != (self.hedge is None) and "certainty and hedge go together",
            any(item.kind not in EVIDENCE for item in self.evidence) and f"kind of evidence is one of {EVIDENCE}",
            any(place.basis == "context" and not place.name for place in self.places) and "basis context needs a name",
            any(item.low is None and item.high is None for item in self.quantities) and "a quantity needs low or high",
            self.source.text and not self.source.name and "a source with a text needs a name",
        ]
        for problem in filter(None, problems):
            raise ValueError(problem)
        for time in filter(None, (self.time, self.said_at)):
            days(time.edtf or "2000")
        return self


@dataclass(frozen=True)
class AnnotatedReport:
    """A report, when it was published (if that is known), and its claims."""

    name: str
    text: str
    published: date | None
    claims: tuple[AnnotatedClaim, ...]


def load_reports(folder: Path) -> list[AnnotatedReport]:
    """All reports of a folder, by name.

    Raises:
        AnnotationError: the first problem of the first report that has one.

    """
    texts, tables = ({path.stem for path in folder.glob(pattern)} for pattern in ("*.txt", "*.toml"))
    for name in sorted(texts ^ tables):
        message = f"{folder / name} needs both a .txt and a .toml"
        raise AnnotationError(message)
    return [load_report(folder / f"{name}.toml") for name in sorted(texts)]


def load_report(path: Path) -> AnnotatedReport:
    """One report, from its annotation and the text beside it."""
    text = path.with_suffix(".txt").read_bytes().decode()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: {error}"
        raise AnnotationError(message) from error
    published = table.pop("published", None)
    shared = {"who": table.pop("who", {}), "caveats": table.pop("caveats", {})}
    rows = table.pop("claims", [])
    if table or not (published is None or type(published) is date):
        message = f"{path}: neither published (a date), who, caveats nor claims: {', '.join(table) or published}"
        raise AnnotationError(message)
    claims = tuple(_claim(path, number, row, shared, Report(text)) for number, row in enumerate(rows, 1))
    for problem in _across(text, claims):
        message = f"{path}, {problem}"
        raise AnnotationError(message)
    return AnnotatedReport(path.stem, text, published, claims)


def _filled(row: dict[str, Any], shared: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A claim in which names of persons and of caveats are replaced by what stands under them at the top."""
    source = dict(row["source"])
    if "who" in source:
        source = _named(source.pop("who"), shared["who"]) | source
    caveats = [_named(item, shared["caveats"]) if isinstance(item, str) else item for item in row.get("caveats", [])]
    return row | {"source": source, "caveats": caveats}


def _named(name: str, table: dict[str, Any]) -> dict[str, Any]:
    if name not in table:
        message = f"nothing at the top is called {name!r}"
        raise ValueError(message)
    return dict(table[name])


def _claim(
    path: Path, number: int, row: dict[str, Any], shared: dict[str, dict[str, Any]], report: Report
) -> AnnotatedClaim:
    try:
        return AnnotatedClaim.model_validate(_resolved(_filled(row, shared), report))
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first["loc"] else first["msg"]
    except (ValueError, KeyError) as error:
        what = f"it has no {error}" if isinstance(error, KeyError) else str(error)
    message = f"{path}, claim {number} ({row.get('cue', 'without a cue')}): {what}"
    raise AnnotationError(message)


def _resolved(row: dict[str, Any], report: Report) -> dict[str, Any]:
    """A claim as written, with spans beside every quotation."""
    here = report.at(row.pop("sentence"))
    row["cue"] = here.passage(row["cue"]) | {"speech_act": row.pop("speech_act")}
    row["content"] = here.passage(row["content"])
    row["events"] = [_event(dict(event)) for event in row["events"]]
    return {key: value if key in {"cue", "content"} else _with_spans(value, here) for key, value in row.items()}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    event["modality"] = event.pop("modality")
    actors = {part: event.pop(part) for part in ("agent", "target") if part in event}
    return event | {"actors": actors}


def _with_spans(value: Any, here: Report) -> Any:
    """The same value, in which every table with a `text` has its spans too."""
    if isinstance(value, list):
        return [_with_spans(item, here) for item in value]
    if not isinstance(value, dict):
        return value
    table = {key: _with_spans(item, here) for key, item in value.items() if key not in {"text", "nth"}}
    return table | here.passage(value["text"], value.get("nth")) if "text" in value else table


def _across(text: str, claims: tuple[AnnotatedClaim, ...]) -> Iterator[str]:
    """What is wrong between the claims of one report."""
    names = {claim.source.name for claim in claims}
    cues = Counter(tuple(claim.cue.spans) for claim in claims)
    for number, claim in enumerate(claims, 1):
        where = f"claim {number} ({claim.cue.text})"
        for name in claim.via:
            if name not in names:
                yield f"{where}: no claim has the source {name!r}, which is named in via"
        for caveat in claim.caveats:
            if caveat.by != "article" and caveat.by not in text:
                yield f"{where}: {caveat.by!r}, by whom a caveat is, does not stand in the report"
        if cues[tuple(claim.cue.spans)] > 1:
            yield f"{where}: another claim has the same cue"


def main(folders: list[str]) -> int:
    """Say how much is annotated, or what is wrong."""
    from pathlib import Path

    for folder in folders:
        try:
            reports = load_reports(Path(folder))
        except AnnotationError as error:
            print(error)
            return 1
        print(f"{folder}: {len(reports)} reports, {sum(len(report.claims) for report in reports)} claims")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
