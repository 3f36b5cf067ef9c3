"""What kind of document a body is."""

from __future__ import annotations

import pytest

from services.fetcher.domain.media import media_type, of_file


@pytest.mark.parametrize(
    ("body", "declared", "expected"),
    [
        (b"<!DOCTYPE html><p>a", None, "text/html"),
        (b"\xef\xbb\xbf <!-- a --> <HTML>", "text/plain", "text/html"),
        (b"words", None, "text/plain"),
        (b"words", "Text/Plain; charset=utf-8", "text/plain"),
        (b"words", "application/octet-stream", "text/plain"),
        (b"%PDF-1.7", "text/html", "application/pdf"),
        (b"\x00\x01\x02", None, "application/octet-stream"),
        ("words".encode("utf-16"), None, "text/plain"),
        (b"", None, "text/plain"),
    ],
)
def test_bytes_decide_before_the_server(body: bytes, declared: str | None, expected: str) -> None:
    """What the bytes show counts more than what was declared."""
    assert media_type(body, declared) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("a.HTML", "text/html"), ("a.txt", "text/plain"), ("a.md", "text/markdown"), ("a", None)]
)
def test_name_declares_the_type(name: str, expected: str | None) -> None:
    """The suffix says what a file is."""
    assert of_file(name) == expected
