"""What the shipped weights saw of a data set, as their settings say; a score on what was learned from is no score."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from services.extractor.adapters.tagger.weights import Settings, checked, settings_of


class Learned(Protocol):
    """Settings of a model that say which data sets it saw."""

    @property
    def learned_from(self) -> list[str] | None:
        """Those that its weights were trained on; None if nobody said."""

    @property
    def tuned_on(self) -> list[str]:
        """Those that its settings were chosen on."""


@cache
def _shipped() -> Settings:
    return settings_of(checked())


def seen(data_set: str, settings: Learned | None = None) -> str:
    """Words for the table; empty if the weights never saw it."""
    settings = settings or _shipped()
    if settings.learned_from is None:
        return "not known whether the weights saw it"
    if data_set in settings.learned_from:
        return "SEEN: the weights learned from it"
    return "seen: thresholds were chosen on it" if data_set in settings.tuned_on else ""
