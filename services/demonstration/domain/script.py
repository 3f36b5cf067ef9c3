"""The script: reports in their order, and which of them are out at a moment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from string import Template
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STORED: Final = "stored"
# A site that loops for weeks lists what a reader may still be looking at, and forgets the rest.
_ROUNDS_KEPT: Final = 2


@dataclass(frozen=True)
class Report:
    """One step of the script: an article that appears, or a new version of one.

    Attributes:
        outlet: its key.
        shows: what the report is in the script for.
        section: the folder of its address; robots.txt closes `subscribers`.
        credit: the agency that the outlet names.
        canonical: `outlet/slug` of the article that this one says it is a copy of.
        correction: the note of a corrected version, whose slug is that of the version before.
        ends: what becomes of it: `stored`, or `skipped` with the outcome.
        paragraphs: the text; `$today`, `$yesterday` and `$date` stand for days.
    """

    outlet: str
    slug: str
    title: str
    byline: str
    summary: str
    shows: str
    section: str = "news"
    credit: str = ""
    canonical: str = ""
    correction: str = ""
    ends: str = STORED
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    """A report as it stands on the site.

    Attributes:
        path: of its page.
        canonical_path: its own, or that of the article it is a copy of.
        version: 0 as it first appeared, one more with each correction.
    """

    report: Report
    path: str
    canonical_path: str
    published: datetime
    changed: datetime
    version: int = 0

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, with the days named as on the day of publication."""
        day, before = self.published, self.published - timedelta(days=1)
        names = {"today": f"{day:%A}", "yesterday": f"{before:%A}", "date": f"{day:%B} {day.day}"}
        return tuple(Template(paragraph).substitute(names) for paragraph in self.report.paragraphs)


def parse_report(text: str) -> Report:
    """Read a report: lines of `name: value`, an empty line, paragraphs parted by empty lines.

    Raises:
        ValueError: a line is no such pair, a name is not known or is missing.
    """
    head, _, body = text.strip().partition("\n\n")
    values = dict(line.split(": ", 1) for line in head.splitlines())
    unknown = values.keys() - {field.name for field in fields(Report)}
    if unknown:
        message = f"a report has no {', '.join(sorted(unknown))}"
        raise ValueError(message)
    try:
        return Report(**values, paragraphs=tuple(" ".join(each.split()) for each in body.split("\n\n")))
    except TypeError as error:
        message = f"the report {values.get('slug', head[:60])!r} lacks a field: {error}"
        raise ValueError(message) from error


def steps_out(elapsed_seconds: float, pause_seconds: float, *, steps: int, loop: bool) -> range:
    """The steps that are out: the first at once, one more after each pause; with a loop they begin again.

    Args:
        elapsed_seconds: since the start; a clock that was set back counts as the start.
        steps: how many the script has.
    """
    latest = int(max(0.0, elapsed_seconds) / pause_seconds) + 1
    first = max(0, (latest - 1) // steps - _ROUNDS_KEPT + 1) * steps if loop else 0
    return range(first, latest if loop else min(latest, steps))


def articles_out(
    script: Sequence[Report], steps: Iterable[int], *, start: datetime, pause_seconds: float
) -> dict[str, Article]:
    """The articles that the steps make, by path in the order in which they appeared; a correction replaces its text."""
    found: dict[str, Article] = {}
    for step in steps:
        number, report = step // len(script), script[step % len(script)]
        at = (start + timedelta(seconds=step * pause_seconds)).replace(microsecond=0)
        path = _path(report.outlet, report.section, report.slug, number)
        before = found.get(path)
        found[path] = Article(
            report=report,
            path=path,
            canonical_path=_path(*_original(report), number),
            published=before.published if before else at,
            changed=at,
            version=before.version + 1 if before else 0,
        )
    return found


def _original(report: Report) -> tuple[str, str, str]:
    outlet, _, slug = report.canonical.partition("/")
    return (outlet, "news", slug) if slug else (report.outlet, report.section, report.slug)


def _path(outlet: str, section: str, slug: str, number: int) -> str:
    """The address of an article; each round of a loop has its own, so that it is news again."""
    return f"/{outlet}/{section}/{slug}{f'-{number + 1}' if number else ''}"
