"""The script of the demonstration: what is out when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.demonstration.domain.outlets import OUTLETS
from services.demonstration.domain.script import Report, articles_out, parse_report, steps_out
from services.demonstration.site import reports

START = datetime(2024, 5, 14, 12, tzinfo=UTC)
REPORT = Report(outlet="wire", slug="a", title="A", byline="B", summary="S", shows="x", paragraphs=("On $today.",))
CORRECTED = replace(REPORT, title="A, corrected", correction="It was wrong.")
OTHER = replace(REPORT, outlet="radio", slug="b", canonical="wire/a", paragraphs=("$yesterday, $date",))


@pytest.mark.parametrize(
    ("elapsed", "loop", "expected"),
    [
        (0.0, False, range(1)),
        (3.9, False, range(1)),
        (4.0, False, range(2)),
        (-50.0, False, range(1)),
        (1e9, False, range(3)),
        (4.0 * 3, True, range(4)),
        (4.0 * 6, True, range(3, 7)),
        (4.0 * 3_000, True, range(2997, 3001)),
    ],
)
def test_one_report_after_each_pause(elapsed: float, loop: bool, expected: range) -> None:
    """The first is out at once; without a loop it ends with the last, with one the memory stays bounded."""
    assert steps_out(elapsed, 4.0, steps=3, loop=loop) == expected


def test_a_correction_replaces_the_text_under_the_same_address() -> None:
    """The article keeps its address and its date, and says when it changed."""
    found = articles_out((REPORT, OTHER, CORRECTED), range(3), start=START, pause_seconds=4)

    assert list(found) == ["/wire/news/a", "/radio/news/b"]
    article = found["/wire/news/a"]
    assert (article.report.title, article.version, article.published) == ("A, corrected", 1, START)
    assert (article.changed - START).total_seconds() == 8


def test_a_second_round_is_news_again() -> None:
    """A loop gives new addresses, also to what a copy names as its original."""
    found = articles_out((REPORT, OTHER), range(4), start=START, pause_seconds=4)

    assert list(found) == ["/wire/news/a", "/radio/news/b", "/wire/news/a-2", "/radio/news/b-2"]
    assert [article.canonical_path for article in found.values()][1::2] == ["/wire/news/a", "/wire/news/a-2"]


def test_days_are_named_as_on_the_day_of_publication() -> None:
    """A report that appears on a Tuesday says Tuesday."""
    found = articles_out((REPORT, OTHER), range(2), start=START, pause_seconds=4)

    assert [article.paragraphs for article in found.values()] == [("On Tuesday.",), ("Monday, May 14",)]


@pytest.mark.parametrize(
    "text", ["no pair\n\nText.", "outlet: wire\nslug: a\n\nText.", "outlet: wire\ncolour: red\n\nText.", ""]
)
def test_a_report_that_is_not_whole_is_refused(text: str) -> None:
    """A mistake in the script shows at the start, not in the middle of a demonstration."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_report(text)


def test_the_script_has_what_it_promises() -> None:
    """Every report is of a known outlet, each outlet has one, copies and corrections follow what they name."""
    script = reports()

    assert len(script) >= 15
    assert {report.outlet for report in script} == {outlet.key for outlet in OUTLETS}
    for index, report in enumerate(script):
        before = {(each.outlet, each.slug): each for each in script[:index]}
        assert ((report.outlet, report.slug) in before) == bool(report.correction)
        if report.canonical:
            original = before[tuple(report.canonical.split("/"))]  # type: ignore[index]
            assert original.paragraphs == report.paragraphs
