"""The breaker: a stage whose messages keep dying stops, so that a bad release does not empty its stream.

closed ── half of the latest died ──▶ open ── pause over ──▶ on trial, one message at a time
   ▲                                    ▲                          │
   └───────── ten in a row lived ───────┼──────────────────────────┤
                                        └──────── one died ────────┘

A message dies when it becomes a dead letter, or when a bug in the handler leaves it pending: so it opens before the
deliveries of the first messages are used up. A message that is delivered again counts once, so that a few poisonous
ones do not open it. Each process has its own: a new release begins with a closed one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from shared.runtime import metrics

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger()

# So many must live in a row: with half of the messages dying, a trial passes by luck once in a thousand times.
_TRIALS = 10


@dataclass
class Breaker:
    """One stage's breaker; it never asks the time, moments are seconds of any steady clock.

    Attributes:
        limit: it opens when so many of twice as many messages have died; 0 never opens it.
        pause_seconds: how long nothing is tried once it is open, and after each trial that failed.

    """

    stage: str
    stream: str
    limit: int
    pause_seconds: float
    _latest: dict[str, bool] = field(default_factory=dict)
    _because: str | None = None
    _resumes_at: float = 0.0
    _lived: int = 0

    def __post_init__(self) -> None:
        self._say_state()

    @property
    def is_open(self) -> bool:
        """Whether the stage has stopped, or works on trial."""
        return self._because is not None

    def is_pausing(self, moment: float) -> bool:
        """Whether nothing may be worked on now."""
        return self.is_open and moment < self._resumes_at

    def reason(self, moment: float) -> str | None:
        """Why the stage has stopped and what it waits for; None if it has not."""
        if self._because is None:
            return None
        if self.is_pausing(moment):
            return f"{self._because}; next try in {self._resumes_at - moment:.0f} s"
        return f"{self._because}; on trial, {self._lived} of {_TRIALS} went through"

    def note(self, deaths: Mapping[str, bool], moment: float) -> None:
        """Take in how a slice went: whether it died, for each message by its entry's id."""
        if self.is_open:
            self._judge(deaths, moment)
            return
        for entry_id, died in deaths.items():
            self._latest.pop(entry_id, None)
            self._latest[entry_id] = died
        for entry_id in list(self._latest)[: max(0, len(self._latest) - 2 * self.limit)]:
            del self._latest[entry_id]
        if self.limit and sum(self._latest.values()) >= self.limit:
            self._open(moment)

    def _open(self, moment: float) -> None:
        died, latest = sum(self._latest.values()), len(self._latest)
        self._because = f"{self.stage} stopped on {self.stream}: {died} of its last {latest} messages died"
        self._pause(moment)
        metrics.ALARMS.labels("breaker_open").inc()
        log.error("breaker.opened", stage=self.stage, stream=self.stream, reason=self._because)
        self._say_state()

    def _judge(self, deaths: Mapping[str, bool], moment: float) -> None:
        if any(deaths.values()):
            self._pause(moment)
            return
        self._lived += len(deaths)
        if self._lived >= _TRIALS:
            self._because = None
            self._latest.clear()
            log.warning("breaker.closed", stage=self.stage, stream=self.stream)
            self._say_state()

    def _pause(self, moment: float) -> None:
        self._lived = 0
        self._resumes_at = moment + self.pause_seconds

    def _say_state(self) -> None:
        metrics.BREAKER_OPEN.labels(self.stage, self.stream).set(self.is_open)
