"""What every message has in common: strict to write, tolerant to read.

Writers build a message with its constructor: an unknown field or a word outside a vocabulary is an error there.
Readers call :func:`read`, which ignores fields and accepts words that a newer release may have added.
"""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

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


class Message(Contract):
    """A contract that travels on a stream of its own, as the `data` of a CloudEvent."""

    event_type: ClassVar[str]

    def subject(self) -> str:
        """What the event is about: a URL or an id."""
        raise NotImplementedError

    def identity(self) -> str:
        """Text that is equal for two messages exactly when they say the same; the event id is its hash."""
        raise NotImplementedError


def vocabulary(*words: str) -> Any:
    """An open list of words: a writer keeps to it, a reader tolerates others.

    Returns:
        The annotated string type; its JSON Schema lists the words as `examples`, not as an `enum`.

    """

    def check(value: str, info: ValidationInfo) -> str:
        if value not in words and not (info.context or {}).get("reading"):
            message = f"{value!r} is not one of {', '.join(words)}"
            raise ValueError(message)
        return value

    schema = {"type": "string", "examples": list(words), "description": "Open vocabulary: tolerate other values."}
    return Annotated[str, AfterValidator(check), WithJsonSchema(schema)]


# RFC 3339 with "Z", always with microseconds, so that texts of times sort as the times do.
Utc = Annotated[
    AwareDatetime,
    PlainSerializer(
        lambda value: value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), return_type=str, when_used="json"
    ),
]


class OpenSchema(GenerateJsonSchema):
    """JSON Schema of a contract as the public sees it: additional properties are allowed."""

    def generate(self, schema: Any, mode: Any = "serialization") -> JsonSchemaValue:
        return _opened(super().generate(schema, mode=mode))


def _opened(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _opened(value) for key, value in node.items() if not (key == "additionalProperties" and value is False)
        }
    if isinstance(node, list):
        return [_opened(value) for value in node]
    return node
