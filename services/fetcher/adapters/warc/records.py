"""The records of a WARC file (ISO 28500), one at a time; after damage it goes on at the next one that can be read.

A reading keeps no more in memory than the body of one record up to a bound, whatever the size of file and record.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from io import SEEK_END
from typing import TYPE_CHECKING, BinaryIO, Final

from fastwarc.warc import ArchiveIterator, WarcRecordType

from services.fetcher.domain.encoding import EncodingError, Unpacker, is_encoded, unchunked

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime
    from pathlib import Path

    from fastwarc.warc import HeaderMap, WarcRecord

_STEP_BYTES = 64 * 1024
_SCAN_BYTES = 1024 * 1024
# In chunks, or packed in vain, a body is larger than it should be; nothing real doubles.
_MOST_RAW = 2
# Of a gzip member, to see whether a record begins in it.
_PEEK_BYTES = 512
_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.")
_START_BYTES = 8
_CUT: Final = "the record ends before its length"
_GZIP: Final = 31
_KIND_CHARACTERS = 40
_READ: Final = (WarcRecordType.response, WarcRecordType.resource)


@dataclass(frozen=True, order=True)
class Place:
    """Where a reading goes on.

    Attributes:
        offset: byte of the file at which a record, or the gzip member with it, begins.
        past: how many records from there on have been read.
    """

    offset: int = 0
    past: int = 0


@dataclass(frozen=True)
class Answer:
    """What a server answered, or a document that came without a server.

    Attributes:
        kind: `response`, or `resource` for a document.
        date: when it was captured; None if the record does not say.
        status: of HTTP; None if the record holds no answer in HTTP.
        headers: of HTTP, names in lower case, the first of each name.
        body: without transfer and content encoding; of one that is too large, nothing.
        fields: the named fields of the record itself, names in lower case.
        problem: why there is no body: one word, and for a person what; None if there is one.
    """

    kind: str
    url: str
    date: datetime | None
    status: int | None
    headers: dict[str, str]
    body: bytes
    fields: dict[str, str] = field(default_factory=dict)
    problem: tuple[str, str] | None = None


@dataclass(frozen=True)
class Other:
    """A record of another kind, such as `request`."""

    kind: str


@dataclass(frozen=True)
class Damage:
    """A part of the file in which no record can be read.

    Attributes:
        until: the byte at which the next record begins; None if there is none.
    """

    reason: str
    until: int | None


@dataclass(frozen=True)
class Searching:
    """The search for the next record after damage goes on."""


Found = Answer | Other | Damage | Searching


def records(path: Path, start: Place, *, most: int) -> Iterator[tuple[Place, Found]]:
    """Each record from a place on, with the place at which a later reading goes on behind it.

    Args:
        most: bytes that a body may have.

    Raises:
        OSError: the file itself cannot be read.
    """
    with path.open("rb") as file, path.open("rb") as beside:
        yield from _records(file, beside, start, most)


def _records(file: BinaryIO, beside: BinaryIO, start: Place, most: int) -> Iterator[tuple[Place, Found]]:
    at: Place | None = start
    problem = ""
    while at is not None:
        begun = at
        try:
            for begun, record in _placed(file, beside, at):
                if problem:
                    yield begun, Damage(problem, begun.offset)
                    problem = ""
                found, is_whole = _found(record, most)
                yield Place(begun.offset, begun.past + 1), found
                if not is_whole:
                    # Its length may be wrong: what it swallowed is looked for behind its first bytes. Within a gzip
                    # member of many records there is nothing to be looked for.
                    problem = _CUT if begun.past else ""
                    break
            else:
                return
        except OSError as error:
            problem = problem or str(error)
        at = yield from _next_start(beside, begun.offset + 1)
    if problem:
        yield Place(beside.seek(0, SEEK_END)), Damage(problem, None)


def _placed(file: BinaryIO, beside: BinaryIO, start: Place) -> Iterator[tuple[Place, WarcRecord]]:
    """The records from a place on, each with the place at which it begins.

    Args:
        beside: the same file, to look at what the iteration does not show.
    """
    file.seek(start.offset)
    offset, past = start.offset, 0
    # HTTP is parsed later: a record that is no HTTP after all must not end the iteration.
    for record in ArchiveIterator(file, parse_http=False):
        # Within a gzip member of many records a reading cannot begin.
        if record.stream_pos != offset and _is_start(beside, record.stream_pos):
            offset, past = record.stream_pos, 0
        if offset != start.offset or past >= start.past:
            yield Place(offset, past), record
        past += 1


def _found(record: WarcRecord, most: int) -> tuple[Found, bool]:
    """What a record is, and whether it is as long as it says."""
    if record.record_type not in _READ:
        return Other(_kind(record)), True
    fields = _first_of_each(record.headers)
    raw, fault = _raw(record, most * _MOST_RAW)
    http = record.http_headers if record.is_http_parsed else None
    headers = _first_of_each(http) if http else {}
    body, problem = _body(raw, headers, most) if raw and not fault else (b"", _why_none(fault))
    status = http.status_code if http else None
    url = fields.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">")
    return Answer(_kind(record), url, record.record_date, status, headers, body, fields, problem), not fault


def _kind(record: WarcRecord) -> str:
    # Of the table of the standard, or what somebody else calls it.
    return (record.headers.get("WARC-Type") or "unknown").strip().lower()[:_KIND_CHARACTERS]


def _first_of_each(headers: HeaderMap) -> dict[str, str]:
    return {name.lower(): value for name, value in reversed(headers.to_tuples())}


def _raw(record: WarcRecord, most: int) -> tuple[bytes, str]:
    """The bytes behind the headers of HTTP, one more than so many at the most, and what is wrong with them."""
    raw = bytearray()
    try:
        if record.record_type == WarcRecordType.response:
            record.parse_http()
        wanted = min(record.content_length, most + 1)
        while len(raw) < wanted and (step := record.reader.read(min(_STEP_BYTES, wanted - len(raw)))):
            raw += step
    except OSError as error:
        return b"", str(error)
    return bytes(raw), "" if len(raw) == wanted else _CUT


def _why_none(fault: str) -> tuple[str, str]:
    return ("damaged", fault) if fault else ("empty", "there are no bytes")


def _body(raw: bytes, headers: dict[str, str], most: int) -> tuple[bytes, tuple[str, str] | None]:
    """The body as a browser has it, or why there is none."""
    too_large = b"", ("too_large", f"more than {most} bytes")
    if len(raw) > most * _MOST_RAW:
        return too_large
    try:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            raw = unchunked(raw)
        encoding = headers.get("content-encoding", "")
        unpacker = Unpacker(encoding if is_encoded(raw, encoding) else "", most)
        for at in range(0, len(raw), _STEP_BYTES):
            if not unpacker.is_too_large:
                unpacker.add(raw[at : at + _STEP_BYTES])
        return too_large if unpacker.is_too_large else (unpacker.whole(), None)
    except EncodingError as error:
        return b"", ("damaged", str(error))


def _next_start(file: BinaryIO, at: int) -> Generator[tuple[Place, Found], None, Place | None]:
    """Look for the next record from a byte on; returns its place, None if there is none."""
    while True:
        # With the byte before: a record without compression begins on a line of its own.
        file.seek(at - 1)
        block = file.read(_SCAN_BYTES)
        for start in _START.finditer(block, 1):
            offset = at - 1 + start.start()
            if _is_start(file, offset):
                return Place(offset)
        if len(block) < _SCAN_BYTES:
            return None
        # What begins in the last bytes is seen whole in the next step.
        at += len(block) - _START_BYTES
        yield Place(at), Searching()


def _is_start(file: BinaryIO, offset: int) -> bool:
    """Whether a record, or the gzip member with it, begins at a byte."""
    file.seek(offset)
    head = file.read(_PEEK_BYTES)
    if head.startswith(b"WARC/"):
        return True
    try:
        return zlib.decompressobj(_GZIP).decompress(head, 5) == b"WARC/"
    except zlib.error:
        return False
