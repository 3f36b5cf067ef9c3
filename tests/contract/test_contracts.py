"""Producers and readers agree, also across releases."""

from __future__ import annotations

import jsonschema
import orjson
import pytest
from pydantic import ValidationError

from shared.contracts.article import ArticleSkipped
from shared.contracts.contract import Message
from shared.contracts.event import envelope, opened
from shared.testing import SOME_TIME, a_capture, an_article
from tests.contract.schemas import FOLDER, MESSAGES, schema


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_the_committed_schema_is_the_code_s(message: type[Message]) -> None:
    """A contract that changes without its schema is found here; `make schemas` writes them."""
    assert (FOLDER / f"{message.event_type}.json").read_text() == schema(message)


@pytest.mark.parametrize("message", [a_capture(), an_article()], ids=lambda message: type(message).__name__)
def test_a_message_on_the_wire_fits_its_schema(message: Message) -> None:
    """What is written is what the schema says."""
    data = opened(envelope(message, source="test", time=SOME_TIME))["data"]

    jsonschema.validate(data, orjson.loads(schema(type(message))))


def test_a_reader_ignores_what_a_newer_release_added() -> None:
    """Unknown fields and words are no reason for a dead letter."""
    newer = an_article().model_dump(mode="json") | {"mood": "grim"}
    skipped = {"url": "u", "stage": "translator", "outcome": "x", "reason": "y", "skipped_at": "2026-01-02T03:04:05Z"}

    assert type(an_article()).read(orjson.dumps(newer)) == an_article()
    assert ArticleSkipped.read(orjson.dumps(skipped)).stage == "translator"


def test_a_writer_keeps_to_the_contract() -> None:
    """An unknown field, or a word outside the vocabulary, is an error where it is written."""
    with pytest.raises(ValidationError, match="mood"):
        an_article(mood="grim")
    with pytest.raises(ValidationError, match="is not one of"):
        ArticleSkipped(url="u", stage="translator", outcome="x", reason="y", skipped_at=SOME_TIME)


def test_saying_the_same_twice_gives_the_same_event_id() -> None:
    """The id of an event is decided by its content, not by the clock."""
    once, again = (opened(envelope(a_capture(), source=name, time=SOME_TIME)) for name in ("a", "b"))
    other = opened(envelope(a_capture(url="https://news.example/b"), source="a", time=SOME_TIME))

    assert once["id"] == again["id"] != other["id"]
