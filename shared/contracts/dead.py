"""The dead letter: a message that could not be worked on, kept with its reason and its exact bytes."""

from __future__ import annotations

import base64
import re
from typing import Annotated, Any, ClassVar

import orjson
from pydantic import Field

from shared.contracts.contract import Message, Utc, vocabulary

# What a release without `encoding` wrote for a byte that is not UTF-8; the same text can stand in a body by itself.
_ESCAPED_BYTE = re.compile(r"\\x[0-9a-f]{2}")


class DeadLetter(Message):
    """An entry that is taken out of its stream, with why (`messages.dead`)."""

    event_type: ClassVar[str] = "io.claimwire.message.dead_lettered.v1"

    stream: str = Field(description="where it was read")
    entry_id: str = Field(description="its id there")
    service: str = Field(description="the consumer group that gave up")
    reason: str
    deliveries: int = Field(ge=1)
    body: str = Field(description="the original `__data__`, written as `encoding` says")
    encoding: Annotated[
        str,
        vocabulary("utf8", "base64", "escaped"),
        Field(
            description="utf8: the text itself; base64: bytes that are not UTF-8 or hold NUL; "
            "escaped, also if absent: written by an older release, where \\xNN may stand for a byte"
        ),
    ] = "escaped"
    died_at: Utc

    def subject(self) -> str:
        return f"{self.stream}/{self.entry_id}"

    def identity(self) -> str:
        return f"{self.stream}\n{self.entry_id}\n{self.service}"


def kept(original: bytes) -> tuple[str, str]:
    """Bytes as a text that JSON and every database keep as it is, and the word for its encoding."""
    try:
        # PostgreSQL refuses NUL in a text.
        if b"\x00" not in original:
            return original.decode("utf8"), "utf8"
    except UnicodeDecodeError:
        pass
    return base64.b64encode(original).decode(), "base64"


def original(body: str, encoding: str) -> bytes:
    """The bytes that were kept.

    Raises:
        ValueError: they cannot be known for certain.

    """
    if encoding == "base64":
        return base64.b64decode(body, validate=True)
    if encoding not in {"utf8", "escaped"}:
        message = f"encoding {encoding!r} is not known to this release"
        raise ValueError(message)
    if encoding == "escaped" and _ESCAPED_BYTE.search(body):
        message = "kept by an older release, which did not tell bytes that are not UTF-8 from the text \\xNN"
        raise ValueError(message)
    return body.encode()


def report_in(body: str) -> tuple[str | None, str | None]:
    """URL and capture of the report that a kept message is about, where it says them."""
    try:
        said: dict[str, Any] = orjson.loads(body)["data"]
        url, capture = said.get("url"), said.get("capture")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, None
    is_hash = isinstance(capture, str) and len(capture) == 64 and capture.isalnum()  # noqa: PLR2004 - SHA-256
    return url if isinstance(url, str) else None, capture if is_hash else None
