"""The dead letter: a message that could not be worked on, kept with its reason."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shared.contracts.contract import Message, Utc


class DeadLetter(Message):
    """An entry that is taken out of its stream, with why (`messages.dead`)."""

    event_type: ClassVar[str] = "io.claimwire.message.dead_lettered.v1"

    stream: str = Field(description="where it was read")
    entry_id: str = Field(description="its id there")
    service: str = Field(description="the consumer group that gave up")
    reason: str
    deliveries: int = Field(ge=1)
    body: str = Field(description="the original `__data__`; bytes that are not UTF-8 are escaped as \\xNN")
    died_at: Utc

    def subject(self) -> str:
        return f"{self.stream}/{self.entry_id}"

    def identity(self) -> str:
        return f"{self.stream}\n{self.entry_id}\n{self.service}"
