"""What a handler can answer, and the two errors it can raise.

Outcome
├── Done(outputs)           the messages for the next stream; may be none
└── Skipped(outcome, why)   an expected end of the road, kept as `ArticleSkipped`
Exception
├── PermanentError          the input's fault: dead letter now
├── TransientError          the surroundings' fault: the stage waits and tries again
└── anything else           a bug: stays pending, tried again alone, dead letter after `max_deliveries`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.contracts.contract import Message


class PermanentError(Exception):
    """The input can never be worked on; its text says what and which."""


class TransientError(Exception):
    """The surroundings cannot do it now; the same input may go through later."""


@dataclass(frozen=True)
class Done:
    """The work was done; `outputs` go to the next stream."""

    outputs: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Skipped:
    """The article ends here for an expected reason.

    Attributes:
        outcome: one word of a small vocabulary, such as `no_text`.
        reason: what and which, for a person.

    """

    outcome: str
    reason: str
    url: str
    capture: str | None = None

    def __post_init__(self) -> None:
        if not (self.outcome and self.reason):
            message = f"{self.url} was skipped without a word why"
            raise ValueError(message)


Outcome = Done | Skipped
