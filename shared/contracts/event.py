"""The envelope of every stream entry and SSE event: one CloudEvents 1.0 document in structured JSON."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import orjson

from shared.contracts.contract import Contract, Message, Utc
from shared.runtime.clock import rfc3339

M = TypeVar("M", bound=Message)


class Event(Contract, Generic[M]):
    """A CloudEvent that carries one message as its `data`."""

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: Utc
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str | None = None
    traceparent: str | None = None
    data: M


def event_id(kind: str, identity: str) -> str:
    """The id of an event, decided by its content: a repeated publication repeats the id."""
    return hashlib.sha256(f"{kind}\n{identity}".encode()).hexdigest()[:32]


def envelope(message: Message, *, source: str, time: datetime, traceparent: str | None = None) -> bytes:
    """The CloudEvents document of a message, as it stands in the `__data__` field of a stream entry.

    Args:
        source: the service that says it; becomes `/claimwire/<service>`.
        time: when it was said, aware.

    """
    event = {
        "specversion": "1.0",
        "id": event_id(message.event_type, message.identity()),
        "source": f"/claimwire/{source}",
        "type": message.event_type,
        "subject": message.subject(),
        "time": rfc3339(time),
        "datacontenttype": "application/json",
        "dataschema": f"urn:claimwire:schema:{message.event_type}",
        **({"traceparent": traceparent} if traceparent else {}),
    }
    # The message is serialised once, by pydantic; orjson only wraps it.
    return orjson.dumps(event | {"data": orjson.Fragment(message.model_dump_json())})


def opened(document: bytes) -> dict[str, Any]:
    """The envelope as a mapping, its `data` still raw.

    Raises:
        ValueError: it is not a JSON object with `type` and an object as `data`.

    """
    event = orjson.loads(document)
    if not isinstance(event, dict) or not isinstance(event.get("type"), str) or not isinstance(event.get("data"), dict):
        message = "not a CloudEvent: an object with `type` and `data` is needed"
        raise ValueError(message)  # noqa: TRY004 - the text is at fault, whatever JSON type it holds
    return event
