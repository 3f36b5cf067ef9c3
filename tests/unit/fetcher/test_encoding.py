"""Content encodings are undone in steps, and never further than a body may be large."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from services.fetcher.domain.encoding import EncodingError, Unpacker, unchunked


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_no_more_is_unpacked_than_is_needed_to_know(encoding: str) -> None:
    """Of a body of a hundred megabytes one byte more than it may have is in memory, however much comes at once."""
    body = b"a" * 100_000_000
    unpacker = Unpacker(encoding, most=1000)

    unpacker.add(gzip.compress(body) if encoding else body)

    assert unpacker.is_too_large
    assert len(unpacker.body) == 1001


def test_a_body_of_exactly_the_size_that_it_may_have_is_whole() -> None:
    """The bound itself is allowed."""
    unpacker = Unpacker("gzip", most=1000)

    for byte in gzip.compress(b"a" * 1000):
        unpacker.add(bytes([byte]))

    assert (unpacker.is_too_large, unpacker.whole()) == (False, b"a" * 1000)


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"5\r\nhello\r\n3;name=value\r\n wo\r\n0\r\n\r\n", b"hello wo"),
        (b"0\r\n\r\n", b""),
        (b"<html>no chunks</html>", b"<html>no chunks</html>"),
    ],
)
def test_chunks_are_joined(raw: bytes, body: bytes) -> None:
    """Extensions are passed over; what is in no chunks stays as it is."""
    assert unchunked(raw) == body


@pytest.mark.parametrize("raw", [b"5\r\nhel", b"5\r\nhello\r\n", b"5\r\nhello\r\nzz\r\n", b"2\r\nhello\r\n0\r\n"])
def test_damaged_chunks_have_a_reason(raw: bytes) -> None:
    """Nothing of such a body is believed."""
    with pytest.raises(EncodingError, match="chunks"):
        unchunked(raw)


def test_what_follows_a_packed_body_takes_no_memory() -> None:
    """A server that goes on sending after the end of the body is not kept, whatever it sends."""
    unpacker, chunk = Unpacker("gzip", most=1000), b"x" * 65_536
    unpacker.add(gzip.compress(b"words"))
    tracemalloc.start()
    for _ in range(200):
        unpacker.add(chunk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert unpacker.whole() == b"words"
    assert peak < 5 * len(chunk)
