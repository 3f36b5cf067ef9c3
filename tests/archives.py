"""WARC files for the tests, written by warcio."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML = {"Content-Type": "text/html; charset=utf-8"}


def a_page(number: int) -> bytes:
    """A short report that holds one claim."""
    return (
        f"<html><head><title>Bridge {number}</title></head><body><article><h1>Bridge {number}</h1>"
        f"<p>The ministry said on Friday that bridge number {number} near Zelene was closed after an attack.</p>"
        "</article></body></html>"
    ).encode()


class Archive:
    """An archive that grows record by record; `offsets` says where each begins."""

    def __init__(self, *, gzip: bool = True) -> None:
        self._raw = BytesIO()
        self._writer = WARCWriter(self._raw, gzip=gzip, warc_version="1.1")
        self.offsets: list[int] = []

    @property
    def raw(self) -> bytes:
        """The bytes so far."""
        return self._raw.getvalue()

    def add(
        self,
        url: str | None,
        body: bytes,
        *,
        kind: str = "response",
        status: str | None = "200 OK",
        headers: Mapping[str, str] = HTML,
        date: str | None = "2026-01-02T03:04:05Z",
    ) -> None:
        """One record; without a status its body is no answer in HTTP."""
        self.offsets.append(self._raw.tell())
        http = None if status is None else StatusAndHeaders(status, [*headers.items()], protocol="HTTP/1.1")
        record = self._writer.create_warc_record(url or "", kind, payload=BytesIO(body), http_headers=http)
        if url is None:
            record.rec_headers.remove_header("WARC-Target-URI")
        if date is None:
            record.rec_headers.remove_header("WARC-Date")
        else:
            record.rec_headers.replace_header("WARC-Date", date)
        self._writer.write_record(record)


def an_archive(pages: int, *, gzip: bool = True, first: int = 0) -> Archive:
    """A `warcinfo` record, and for each page a request, the answer and metadata, as crawlers write them."""
    archive = Archive(gzip=gzip)
    archive.add("crawl.warc.gz", b"software: a test\r\n", kind="warcinfo", status=None)
    for number in range(first, first + pages):
        url = f"https://archive.example/{number}"
        archive.add(url, b"", kind="request", status="GET / HTTP/1.1")
        archive.add(url, a_page(number))
        archive.add(url, b"fetchTimeMs: 5\r\n", kind="metadata", status=None)
    return archive
