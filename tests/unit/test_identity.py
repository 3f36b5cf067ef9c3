"""One article has one address, however it is linked."""

from __future__ import annotations

import pytest

from shared.identity import article_id_of_url, canonical_url, without_password


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("HTTPS://News.Example/a", "https://news.example/a"),
        (" https://news.example/a ", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a?utm_source=feed&page=2", "https://news.example/a?page=2"),
        ("http://[::1", "http://[::1"),
        ("urn:claimwire:capture:abc", "urn:claimwire:capture:abc"),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    """Without what tells readers apart rather than articles; what cannot be parsed stays as it is."""
    assert canonical_url(url) == canonical


def test_links_into_a_page_are_the_page() -> None:
    """A link to the comments does not make another article."""
    assert article_id_of_url("https://news.example/a#comments") == article_id_of_url("https://news.example/a")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/feed?x=1", "https://news.example/feed?x=1"),
        ("https://reader:secret@news.example/feed", "https://news.example/feed"),
        ("http://[::1", ""),
    ],
)
def test_a_password_is_not_shown(url: str, shown: str) -> None:
    """Nor the name before it; an address that cannot be read might hold one anywhere."""
    assert without_password(url) == shown
