"""Bytes to readable text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.cleaner.domain.clean import Readable, Unreadable, readable

_SENTENCE = "The ministry said on Tuesday that the bridge near the town was closed to all traffic after the shelling."
_PAGE = (
    "<html lang='en'><head><title>Bridge closed</title><meta property='og:site_name' content='The Example'>"
    "<meta property='article:published_time' content='2023-01-03T10:00:00+02:00'></head>"
    "<body><nav><a href='/'>Home</a></nav><article><h1>Bridge closed</h1><p>{0}</p><p>{0} It reopens in May.</p>"
    "</article></body></html>"
)


def _read(raw: bytes, **known: str) -> Readable:
    found = readable(raw, **known)  # type: ignore[arg-type]
    assert isinstance(found, Readable), found
    return found


def test_page_is_read_with_what_it_says_about_itself() -> None:
    """Title, body, outlet, date and language of a page are found, its menu is not."""
    found = _read(_PAGE.format(_SENTENCE).encode(), media_type="text/html")

    assert found.title == "Bridge closed"
    assert found.text.startswith("Bridge closed\n\n")
    assert "reopens in May" in found.text
    assert "Home" not in found.text
    assert found.outlet == "The Example"
    assert found.language == "en"
    assert found.published is not None
    assert found.published.value.isoformat() == "2023-01-03T10:00:00+02:00"


@pytest.mark.parametrize(
    ("raw", "media_type", "outcome"),
    [
        (b"", None, "empty"),
        (b" \n\t ", None, "empty"),
        (b"\x00\x01\x02\x03" * 50, None, "binary"),
        (b"%PDF-1.7 text", None, "binary"),
        (b"\x89PNG\r\n", "image/png", "unsupported_media"),
        (b"Two words", "text/plain", "too_short"),
        (b"<html><body></body></html>", "text/html", "no_text"),
        (b"<html><body>" + b"<div>" * 5000, "text/html", "hostile"),
    ],
)
def test_other_bytes_end_with_a_word(raw: bytes, media_type: str | None, outcome: str) -> None:
    """What holds no article ends as one word and a reason."""
    found = readable(raw, media_type=media_type)

    assert isinstance(found, Unreadable)
    assert found.outcome == outcome
    assert found.reason


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Müller said that the café was closed.".encode("cp1252"), "Müller said that the café was closed."),
        ("Müller said that the café was closed.".encode("utf-16"), "Müller said that the café was closed."),
        ("Müller said that the café".encode().decode("cp1252").encode(), "Müller said that the café"),
        ("He said\u00a0that\u202e the\u200b road is\u00ad closed.".encode(), "He said that the road is closed."),
        ("The cafe\u0301 was closed, he said.".encode(), "The café was closed, he said."),
    ],
)
def test_characters_are_repaired(raw: bytes, expected: str) -> None:
    """Encodings, mojibake, unseen characters and composed letters come out as plain text."""
    assert _read(raw, media_type="text/plain").text == expected


def test_repair_of_a_page_is_recorded() -> None:
    """Mojibake in a page is undone in its text, and that is written down."""
    broken = _SENTENCE.replace("ministry", "ministère").encode().decode("cp1252")
    found = _read(_PAGE.format(broken).encode(), media_type="text/html")

    assert "ministère" in found.text
    assert "mojibake" in found.repairs


def test_tags_in_scripts_are_no_nesting() -> None:
    """Scripts, styles and comments may hold any number of opening tags."""
    script = "<script>" + "document.write('<div>');" * 500 + "</script><!--" + "<div>" * 500 + "-->"
    page = _PAGE.format(_SENTENCE).replace("<body>", f"<body>{script}")

    assert "reopens in May" in _read(page.encode(), media_type="text/html").text


def test_surroundings_of_plain_text_are_left_out() -> None:
    """Share bars, lists of other posts and comment forms are no part of the article."""
    asked = "Support independent reporting: subscribe to our evening briefing."
    lines = ["date 2023-11-07", _SENTENCE, asked, "Leave a Reply", "Your email address will not be published."]
    found = _read("\n\n".join(lines).encode())

    assert found.text == _SENTENCE
    assert found.published is not None
    assert found.published.value.date().isoformat() == "2023-11-07"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "text/html", "text/plain", "application/xhtml+xml", ";"]))
@example(b"<html><p>&#0;&#xD800;&#x110000;", "text/html")
@example(b"\xff\xfe\x00\xd8", None)
def test_no_bytes_raise(raw: bytes, media_type: str | None) -> None:
    """Arbitrary bytes end as a readable text that is not empty, or as a word with a reason."""
    found = readable(raw, media_type=media_type, charset=media_type, url="https://news.example/a")

    assert found.text.strip() if isinstance(found, Readable) else found.outcome and found.reason


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100), st.integers(0, 400))
def test_no_damaged_page_raises(noise: str, at: int) -> None:
    """A page with anything in the middle of it is still read or told off, and its text can be encoded."""
    page = _PAGE.format(_SENTENCE)
    found = readable((page[:at] + noise + page[at:]).encode("utf8", "surrogatepass"), media_type="text/html")

    if isinstance(found, Readable):
        assert found.text.encode()
