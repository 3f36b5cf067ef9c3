"""A body that an operator points to."""

from __future__ import annotations

from services.cleaner.domain.clean import Readable, readable

_PAGE = b"""<html><head><title>Bridge closed</title></head><body>
<div class=lead>A short note of the editors that is no part of the article and stands above it, as on every page.</div>
<div class="text"><p>The <b>bridge</b> was closed on Monday, the ministry said.</p><script>x()</script>
<p>It will open again<br>next week.</p><button>Share this</button></div>
<div class="text"><p>Nobody was hurt.</p></div></body></html>"""


def _lines(selector: str | None) -> list[str]:
    found = readable(_PAGE, media_type="text/html", selector=selector)
    assert isinstance(found, Readable)
    return found.body.split("\n\n")


def test_selector_finds_the_body() -> None:
    """The text of what the selector matches, paragraphs apart, without scripts and buttons."""
    expected = [
        "The bridge was closed on Monday, the ministry said.",
        "It will open again",
        "next week.",
        "Nobody was hurt.",
    ]

    assert _lines("div.text") == expected
    assert _lines("div.text, div.text p") == expected


def test_selector_that_finds_nothing_changes_nothing() -> None:
    """A page that was rebuilt, or a selector that is none, is read in the usual way."""
    assert _lines("div.gone") == _lines("p[[") == _lines(None)
