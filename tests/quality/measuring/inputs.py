"""What figures are made of: data sets with what the extractor finds in them, each read once and only if asked for."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from deploy.training.corpus import polnear
from deploy.training.scoring import Comparison, Words
from services.console.extract import documents
from services.extractor.handlers import read_text
from tests.benchmarks.speed import Speed, measure
from tests.quality.alignment import Document, gold_documents, read_claims
from tests.quality.annotated import load_reports
from tests.quality.cleaning import BodyScore, body_pages, body_score, own_body, trafilatura_body
from tests.quality.fields import compare
from tests.quality.measuring.figure import MissingDataError
from tests.quality.measuring.seeds import Tally, tally
from tests.quality.reliability import Judged, judged
from tests.quality.scoring.figures import Score

REPORTS = Path(__file__).parents[1] / "reports"


@dataclass(frozen=True)
class Folders:
    """Where data lies that is not part of the project; None where nobody said."""

    data: Path | None = None
    gold: Path | None = None
    seeds: Path | None = None
    claims: Path | None = None

    def at(self, name: str, *below: str) -> Path:
        """A file or folder in one of them.

        Raises:
            MissingDataError: it is not there.

        """
        folder: Path | None = getattr(self, name)
        option = f"--{name} or {name.upper()}="
        if folder is None:
            message = f"no folder with {'/'.join(below) or name}: {option}"
            raise MissingDataError(message)
        path = folder.joinpath(*below)
        if not path.exists():
            message = f"no {path}: {option}"
            raise MissingDataError(message)
        return path


class Inputs:
    """Everything that figures ask for."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders

    @cached_property
    def polnear(self) -> Comparison:
        """The development part of PolNeAR, by its first annotator, beside what is found in it."""
        reports = polnear(self.folders.at("data", "polnear", "dev"))
        say(f"reading {len(reports)} reports of PolNeAR dev")
        comparison = Comparison()
        for report in reports:
            words = Words(report.text)
            comparison.add([*map(words.of, report.versions[0])], [*map(words.of, found_in(report.text))], words)
        return comparison

    @cached_property
    def conflict(self) -> list[Document]:
        """Reports on a war with claims by hand, beside what is found in them or what a file says was."""
        documents = gold_documents(self.folders.at("gold", "conflict"))
        if self.folders.claims:
            read = read_claims(self.folders.at("claims"))
            return [replace(document, found=read.get(document.name, [])) for document in documents]
        say(f"reading {len(documents)} reports of conflict")
        return [replace(document, found=found_in(document.text)) for document in documents]

    @cached_property
    def conflict_parts(self) -> Comparison:
        """The same claims by their sources, cues and contents alone."""
        comparison = Comparison()
        for document in self.conflict:
            words = Words(document.text)
            comparison.add([*map(words.of, document.parts())], [*map(words.of, document.found)], words)
        return comparison

    @cached_property
    def vocabulary(self) -> dict[str, Any]:
        """Labels of the record for each label of that gold."""
        return dict(json.loads(self.folders.at("gold", "vocabulary.json").read_text(encoding="utf-8")))

    @cached_property
    def seeds(self) -> Tally:
        """Claims that must be found in a few pages."""
        gold, folder = self.folders.at("gold", "seeds.json"), self.folders.at("seeds")
        say("reading the seeds")
        return tally(documents([folder], as_is=False), gold, folder)

    @cached_property
    def reports(self) -> dict[str, Score]:
        """The scores of all fields on the half of the annotated reports to report from."""
        say("reading the annotated reports")
        return report_scores("report")

    @cached_property
    def fresh(self) -> dict[str, Score]:
        """The scores of all fields on reports that were written after rules and models."""
        say("reading the fresh reports")
        return report_scores("fresh")

    @cached_property
    def bodies(self) -> tuple[BodyScore, BodyScore]:
        """How well and how fast the cleaner reads pages, and trafilatura alone, one after the other."""
        pages = body_pages(self.folders.at("data", "article-extraction"))
        say(f"reading {len(pages)} pages, twice by each")
        # Once to warm up: tables and patterns are loaded with the first page.
        own, other = (body_score(pages, read) for read in (own_body, trafilatura_body))
        return max(own, body_score(pages, own_body)), max(other, body_score(pages, trafilatura_body))

    @cached_property
    def judged(self) -> list[Judged]:
        """The claims in the same reports, each with its confidence and whether it is right."""
        return judged(REPORTS / "report")

    @cached_property
    def speed(self) -> Speed:
        """How fast and how big an extractor is."""
        say("reading reports in a process of its own")
        return measure()


def found_in(text: str) -> list[dict[str, Any]]:
    """The claims that the extractor finds in a text whose date is not known."""
    return [asdict(claim) for claim in read_text(text, None).claims]


def report_scores(half: str) -> dict[str, Score]:
    """The scores of all fields on one folder of the annotated reports."""
    return {score.name: score for score in compare(load_reports(REPORTS / half), None).scores()}


def say(what: str) -> None:
    """Progress, for who waits."""
    print(f"{what} ...", file=sys.stderr, flush=True)
