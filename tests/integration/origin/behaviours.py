"""What a hostile server does on a socket: each behaviour by its name, as steps that follow the request."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import zstandard

PAGE: Final = b"<!doctype html><html><body><p>The ministry said that the bridge was closed.</p></body></html>"
_OK, _HTML, _END = b"HTTP/1.1 200 OK\r\n", b"Content-Type: text/html\r\n", b"\r\n"
_ZEROS = 40_000_000


@dataclass(frozen=True)
class Pause:
    """Nothing for so long."""

    seconds: float


@dataclass(frozen=True)
class Forever:
    """The same bytes again and again, with a pause between them."""

    sent: bytes
    pause_seconds: float = 0.0


@dataclass(frozen=True)
class Reset:
    """The connection breaks instead of ending."""


Step = bytes | Pause | Forever | Reset


@dataclass(frozen=True)
class Behaviour:
    """What a server does, and the words with which its page may end; empty for any.

    `{self}`, `{other}` and `{host}` in what it sends are the page's path, another path and the server's address.
    """

    steps: tuple[Step, ...]
    ends: frozenset[str] = frozenset()


def _does(*steps: Step, ends: str = "") -> Behaviour:
    return Behaviour(steps, frozenset(ends.split()))


def _answers(headers: bytes = b"", body: bytes = PAGE, *, ends: str = "", status: bytes = b"200 OK") -> Behaviour:
    """A whole answer of the right length."""
    length = b"Content-Length: %d\r\n" % len(body)
    return _does(b"HTTP/1.1 " + status + b"\r\n" + _HTML + length + headers + _END + body, ends=ends)


def _heads(headers: bytes, *more: Step, ends: str = "") -> Behaviour:
    return _does(_OK + _HTML + headers, *more, ends=ends)


def _encoded(name: bytes, body: bytes, ends: str) -> Behaviour:
    return _answers(b"Content-Encoding: " + name + b"\r\n", body, ends=ends)


def _moves(to: bytes, *, ends: str = "", status: bytes = b"302 Found") -> Behaviour:
    return _does(b"HTTP/1.1 " + status + b"\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n", ends=ends)


def _raw_deflate(raw: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(raw) + packer.flush()


def _brotli_of_zeros() -> bytes:
    """Brotli (RFC 7932) that repeats one byte: as far as anybody who has not asked for it is to look."""
    return b"\x5b\xff\xff\x7f\x00" + b"\x24\x00\xa2\xe9\x80\x12" * 200


_GZIP_BOMB = gzip.compress(b"\0" * _ZEROS)
_LATER, _LOST = "unreachable", "unreachable bad_url refused"

BEHAVIOURS: Final[Mapping[str, Behaviour]] = {
    # Of connections.
    "closed at once": _does(ends=_LATER),
    "reset at once": _does(Reset(), ends=_LATER),
    "no answer": _does(Pause(60), ends=_LATER),
    "reset in the headers": _does(_OK, Reset(), ends=_LATER),
    "reset in the body": _heads(b"Content-Length: 999\r\n\r\n", PAGE, Pause(0.1), Reset(), ends=_LATER),
    "closed in the status": _does(b"HTTP/1.", ends=_LATER),
    # Of other protocols.
    "SSH": _does(b"SSH-2.0-OpenSSH_9.6\r\n", Pause(60), ends=_LATER),
    "SMTP": _does(b"220 mail.example ESMTP\r\n", Pause(60), ends=_LATER),
    "TLS": _does(b"\x15\x03\x01\x00\x02\x02\x50", ends=_LATER),
    "HTTP/2": _does(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\0" * 18, Pause(60), ends=_LATER),
    "HTTP/0.9": _does(PAGE, ends=_LATER),
    "HTTP/9.9": _does(b"HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n"),
    "ICY": _does(b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n", Forever(b"\xff\xfb" * 999), ends=_LATER),
    "noise": _does(bytes((n * 167 + n // 7) % 256 for n in range(50_000)), ends=_LATER),
    # Of the status.
    "no status": _does(b"HTTP/1.1\r\n\r\n", ends=_LATER),
    "status in words": _does(b"HTTP/1.1 OK OK\r\n\r\n", ends=_LATER),
    "status 000": _answers(status=b"000 No"),
    "status 999": _answers(status=b"999 No", ends=_LATER),
    "status of nine digits": _answers(status=b"200000000 OK", ends=_LATER),
    "status of a megabyte": _does(b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"\r\n\r\n", ends=_LATER),
    "status without end": _does(b"HTTP/1.1 200 ", Forever(b"O" * 9999), ends=_LATER),
    "continue for ever": _does(Forever(b"HTTP/1.1 100 Continue\r\n\r\n"), ends=_LATER),
    "early hints, then a page": _does(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", *_answers().steps, ends="fetched"
    ),
    "switching protocols": _does(
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Forever(b"x" * 99, 0.1)
    ),
    "no content with content": _does(b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nwords"),
    "not modified": _answers(status=b"304 Not Modified", body=b"", ends=_LATER),
    "partial": _answers(status=b"206 Partial"),
    "busy for ages": _answers(b"Retry-After: 99999999999999999999\r\n", status=b"503 Busy", ends=_LATER),
    "busy until a day that is none": _answers(
        b"Retry-After: Mon, 99 Foo 9999 99:99:99\r\n", status=b"429 Busy", ends=_LATER
    ),
    # Of headers.
    "slow headers": _does(_OK, Forever(b"X", 0.1), ends=_LATER),
    "headers for ever": _does(_OK, Forever(b"X-A: " + b"a" * 90 + b"\r\n"), ends=_LATER),
    "a header for ever": _does(_OK + b"X-A: ", Forever(b"a" * 999), ends=_LATER),
    "a header name for ever": _does(_OK, Forever(b"a" * 999), ends=_LATER),
    "folded headers for ever": _does(_OK + b"X-A: a\r\n", Forever(b" a\r\n" * 99), ends=_LATER),
    "10,000 headers": _heads(b"X-A: a\r\n" * 10_000, b"Content-Length: 0\r\n\r\n"),
    "a header of 100 KB": _heads(b"X-A: " + b"a" * 100_000 + b"\r\n", b"Content-Length: 0\r\n\r\n", ends=_LATER),
    "a header without colon": _heads(b"junk\r\n\r\n", ends=_LATER),
    "a header without name": _heads(b": a\r\n\r\n", ends=_LATER),
    "NUL in a header": _answers(b"X-A: a\0b\r\n", ends=_LATER),
    "only line feeds": _does(b"HTTP/1.1 200 OK\nContent-Length: 5\n\nwords"),
    "only carriage returns": _does(b"HTTP/1.1 200 OK\rContent-Length: 5\r\rwords", Pause(60), ends=_LATER),
    "bytes that are no text": _answers(b"ETag: \xff\xfe\r\nContent-Language: \x80\r\n", ends="fetched"),
    "1,000 cookies": _answers(b"Set-Cookie: a=%s\r\n" % (b"b" * 50) * 100),
    "a charset of 7 KB": _answers(b"Content-Type: text/html; charset=" + b"x" * 7000 + b"\r\n"),
    # Of length.
    "two lengths": _answers(b"Content-Length: 7\r\n", ends=_LATER),
    "negative length": _heads(b"Content-Length: -1\r\n\r\n", PAGE, ends=_LATER),
    "length in words": _heads(b"Content-Length: many\r\n\r\n", PAGE, ends=_LATER),
    "length beyond numbers": _heads(b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n", PAGE, ends=_LATER),
    "length too large, then the end": _heads(b"Content-Length: 9999\r\n\r\n", PAGE, ends=_LATER),
    "length too large, then nothing": _heads(b"Content-Length: 9999\r\n\r\n", PAGE, Pause(60), ends=_LATER),
    "length too small": _heads(b"Content-Length: 10\r\n\r\n", PAGE, ends="fetched unreachable"),
    "length of 10 GB": _heads(b"Content-Length: 10000000000\r\n\r\n", Forever(PAGE * 99), ends="too_large"),
    "length and chunks": _answers(b"Transfer-Encoding: chunked\r\n", ends=_LATER),
    "no length": _heads(b"Connection: close\r\n\r\n", PAGE, ends="fetched"),
    "body for ever": _heads(b"\r\n", Forever(PAGE * 99), ends="too_large"),
    "slow body": _heads(b"Content-Length: 9999\r\n\r\n", Forever(b"a", 0.1), ends=_LATER),
    "slow body without length": _heads(b"\r\n", Forever(b"a", 0.1), ends=_LATER),
    # Of chunks.
    "chunk of no number": _heads(b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", PAGE, ends=_LATER),
    "chunk of negative size": _heads(b"Transfer-Encoding: chunked\r\n\r\n-5\r\nwords\r\n0\r\n\r\n", ends=_LATER),
    "chunk beyond numbers": _heads(b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n", Forever(PAGE * 99)),
    "chunk size for ever": _heads(b"Transfer-Encoding: chunked\r\n\r\n", Forever(b"0" * 99), ends=_LATER),
    "chunk extension for ever": _heads(b"Transfer-Encoding: chunked\r\n\r\n5;", Forever(b"a=b;" * 99), ends=_LATER),
    "chunks for ever": _heads(
        b"Transfer-Encoding: chunked\r\n\r\n", Forever(b"5\r\nwords\r\n" * 99), ends="too_large unreachable"
    ),
    "slow chunks": _heads(b"Transfer-Encoding: chunked\r\n\r\n", Forever(b"1\r\na\r\n", 0.1), ends=_LATER),
    "chunks without end": _heads(b"Transfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n", ends=_LATER),
    "trailers for ever": _heads(b"Transfer-Encoding: chunked\r\n\r\n0\r\n", Forever(b"X-A: a\r\n"), ends=_LATER),
    "another transfer coding": _heads(b"Transfer-Encoding: gzip\r\n\r\n", PAGE, ends="fetched unreachable"),
    # Of encodings.
    "gzip bomb": _encoded(b"gzip", _GZIP_BOMB, "too_large"),
    "gzip bomb in gzip": _encoded(b"gzip", gzip.compress(_GZIP_BOMB), "fetched"),
    "gzip twice": _encoded(b"gzip, gzip", gzip.compress(_GZIP_BOMB), _LATER),
    "deflate bomb": _encoded(b"deflate", zlib.compress(b"\0" * _ZEROS), "too_large"),
    "raw deflate bomb": _encoded(b"deflate", _raw_deflate(b"\0" * _ZEROS), "too_large unreachable"),
    "zstd bomb": _encoded(b"zstd", zstandard.ZstdCompressor().compress(b"\0" * _ZEROS), "too_large unreachable"),
    "br bomb": _encoded(b"br", _brotli_of_zeros(), "too_large unreachable"),
    "gzip for ever": _heads(
        b"Content-Encoding: gzip\r\n\r\n", gzip.compress(PAGE)[:10], Forever(b"\0\0\0\xff\xff" * 99), ends=_LATER
    ),
    "gzip and more for ever": _heads(
        b"Content-Encoding: gzip\r\n\r\n", gzip.compress(PAGE), Forever(b"x" * 999), ends="unreachable too_large"
    ),
    "gzip cut in two": _encoded(b"gzip", gzip.compress(PAGE)[:-9], _LATER),
    "gzip that is none": _encoded(b"gzip", PAGE, _LATER),
    "gzip with a wrong sum": _encoded(b"gzip", gzip.compress(PAGE)[:-8] + b"\0" * 8, _LATER),
    "an unknown encoding": _encoded(b"rot13", PAGE, _LATER),
    "1,000 encodings": _encoded(b", ".join([b"gzip"] * 1000), PAGE, _LATER),
    # Of redirects.
    "to itself": _moves(b"{self}", ends="redirects"),
    "to itself, longer each time": _moves(b"{self}?a{self}", ends="redirects"),
    "to and fro": _moves(b"{other}", ends="redirects"),
    "to nowhere": _does(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", ends="refused"),
    "to nothing": _moves(b"", ends="refused"),
    "to a file": _moves(b"file:///etc/passwd", ends="bad_url"),
    "to a script": _moves(b"javascript:alert(1)", ends="bad_url"),
    "to data": _moves(b"data:text/html,words", ends="bad_url"),
    "to a private address": _moves(b"http://169.254.169.254/latest/meta-data/", ends="private_address"),
    "to an address that is none": _moves(b"http://[::", ends="bad_url"),
    "to a port that is none": _moves(b"http://127.0.0.1:99999/", ends="bad_url"),
    "to 8,000 letters": _moves(b"/" + b"a" * 8000),
    "to what is no text": _moves(b"/\xff\xfe\x00", ends=_LOST),
    "with a body for ever": _does(b"HTTP/1.1 302 Found\r\nLocation: {self}\r\n\r\n", Forever(PAGE), ends="redirects"),
    "by choice": _answers(status=b"300 Choices"),
    "by proxy": _answers(b"Location: http://127.0.0.1:1/\r\n", status=b"305 Use Proxy"),
}
