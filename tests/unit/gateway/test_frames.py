"""Server-sent events as bytes, and how many of them are held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
import pytest

from services.gateway.domain.frames import HEARTBEAT, HELLO, Window, fitting, frame, reset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass(frozen=True)
class Event:
    """Something with a place and a size."""

    sequence: int
    size: int = 10


def sequences(events: list[Event]) -> list[int]:
    """Their places."""
    return [event.sequence for event in events]


def a_window(*sizes: int, floor: int = 0) -> Window[Event]:
    """A window of 30 bytes after events of these sizes."""
    window: Window[Event] = Window(floor=floor, keep_bytes=30)
    for number, size in enumerate(sizes, start=floor + 1):
        window.add(Event(number, size))
    return window


def test_a_frame_is_three_lines_and_an_empty_one() -> None:
    """The document stays on one line, whatever its texts hold: JSON escapes line ends."""
    document = orjson.dumps({"text": "one\ntwo\r\u2028\x00"})

    made = frame(7, "claim.published", document)

    assert made.split(b"\n") == [b"id: 7", b"event: claim.published", b"data: " + document, b"", b""]
    assert b"\r" not in made


def test_reset_names_the_place_to_go_on_from() -> None:
    """Its `id` becomes the subscriber's cursor."""
    assert reset(9) == b'id: 9\nevent: reset\ndata: {"sequence":9}\n\n'


@pytest.mark.parametrize("made", [HELLO, HEARTBEAT])
def test_what_is_no_event_is_a_comment_that_ends(made: bytes) -> None:
    """Clients pass over it."""
    assert made.startswith(b":")
    assert made.endswith(b"\n\n")


@pytest.mark.parametrize(
    ("sizes", "floor", "held"),
    [
        ([], 5, []),
        ([10, 10, 10], 5, [6, 7, 8]),
        ([10, 10, 10, 10], 6, [7, 8, 9]),
        ([10, 10, 25], 7, [8]),
        ([10, 99], 6, [7]),
        ([99, 1], 6, [7]),
    ],
)
def test_a_window_keeps_the_newest_that_fit(sizes: list[int], floor: int, held: list[int]) -> None:
    """Everything above its floor is held; the newest one even when it is too large."""
    window = a_window(*sizes, floor=5)

    assert window.floor == floor
    assert sequences(window.above(window.floor)) == held


def test_above_gives_only_what_lies_above() -> None:
    """In order; nothing above the newest."""
    window = a_window(10, 10, 10)

    assert [sequences(window.above(cursor)) for cursor in (0, 1, 3, 99)] == [[1, 2, 3], [2, 3], [], []]


async def made_of(n: int, made: list[int]) -> AsyncIterator[Event]:
    """Events one by one; `made` is told of each."""
    for number in range(1, n + 1):
        made.append(number)
        yield Event(number)


@pytest.mark.parametrize(
    ("size", "expected"), [(1, [1]), (10, [1]), (19, [1]), (20, [1, 2]), (1000, [1, 2, 3]), (0, [1])]
)
async def test_fitting_stops_at_the_size_but_always_gives_one(size: int, expected: list[int]) -> None:
    """Otherwise an event that is larger than the bound would never be sent."""
    assert sequences([event async for event in fitting(made_of(3, []), size)]) == expected


async def test_what_does_not_fit_is_not_made() -> None:
    """The rest of the rows is never turned into bytes."""
    made: list[int] = []

    assert [event async for event in fitting(made_of(100, made), 20)]

    assert len(made) == 3
