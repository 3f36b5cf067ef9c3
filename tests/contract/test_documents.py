"""The documents of the interfaces say what the code does."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import orjson
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from shared.contracts.event import envelope
from shared.testing import SOME_TIME, a_capture, an_article
from shared.transport.streams import CLAIMS_V1, FIELD, STREAMS, stream_of
from tests.contract.documents import FOLDER, asyncapi, documents


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json", "feeds.schema.json"])
def test_the_committed_document_is_the_code_s(name: str) -> None:
    """An interface that changes without its document is found here; `make schemas` writes them."""
    assert (FOLDER / name).read_text() == documents()[name]


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json", "feeds.schema.json"])
def test_every_reference_leads_somewhere(name: str) -> None:
    """Tools that read the documents follow them."""
    document = json.loads(documents()[name])

    for reference in references(document):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def references(node: Any) -> list[str]:
    """All of a document."""
    if isinstance(node, list):
        return [found for one in node for found in references(one)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + [found for one in node.values() for found in references(one)]


def test_asyncapi_has_the_form_of_its_version() -> None:
    """It is read by the model of AsyncAPI 3 that comes with FastStream."""
    assert ApplicationSchema.model_validate(asyncapi()).asyncapi == "3.0.0"


def test_asyncapi_holds_the_whole_topology() -> None:
    """Every stream with its groups, and the public one."""
    document = asyncapi()

    assert set(document["channels"]) == {CLAIMS_V1, *(stream.name for stream in STREAMS)}
    received = {name for name, operation in document["operations"].items() if operation["action"] == "receive"}
    assert received == {f"{group}.{stream.name}" for stream in STREAMS for group in stream.groups}


@pytest.mark.parametrize("message", [a_capture(), an_article()], ids=lambda message: type(message).__name__)
def test_an_entry_on_the_wire_is_what_asyncapi_says(message: Any) -> None:
    """One field with a CloudEvents document as text, which fits its schema."""
    document = asyncapi()
    entry = {FIELD: envelope(message, source="test", time=SOME_TIME).decode()}
    (name,) = document["channels"][stream_of(message).name]["messages"]
    payload = document["components"]["messages"][name]["payload"]

    jsonschema.validate(entry, payload)
    event = payload["properties"][FIELD]["contentSchema"] | {"components": document["components"]}
    jsonschema.validate(orjson.loads(entry[FIELD]), event)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(orjson.loads(entry[FIELD]) | {"type": "something.else"}, event)
