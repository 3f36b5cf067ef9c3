"""The hop: outputs added and the input acknowledged in one fenced step, a slice in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson

from shared.contracts.dead import DeadLetter, kept
from shared.contracts.event import envelope
from shared.transport.streams import FIELD, stream_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from redis.asyncio import Redis

    from shared.contracts.contract import Message

_FIELD: Final = FIELD.encode()
_SHOWN_NAMES: Final = 200


@dataclass(frozen=True)
class Entry:
    """One entry of a stream, as read by a group.

    Attributes:
        deliveries: how often it has been delivered, this time included.
        fault: why its body cannot be the one that was meant; None for any entry with a body.

    """

    id: str
    body: bytes
    deliveries: int = 1
    fault: str | None = None


@dataclass(frozen=True)
class HandOver:
    """What becomes of one entry: its outputs, which may be none."""

    entry: Entry
    outputs: tuple[tuple[str, bytes], ...]
    is_dead: bool = False


def entry_of(entry_id: str, fields: Mapping[bytes, bytes], deliveries: int = 1) -> Entry:
    """An entry with these fields; without the one that counts, its body is the others as JSON, so that none is lost."""
    body = fields.get(_FIELD)
    if body is not None:
        return Entry(entry_id, body, deliveries)
    others = {_readable(name): _readable(value) for name, value in fields.items()}
    names = ", ".join(others)[:_SHOWN_NAMES] or "none"
    return Entry(entry_id, orjson.dumps(others), deliveries, f"no field {FIELD}, only: {names}")


def _readable(raw: bytes) -> str:
    return raw.decode("utf8", "backslashreplace")


def output(message: Message, *, service: str, now: datetime, traceparent: str | None = None) -> tuple[str, bytes]:
    """A message as the hop takes it: the name of its stream, and its CloudEvents document."""
    return stream_of(message).name, envelope(message, source=service, time=now, traceparent=traceparent)


def dead_letter(entry: Entry, *, stream: str, service: str, reason: str, now: datetime) -> DeadLetter:
    """The dead letter of an entry, from which its exact bytes can be put back."""
    body, encoding = kept(entry.body)
    return DeadLetter(
        stream=stream,
        entry_id=entry.id,
        service=service,
        reason=reason,
        deliveries=entry.deliveries,
        body=body,
        encoding=encoding,
        died_at=now,
    )


async def hand_over(redis: Redis, source: str, group: str, slice_: Sequence[HandOver]) -> list[bool]:
    """Commit a slice.

    Returns:
        For each entry whether this call finished it; False means that another consumer had done so.

    Raises:
        redis.RedisError: Redis refused; nothing of the refused entry is acknowledged.

    """
    finished = dict.fromkeys((each.entry.id for each in slice_), False)
    plain = [each.entry.id for each in slice_ if not each.outputs]
    # No output, no Function: a full Redis refuses the Function but never an acknowledgement.
    if plain and await redis.xack(source, group, *plain) == len(plain):
        finished.update(dict.fromkeys(plain, True))
    with_outputs = [each for each in slice_ if each.outputs]
    if with_outputs:
        answers = await redis.fcall("claimwire_hop", 1, source, group, FIELD, *_arguments(with_outputs))
        finished.update({each.entry.id: bool(answer) for each, answer in zip(with_outputs, answers, strict=True)})
    return [finished[each.entry.id] for each in slice_]


def _arguments(slice_: Sequence[HandOver]) -> list[str | bytes | int]:
    arguments: list[str | bytes | int] = []
    for each in slice_:
        arguments += [each.entry.id, len(each.outputs)]
        for destination, body in each.outputs:
            arguments += [destination, body]
    return arguments
