"""When a page was published, and by what that is told."""

from __future__ import annotations

from datetime import date

import pytest

from services.cleaner.domain.clean import Readable, readable

TODAY = date(2024, 6, 1)
TEXT = (
    "<p>" + "The convoy left the port at dawn and reached the village by noon, the harbour master said. " * 4 + "</p>"
)
ADDRESS = "https://paper.example/world/convoy"


def found(head: str = "", body: str = "", url: str = ADDRESS) -> tuple[str, str] | None:
    """Day and evidence of a page with this in its head and above its text."""
    page = (
        f"<!doctype html><html><head><title>Convoy</title>{head}</head><body><h1>Convoy</h1>{body}{TEXT}</body></html>"
    )
    article = readable(page.encode(), url=url, today=TODAY)
    assert isinstance(article, Readable)
    return (article.published.value.date().isoformat(), article.published.evidence) if article.published else None


def linked(value: str) -> str:
    """JSON-LD with a date."""
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{value}"}}</script>'


@pytest.mark.parametrize(
    ("head", "body", "day", "evidence"),
    [
        (linked("2024-05-14T21:30:00-05:00"), "", "2024-05-14", "JSON-LD datePublished"),
        ("<meta property='article:published_time' content='2024-05-14'>", "", "2024-05-14", "article:published_time"),
        ("", "<span itemprop='datePublished' content='2024-05-14'>May</span>", "2024-05-14", "datePublished"),
        ("", "<p>Veröffentlicht am 14.05.2024 um 10 Uhr</p>", "2024-05-14", "a label on the page"),
        ("", "<p>Published: 14 May 2024</p>", "2024-05-14", "a label on the page"),
        ("", "<p>Опубліковано: 14 травня 2024</p>", "2024-05-14", "a label on the page"),
        ("", "<time datetime='2024-05-14'>yesterday</time>", "2024-05-14", "time element"),
    ],
)
def test_date_is_read_where_it_is_told(head: str, body: str, day: str, evidence: str) -> None:
    """What is told to machines comes first, then what readers see; the day is that of the page's own zone."""
    assert found(head, body) == (day, evidence)


@pytest.mark.parametrize(
    ("told", "url", "day"),
    [
        ("2024-05-15T01:30:00Z", "https://paper.example/2024/05/14/convoy", "2024-05-14"),
        ("2024-05-14T21:30:00Z", "https://paper.example/2024/05/14/convoy", "2024-05-14"),
        ("2024-05-14T21:30:00Z", "https://paper.example/2024/05/3-questions", "2024-05-14"),
        ("2024-05-14T21:30:00Z", "https://paper.example/a-20240514123", "2024-05-14"),
    ],
)
def test_day_in_the_address_is_the_day(told: str, url: str, day: str) -> None:
    """Midnight in UTC is no midnight there; what only looks like a date in the address is none."""
    assert (found(linked(told), url=url) or ("", ""))[0] == day


def test_time_in_utc_gives_way_to_the_day_that_readers_see() -> None:
    """Only to a neighbouring one: another date on the page is of something else."""
    evening = linked("2024-05-15T01:30:00Z")

    assert found(evening, "<time datetime='2024-05-14'>14 May</time>") == ("2024-05-14", "time element")
    assert found(evening, "<time datetime='2024-05-02'>2 May</time>") == ("2024-05-15", "JSON-LD datePublished")


@pytest.mark.parametrize("beside", ["aside", "footer", "nav"])
def test_date_beside_the_article_is_of_something_else(beside: str) -> None:
    """The first time of a page is often that of a teaser."""
    body = f"<{beside}><time datetime='2024-05-14'>14 May</time></{beside}><time datetime='2024-05-20'>20 May</time>"

    assert found(body=body) == ("2024-05-20", "time element")


@pytest.mark.parametrize("body", ["", "<p>Published on 14.05.2031</p>"])
def test_page_without_a_date_has_none(body: str) -> None:
    """Nor has one that tells a date to come: no date is better than a wrong one."""
    assert found(body=body) is None


@pytest.mark.parametrize(
    "page",
    [
        "<script>var early = 1;</script><!doctype html><html><body>{}</body></html>",
        "<style>p {{ margin: 0 }}</style>\n<html><body>{}</body></html>",
    ],
)
def test_page_that_begins_with_a_script_is_a_page(page: str) -> None:
    """Its markup is no text."""
    article = readable(page.format(TEXT).encode(), today=TODAY)

    assert isinstance(article, Readable)
    assert article.text.startswith("The convoy left")


def test_drawing_of_many_lines_is_not_deep() -> None:
    """Elements that close themselves are empty, however many there are; open ones of that number are an attack."""
    lines = "<path d='M0 0'/>" * 500
    drawn = readable(f"<html><body><svg>{lines}</svg>{TEXT}</body></html>".encode(), today=TODAY)
    nested = readable(f"<html><body>{'<section>' * 500}{TEXT}</body></html>".encode(), today=TODAY)

    assert isinstance(drawn, Readable)
    assert getattr(nested, "outcome", None) == "hostile"


def test_few_lines_are_read_by_the_next_reading() -> None:
    """A page on which the careful reading finds a line of its menu only still has its article."""
    text = "The harbour master said that the convoy had left the port at dawn."
    told = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{text * 3}"}}</script>'
    page = f'<html><body><div><a href="#main">Skip to content</a></div>{told}</body></html>'
    article = readable(page.encode(), today=TODAY)

    assert isinstance(article, Readable)
    assert text in article.text
