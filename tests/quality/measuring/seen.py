"""What the shipped weights saw of a data set, as their settings say; a score on what was learned from is no score."""

from __future__ import annotations

from functools import cache

from services.extractor.adapters.tagger.weights import Settings, checked, settings_of


@cache
def _shipped() -> Settings:
    return settings_of(checked())


def seen(data_set: str, settings: Settings | None = None) -> str:
    """Words for the table; empty if the weights never saw it."""
    settings = settings or _shipped()
    if settings.learned_from is None:
        return "not known whether the weights saw it"
    if data_set in settings.learned_from:
        return "SEEN: the weights learned from it"
    return "seen: thresholds were chosen on it" if data_set in settings.tuned_on else ""
