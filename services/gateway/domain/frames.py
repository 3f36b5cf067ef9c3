"""Server-sent events as bytes, and how many of them are held."""

from __future__ import annotations

from collections import deque
from itertools import takewhile
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

# The first line makes proxies pass the answer on; a client that was cut asks again after a second.
HELLO = b": claims\nretry: 1000\n\n"
HEARTBEAT = b": still here\n\n"


def frame(sequence: int, kind: str, document: bytes) -> bytes:
    """One event: id, type, and a JSON document, which is one line."""
    return f"id: {sequence}\nevent: {kind}\ndata: ".encode() + document + b"\n\n"


def reset(sequence: int) -> bytes:
    """Tells a subscriber that its cursor means nothing here, and where it goes on."""
    return frame(sequence, "reset", b'{"sequence":%d}' % sequence)


class Held(Protocol):
    """What a window holds."""

    @property
    def sequence(self) -> int:
        """Its position in the stream."""

    @property
    def size(self) -> int:
        """Bytes."""


H = TypeVar("H", bound=Held)


class Window(Generic[H]):
    """The newest events in order, as many as fit; the newest one always.

    Attributes:
        floor: everything above this sequence is held.
    """

    def __init__(self, *, floor: int, keep_bytes: int) -> None:
        self.floor = floor
        self._keep_bytes = keep_bytes
        self._held: deque[H] = deque()
        self._size = 0

    def add(self, one: H) -> None:
        """Take in the next one and let the oldest go."""
        self._held.append(one)
        self._size += one.size
        while self._size > self._keep_bytes and len(self._held) > 1:
            oldest = self._held.popleft()
            self._size -= oldest.size
            self.floor = oldest.sequence

    def above(self, cursor: int) -> list[H]:
        """What is held above a cursor, in order."""
        return list(takewhile(lambda one: one.sequence > cursor, reversed(self._held)))[::-1]


async def fitting(events: AsyncIterable[H], size: int) -> AsyncIterator[H]:
    """The first events, until they are this many bytes; the first one always."""
    taken = 0
    async for event in events:
        if taken and taken + event.size > size:
            return
        taken += event.size
        yield event
