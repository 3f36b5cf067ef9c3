"""Times in words: tables of expressions, every field exact, and what must never happen."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime

import pytest

from services.extractor.domain.draft import Time
from services.extractor.domain.facts.moments.calendar import Published
from services.extractor.domain.facts.times.reading import times_in
from services.extractor.domain.facts.times.roles import Parts, When, when
from services.extractor.handlers import extract
from shared.contracts.article import DateFound
from shared.contracts.claim import ClaimsExtracted
from shared.testing import an_article
from tests.unit.extractor.marked import Marked, filled, marked, share_right

Row = dict[str, str]


def published(written: str) -> Published | None:
    """A day or a month, or None for `-`."""
    if written == "-":
        return None
    return (
        Published(date.fromisoformat(written))
        if len(written) > 7
        else Published(date.fromisoformat(f"{written}-01"), "month")
    )


def fields(time: Time | None) -> tuple[str, ...] | None:
    """What the table has of a time."""
    if time is None:
        return None
    moments = (f"{at:%Y-%m-%dT%H:%M}".removesuffix("T00:00") if at else "" for at in (time.start, time.end))
    return (time.text, *moments, time.edtf or "", time.granularity)


def expected(row: Row, sentence: Marked) -> tuple[str, ...] | None:
    """What the table says."""
    span = sentence.only("fact")
    return (sentence.text[slice(*span)], row["start"], row["end"], row["edtf"], row["granularity"]) if span else None


def failure(row: Row) -> str | None:
    """What is wrong with a row; None if nothing is."""
    sentence = marked(row["sentence"])
    wanted = expected(row, sentence)
    if not row["role"]:
        found = [fields(time) for time in times_in(sentence.text, (0, len(sentence.text)), published(row["published"]))]
        return None if found == ([wanted] if wanted else []) else f"{row['sentence']}: {found}, not {wanted}"
    roles = times_of(sentence, published(row["published"]))
    found_roles = {"said_at": fields(roles.said_at), "time": fields(roles.time)}
    where = [role for role, found in found_roles.items() if found and wanted and found[0] == wanted[0]]
    is_right = where == [row["role"]] and found_roles[row["role"]] == wanted if row["role"] != "neither" else not where
    return None if is_right else f"{row['sentence']}: {found_roles}, not {row['role']} {wanted}"


def times_of(sentence: Marked, at: Published | None) -> When:
    """The times of a sentence with its parts marked."""
    cue = sentence.only("cue")
    assert cue is not None
    whole = (0, len(sentence.text))
    return when(sentence.text, Parts(whole, sentence.only("source"), cue, tuple(sentence.spans["content"])), at)


# (table, least share of rows with every field exact)
# Of the 41 that had no part in making the rules all were read when they were first tried.
TABLES = [("times", 0.95), ("times_unseen", 0.95)]


@pytest.mark.parametrize(("table", "floor"), TABLES)
def test_times_of_a_table(table: str, floor: float) -> None:
    """Text, interval, EDTF, granularity and role of every time; the failures are printed."""
    assert share_right(table, failure) >= floor


# Sentences in which marks show the parts of an attribution, and the words of its `time` and `said_at`.
ROLES = [
    ("<The army> /made the announcement on Saturday/ that [it would leave two districts].", None, "Saturday"),
    ("KYIV, Nov 9 (Agency) - [Two villages burned on Sunday], <officials> /said/.", "Sunday", None),
    ("[KYIV, Nov 9 (Agency) - Two villages burned on Sunday], <officials> /said/.", "Sunday", None),
    ("<The minister> /ruled out/ [a truce] on Tuesday and left.", None, "Tuesday"),
    ("[The bridge burned] on Monday, <the mayor> /said/.", None, None),
    ("[“We won,”] /said/ <a commander> during a debate on Wednesday.", None, "Wednesday"),
    ("<He> /wrote/ in a letter ahead of a summit on Thursday that [the talks had failed].", None, None),
    ("A list released on Friday — called a fake by <the minister> — /said/ [nothing].", None, None),
    ("<The mayor> /said/ [the shelling began two hours after the truce].", None, None),
    ("<The ministry> will /announce/ [a draft] on Friday.", None, "Friday"),
]


@pytest.mark.parametrize(("marks", "time", "said_at"), ROLES)
def test_time_belongs_to_what_it_modifies(marks: str, time: str | None, said_at: str | None) -> None:
    """Beside the cue or in the statement it is when it was said, in the content when it happened, else neither."""
    roles = times_of(marked(marks), Published(date(2022, 11, 9)))

    assert (roles.time and roles.time.text, roles.said_at and roles.said_at.text) == (time, said_at)


HOSTILE = [
    "1", "1-", "1/", "1:1", "2014-", "May ", "May 5", "Monday ", "Monday, ", "the ", "the end of ", "early ", "since ",
    "between ", "between May and ", "from ", "3 to ", "last ", "a few ", "twenty-", "Monday to ", "six a.m. ",
    "Sunday Times ",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_reading_times_is_linear(piece: str) -> None:
    """200,000 characters of anything are read in seconds."""
    text = filled(piece, 200_000)
    begin = clock.process_time()

    for _ in times_in(text, (0, len(text)), Published(date(2022, 11, 9))):
        pass

    assert clock.process_time() - begin < 20


def test_publication_is_named_where_it_was_needed() -> None:
    """A time that was counted says from what; a date that is written out does not."""
    text = "It burned on Monday, on 3 May 2021 and in March."
    counted, written, month = times_in(text, (0, len(text)), Published(date(2022, 11, 9)))

    assert (counted.anchor, written.anchor, month.anchor) == ("published 2022-11-09", None, "published 2022-11-09")


def test_no_publication_is_never_today() -> None:
    """Without a publication date nothing relative has an interval."""
    text = "Today, on Monday, last week, in May, three days ago, this year, overnight and since Friday."

    assert all(time.start is None and time.end is None for time in times_in(text, (0, len(text)), None))


PRECISIONS = [
    ("day", "Monday", "2022-11-07"),
    ("minute", "Monday", "2022-11-07"),
    ("month", "Monday", None),
    ("month", "last month", "2022-10"),
    ("year", "last month", None),
    ("year", "last year", "2021"),
    ("year", "May", "XXXX-05"),
]


@pytest.mark.parametrize(("precision", "words", "edtf"), PRECISIONS)
def test_publication_counts_as_exactly_as_it_is_known(precision: str, words: str, edtf: str | None) -> None:
    """A month of publication has no weekdays, a year no months."""
    found = DateFound(value=datetime(2022, 11, 9, 17, 30, tzinfo=UTC), precision=precision, evidence="feed")
    article = an_article(text=f"The mayor said that the bridge burned down in {words}.", published=found)
    (message,) = extract(article, engine="rules").outputs

    assert isinstance(message, ClaimsExtracted)
    assert message.claims[0].time is not None
    assert message.claims[0].time.edtf == edtf


EXTREMES = [date.min, date(1, 12, 31), date.max, date(9999, 1, 1)]


@pytest.mark.parametrize("day", EXTREMES)
def test_end_of_the_calendar_leaves_times_open(day: date) -> None:
    """What lies before the first or behind the last year is read and stays open."""
    text = (
        "Last week, next week, tomorrow, yesterday, last year, next year, 9000 years ago, last night, on Sunday night, "
        "over the past decade, the next 24 hours, last winter, next May, since last Monday, until next month."
    )

    assert len(list(times_in(text, (0, len(text)), Published(day)))) > 12
