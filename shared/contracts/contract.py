"""What every message has in common: strict to write, tolerant to read.

Writers build a message with its constructor: an unknown field or a word outside a vocabulary is an error there.
Readers call :func:`read`, which ignores fields and accepts words that a newer release may have added.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from shared.runtime.clock import rfc3339

READING = {"reading": True}


class Contract(BaseModel):
    """A frozen value that crosses a boundary."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")

    @classmethod
    def read(cls, body: str | bytes) -> Self:
        """The message in a JSON text, ignoring what this release does not know.

        Raises:
            pydantic.ValidationError: a known field is missing or has the wrong type.

        """
        return cls.model_validate_json(body, extra="ignore", context=READING)


class Message(Contract, ABC):
    """A contract that travels on a stream of its own, as the `data` of a CloudEvent."""

    event_type: ClassVar[str]

    @abstractmethod
    def subject(self) -> str:
        """What the event is about: a URL or an id."""

    @abstractmethod
    def identity(self) -> str:
        """Text that is equal for two messages exactly when they say the same; the event id is its hash."""


@dataclass(frozen=True)
class Vocabulary:
    """An open list of words: a writer keeps to it, a reader tolerates others; used as `Annotated[str, ...]`."""

    words: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, _: core_schema.CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        # `examples`, not `enum`: a consumer must tolerate a word that is newer than its schema.
        return {
            "type": "string",
            "examples": list(self.words),
            "description": "Open vocabulary: tolerate other values.",
        }

    def _checked(self, value: str, info: core_schema.ValidationInfo) -> str:
        if value not in self.words and not (info.context or {}).get("reading"):
            message = f"{value!r} is not one of {', '.join(self.words)}"
            raise ValueError(message)
        return value


def vocabulary(*words: str) -> Vocabulary:
    """The words of a vocabulary."""
    return Vocabulary(words)


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        message = "in UTC it lies outside the calendar"
        raise ValueError(message) from error


# RFC 3339 with "Z", always with microseconds, so that texts of times sort as the times do.
Utc = Annotated[AwareDatetime, AfterValidator(_in_utc), PlainSerializer(rfc3339, return_type=str, when_used="json")]


class OpenSchema(GenerateJsonSchema):
    """JSON Schema of a contract as the public sees it: additional properties are allowed."""

    def generate(self, schema: Any, mode: Any = "serialization") -> JsonSchemaValue:
        opened: JsonSchemaValue = _opened(super().generate(schema, mode=mode))
        return opened


def _opened(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _opened(value) for key, value in node.items() if not (key == "additionalProperties" and value is False)
        }
    if isinstance(node, list):
        return [_opened(value) for value in node]
    return node
