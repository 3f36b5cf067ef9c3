"""Content encodings: a body is unpacked in steps, and never further than it may be large."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import Final

from services.fetcher.domain.media import HTML, media_type

# None, or what zlib unpacks; others are never asked for.
ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_PLAIN: Final = frozenset({"", "identity"})
# zlib or gzip, told apart by their first bytes.
_ANY_ZLIB: Final = 47
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r\n")


class EncodingError(Exception):
    """A body that is not what its content encoding says."""


@dataclass
class Unpacker:
    """Puts a body together from what arrives of it.

    Attributes:
        encoding: as the header `Content-Encoding` says it.
        most: bytes that the body may have.
        body: what it is so far, with one byte more than allowed at the most.
    """

    encoding: str
    most: int
    body: bytearray = field(default_factory=bytearray, init=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be unpacked.

        Raises:
            EncodingError: the encoding is not known.
        """
        named = self.encoding.strip().lower()
        if named not in ENCODINGS:
            message = f"content encoding {named[:40]!r} was not asked for"
            raise EncodingError(message)
        self._zlib = None if named in _PLAIN else zlib.decompressobj(_ANY_ZLIB)

    @property
    def is_too_large(self) -> bool:
        """Whether the body is larger than it may be: nothing more need be added."""
        return len(self.body) > self.most

    def add(self, chunk: bytes) -> None:
        """Unpack the next bytes.

        Raises:
            EncodingError: they are damaged.
        """
        if self._zlib is not None and self._zlib.eof:
            # zlib would keep what follows the body, however much it is.
            return
        try:
            # One byte more than allowed is enough to know: a bomb is never unpacked further.
            left = self.most + 1 - len(self.body)
            self.body += chunk[:left] if self._zlib is None else self._zlib.decompress(chunk, left)
        except zlib.error as error:
            message = f"damaged content encoding: {error}"
            raise EncodingError(message) from error

    def whole(self) -> bytes:
        """The body.

        Raises:
            EncodingError: it ends too early.
        """
        if self._zlib is not None and self.body and not self._zlib.eof:
            message = "the body ends too early"
            raise EncodingError(message)
        return bytes(self.body)


def is_encoded(raw: bytes, encoding: str) -> bool:
    """Whether bytes can be what the header says: archives often keep the header of a body that they have unpacked."""
    named = encoding.strip().lower()
    if named in {"gzip", "x-gzip"}:
        return raw.startswith(b"\x1f\x8b")
    if named == "deflate":
        # RFC 1950, 2.2: method 8, and a check of the first two bytes.
        return len(raw) > 1 and raw[0] & 0x0F == zlib.DEFLATED and int.from_bytes(raw[:2]) % 31 == 0
    return named not in _PLAIN and media_type(raw) != HTML


def unchunked(raw: bytes) -> bytes:
    """A body without its transfer coding `chunked` (RFC 9112, 7.1); as it is if it is not in chunks.

    Raises:
        EncodingError: the chunks are damaged, or end too early.
    """
    body, at = bytearray(), 0
    while (head := _CHUNK.match(raw, at)) is not None:
        size = int(head[1], 16)
        if size == 0:
            return bytes(body)
        end = head.end() + size
        if raw[end : end + 2] != b"\r\n":
            break
        body += raw[head.end() : end]
        at = end + 2
    if head is None and at == 0:
        return raw
    message = "the chunks of the body are damaged, or end too early"
    raise EncodingError(message)
