"""Writes the documents of the interfaces: `python -m tests.contract.documents`.

`docs/api/openapi.json` is what the gateway says of itself, `feeds.schema.json` what a list of feeds may hold;
`docs/api/asyncapi.json` is made from the topology and the contracts, so that it cannot say anything else than the code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from services.fetcher.domain.feed_list import FeedList
from services.gateway.app import create_app
from services.gateway.settings import Settings
from shared.contracts.claim import ClaimLinked, ClaimPublished, ClaimRetracted, ClaimSuperseded, ClaimUpdated
from shared.contracts.contract import Message, OpenSchema
from shared.contracts.event import Event
from shared.transport.streams import CLAIMS_V1, FIELD, STREAMS

FOLDER = Path(__file__).parents[2] / "docs" / "api"
CLAIM_EVENTS: tuple[type[Message], ...] = (ClaimPublished, ClaimUpdated, ClaimLinked, ClaimSuperseded, ClaimRetracted)
_SCHEMAS = "#/components/schemas/{model}"


def documents() -> dict[str, str]:
    """Each document, as it is committed, by the name of its file."""
    made = {
        "openapi.json": create_app(Settings()).openapi(),
        "asyncapi.json": asyncapi(),
        "feeds.schema.json": feeds_schema(),
    }
    return {name: json.dumps(document, indent=2, sort_keys=True) + "\n" for name, document in made.items()}


def feeds_schema() -> dict[str, Any]:
    """The JSON Schema of `feeds.yaml`, for editors and checks."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | FeedList.model_json_schema()


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document of all streams, public and internal."""
    channels = {CLAIMS_V1: _public_channel()} | {
        stream.name: _channel(
            stream.name,
            [stream.contract],
            f"Internal: work between services. An entry goes once these groups have finished it: "
            f"{', '.join(stream.groups)}. Read it with XRANGE only; it may change with any release.",
        )
        for stream in STREAMS
    }
    messages = {message.event_type: message for message in (*CLAIM_EVENTS, *(stream.contract for stream in STREAMS))}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "claimwire",
            "version": "1",
            "description": "Redis streams. The same public events come over HTTP as server-sent events from "
            "`/v1/claims/stream`: there `id` is the sequence, `event` the type and `data` the CloudEvents document.",
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {
            "redis": {
                "host": "127.0.0.1:6379",
                "pathname": "/0",
                "protocol": "redis",
                "description": "`XREAD`, `XRANGE`",
            }
        },
        "channels": channels,
        "operations": _operations(),
        "components": {
            "messages": {name: _message(message) for name, message in messages.items()},
            "schemas": _schemas(messages.values()),
        },
    }


def _public_channel() -> dict[str, Any]:
    return _channel(
        CLAIMS_V1,
        list(CLAIM_EVENTS),
        "Public: every event of every claim, in order. The id of an entry is `<sequence>-0`: a subscriber that reads "
        "on from the last id it has seen misses nothing, as long as that was not trimmed; the gateway has what was. "
        "The id of the CloudEvent is decided by its content.",
    )


def _channel(name: str, messages: list[type[Message]], description: str) -> dict[str, Any]:
    refs = {one.event_type: {"$ref": f"#/components/messages/{one.event_type}"} for one in messages}
    return {"address": name, "title": name, "description": description, "messages": refs}


def _operations() -> dict[str, Any]:
    """What claimwire does: it sends public events, and each group receives the work of its stream."""
    received = {
        f"{group}.{stream.name}": {
            "action": "receive",
            "channel": _channel_ref(stream.name),
            "summary": f"read by the consumer group `{group}`; finished entries are acknowledged",
        }
        for stream in STREAMS
        for group in stream.groups
    }
    sent = {"action": "send", "channel": _channel_ref(CLAIMS_V1), "summary": "added by the store's relay"}
    return received | {"store.publish": sent}


def _channel_ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/channels/{name}"}


def _message(message: type[Message]) -> dict[str, Any]:
    """An entry is a map with one field, whose value is the text of a CloudEvents document."""
    event = {"$ref": _SCHEMAS.format(model=f"{message.__name__}Event")}
    summary = " ".join((message.__doc__ or "").split("\n")[0].split())
    field = {"type": "string", "contentMediaType": "application/cloudevents+json", "contentSchema": event}
    return {
        "name": message.event_type,
        "summary": summary,
        "contentType": "application/cloudevents+json",
        "payload": {"type": "object", "required": [FIELD], "properties": {FIELD: field}},
    }


def _schemas(messages: Any) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for message in messages:
        made = Event[message].model_json_schema(  # type: ignore[valid-type]
            mode="serialization", schema_generator=OpenSchema, ref_template=_SCHEMAS
        )
        schemas |= made.pop("$defs", {})
        made["properties"]["type"] = {"const": message.event_type}
        made["properties"]["dataschema"] = {"const": f"urn:claimwire:schema:{message.event_type}"}
        schemas[f"{message.__name__}Event"] = made | {"title": f"{message.__name__}Event"}
    return schemas


def main() -> None:
    """Write them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
