"""The breaker of an endpoint: one that keeps failing is left alone for a while, and then tried with one article.

closed ── some failures in a row ──▶ open ── pause over ──▶ on trial: one article
   ▲                                  ▲                        │
   │                                  └── fails: twice as long ┤
   └────────────── succeeds ───────────────────────────────────┘
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import structlog

from shared.runtime import metrics

log = structlog.get_logger()

_FAILURES: Final = 3
_FIRST_PAUSE_SECONDS: Final = 60.0
# An endpoint that is down for a day costs the time of a hundred articles.
_LONGEST_PAUSE_SECONDS: Final = 900.0


@dataclass
class EndpointBreaker:
    """Whether an endpoint may be asked; moments are seconds of any steady clock."""

    first_pause_seconds: float = _FIRST_PAUSE_SECONDS
    _failures: int = field(default=0, init=False)
    _pause_seconds: float = field(default=0.0, init=False)
    _resumes_at: float = field(default=0.0, init=False)
    _is_on_trial: bool = field(default=False, init=False)

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is left alone, or on trial."""
        return self._failures >= _FAILURES

    def lets_through(self, moment: float) -> bool:
        """Whether to ask now; what becomes of it must be noted."""
        if not self.is_open:
            return True
        if self._is_on_trial or moment < self._resumes_at:
            return False
        self._is_on_trial = True
        return True

    def note(self, moment: float, *, succeeded: bool) -> None:
        """Take in what became of asking."""
        was_open, was_on_trial = self.is_open, self._is_on_trial
        self._is_on_trial = False
        if succeeded:
            self._failures = 0
            if was_open:
                log.warning("language_model.resumed")
            return
        self._failures += 1
        # Those that were asked before it opened tell nothing new.
        if self.is_open and (was_on_trial or not was_open):
            longer = min(2 * self._pause_seconds, _LONGEST_PAUSE_SECONDS)
            self._pause_seconds = longer if was_open else self.first_pause_seconds
            self._resumes_at = moment + self._pause_seconds
            metrics.ALARMS.labels("language_model_left_alone").inc()
            log.error("language_model.left_alone", failures=self._failures, seconds=self._pause_seconds)
