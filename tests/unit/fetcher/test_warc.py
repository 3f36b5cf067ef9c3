"""The records of a WARC file, and what each makes."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from services.fetcher.adapters.warc.captured import message_of_record
from services.fetcher.adapters.warc.records import Answer, Damage, Other, Place, records
from shared.contracts.article import ArticleFetched, ArticleSkipped
from shared.identity import article_id_of_url, sha256
from tests.archives import HTML, Archive, a_page, an_archive

if TYPE_CHECKING:
    from pathlib import Path

    from services.fetcher.adapters.warc.records import Found

_MOST = 100_000
_BEGINNING = Place()
_NOW = datetime(2026, 5, 1, tzinfo=UTC)


def _read(tmp_path: Path, raw: bytes, start: Place = _BEGINNING, *, most: int = _MOST) -> list[tuple[Place, Found]]:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(raw)
    return list(records(path, start, most=most))


def _urls(found: list[tuple[Place, Found]]) -> list[str]:
    return [each.url[-1] for _, each in found if isinstance(each, Answer) and not each.problem]


def _made(tmp_path: Path, url: str | None, body: bytes, **record: Any) -> ArticleFetched | ArticleSkipped:
    archive = Archive()
    archive.add(url, body, **record)
    (found,) = _read(tmp_path, archive.raw)
    message = message_of_record("a.warc.gz", found[0].offset, found[1], _NOW)
    assert message is not None
    return message


def test_a_page_is_the_capture_that_a_download_had_made(tmp_path: Path) -> None:
    """Its URL, time, headers and bytes; so that the same page downloaded later is the same article."""
    headers = HTML | {"ETag": '"1"', "Set-Cookie": "a=b"}

    made = _made(tmp_path, "https://Archive.example/1?utm_source=x", a_page(1), headers=headers)

    assert isinstance(made, ArticleFetched)
    assert made.article_id == article_id_of_url("https://archive.example/1")
    assert (made.url, made.requested_url) == ("https://Archive.example/1?utm_source=x", None)
    assert made.fetched_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert made.headers == {"content-type": "text/html; charset=utf-8", "etag": '"1"'}
    assert (made.capture, made.status, made.media_type) == (sha256(a_page(1)), 200, "text/html")


_GZIP = HTML | {"Content-Encoding": "gzip"}
_CHUNKED = HTML | {"Transfer-Encoding": "chunked"}


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (_GZIP, gzip.compress(a_page(1), mtime=0)),
        (HTML | {"Content-Encoding": "deflate"}, zlib.compress(a_page(1))),
        (_CHUNKED, b"%x\r\n%s\r\n0\r\n\r\n" % (len(a_page(1)), a_page(1))),
        (_CHUNKED, a_page(1)),
        (_GZIP, a_page(1)),
        (HTML | {"Content-Encoding": "br"}, a_page(1)),
    ],
    ids=["gzip", "deflate", "chunked", "chunked in name only", "gzip in name only", "brotli in name only"],
)
def test_a_body_is_kept_without_its_encoding(tmp_path: Path, headers: dict[str, str], body: bytes) -> None:
    """Whether the archive keeps what was sent, or has unpacked it and kept the header."""
    made = _made(tmp_path, "https://archive.example/1", body, headers=headers)

    assert isinstance(made, ArticleFetched)
    assert made.capture == sha256(a_page(1))


_BOMB = gzip.compress(b"<html>" + b"a" * (3 * _MOST))


@pytest.mark.parametrize(
    ("url", "body", "record", "outcome"),
    [
        ("https://archive.example/1", b"", {"status": "404 Not Found"}, "gone"),
        ("https://archive.example/1", b"", {"status": "301 Moved"}, "refused"),
        ("https://archive.example/1", b"", {"status": "503 Busy"}, "refused"),
        ("https://archive.example/1", b"", {}, "empty"),
        ("https://archive.example/1", b"<html>" + b"a" * _MOST, {}, "too_large"),
        ("https://archive.example/1", b"<html>" + b"a" * _MOST * 9, {}, "too_large"),
        ("https://archive.example/1", _BOMB, {"headers": _GZIP}, "too_large"),
        ("https://archive.example/1", gzip.compress(a_page(1), mtime=0)[:-9], {"headers": _GZIP}, "damaged"),
        ("https://archive.example/1", b"5\r\n<html\r\nzz\r\n", {"headers": _CHUNKED}, "damaged"),
        ("https://archive.example/1", b"\x89PNG\r\n", {"headers": {"Content-Type": "text/html"}}, "unsupported_media"),
        ("https://archive.example/1", b"a { }", {"headers": {"Content-Type": "text/css"}}, "unsupported_media"),
        ("https://archive.example/1", a_page(1), {"status": "none"}, "damaged"),
        ("https://archive.example/1", a_page(1), {"date": None}, "no_date"),
        ("https://archive.example/1", a_page(1), {"date": "some day"}, "no_date"),
        ("dns:archive.example", a_page(1), {}, "bad_url"),
        (None, a_page(1), {}, "no_url"),
    ],
)
def test_what_is_no_article_is_skipped_with_a_reason(
    tmp_path: Path, url: str | None, body: bytes, record: dict[str, Any], outcome: str
) -> None:
    """One word, and a sentence that names the page or the file."""
    made = _made(tmp_path, url, body, **record)

    assert isinstance(made, ArticleSkipped)
    assert made.outcome == outcome
    assert made.url == (url or "urn:claimwire:file:a.warc.gz#0")


def test_other_records_make_nothing(tmp_path: Path) -> None:
    """Requests, metadata and the like are no articles."""
    found = _read(tmp_path, an_archive(1).raw)

    kinds = [each.kind for _, each in found if isinstance(each, Other)]
    assert kinds == ["warcinfo", "request", "metadata"]
    assert [message_of_record("a", 0, each, _NOW) for _, each in found if isinstance(each, Other)] == [None] * 3


@pytest.mark.parametrize("compressed", [True, False])
def test_a_reading_goes_on_behind_any_record(tmp_path: Path, compressed: bool) -> None:
    """From the place that came with a record, exactly what follows it is read."""
    raw = an_archive(4, gzip=compressed).raw
    everything = _read(tmp_path, raw)

    for number, (place, _) in enumerate(everything, 1):
        assert _read(tmp_path, raw, place) == everything[number:]


def test_records_in_one_piece_of_gzip_are_read_on_from_its_beginning(tmp_path: Path) -> None:
    """Such a file is no WARC of the standard, but is met; there is no place inside to begin at."""
    raw = gzip.compress(an_archive(4, gzip=False).raw)
    everything = _read(tmp_path, raw)

    assert _urls(everything) == ["0", "1", "2", "3"]
    for number, (place, _) in enumerate(everything, 1):
        assert _read(tmp_path, raw, place) == everything[number:]


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("damage", ["head", "middle", "gone", "added"])
def test_records_around_damage_are_read(tmp_path: Path, compressed: bool, damage: str) -> None:
    """What stands before and behind it is kept, and the damage has a reason of its own."""
    archive = an_archive(4, gzip=compressed)
    # The record of page 1, behind its request.
    at, end, raw = archive.offsets[5], archive.offsets[6], bytearray(archive.raw)
    match damage:
        case "head":
            raw[at : at + 4] = b"\0\0\0\0"
        case "middle":
            raw[at + 40 : at + 60] = b"\0" * 20
        case "gone":
            del raw[at + 40 : end - 10]
        case _:
            raw[at:at] = b"noise\n" * 20

    found = _read(tmp_path, bytes(raw))

    assert [url for url in _urls(found) if url != "1"] == ["0", "2", "3"]
    reasons = [message_of_record("a", 0, each, _NOW) for _, each in found if not isinstance(each, Other)]
    assert all(reasons)
    if damage == "added" or compressed:
        assert sum(isinstance(each, Damage) for _, each in found) == 1


@pytest.mark.parametrize("missing", [1, 30, 150, 300])
@pytest.mark.parametrize("compressed", [True, False])
def test_an_archive_that_ends_too_early_keeps_what_is_whole(tmp_path: Path, compressed: bool, missing: int) -> None:
    """As a download that was broken off leaves it."""
    archive = an_archive(3, gzip=compressed)

    found = _read(tmp_path, archive.raw[: archive.offsets[-1] - missing])

    assert _urls(found)[:2] == ["0", "1"]


@pytest.mark.parametrize("raw", [b"words\n" * 50, gzip.compress(b"words\n" * 50, mtime=0), b"\0" * 5000])
def test_a_file_that_is_no_archive_is_damaged_to_its_end(tmp_path: Path, raw: bytes) -> None:
    """It is told once, with what was wrong."""
    (found,) = _read(tmp_path, raw)

    message = message_of_record("a.warc", 0, found[1], _NOW)
    assert isinstance(message, ArticleSkipped)
    assert (message.outcome, "no record of 'a.warc' can be read" in message.reason) == ("damaged", True)


def test_a_record_larger_than_memory_costs_a_body(tmp_path: Path) -> None:
    """One record that unpacks to 300 MB: no more than its bound is kept."""
    head = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://archive.example/1\r\n"
    raw = gzip.compress(head + b"Content-Length: 300000000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + b"a" * 300_000_000, 1)
    tracemalloc.start()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(raw)

    found = [(type(each), getattr(each, "problem", None)) for _, each in records(path, Place(), most=_MOST)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found[0] == (Answer, ("too_large", f"more than {_MOST} bytes"))
    assert peak < 50 * _MOST
