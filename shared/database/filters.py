"""Which claim events are wanted: the same question asked of the database and of a row in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.database.tables import claim_events

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from shared.database.reading import EventRow

_EXACT = ("source_kind", "outlet", "verification", "certainty")


@dataclass(frozen=True)
class ClaimFilters:
    """All that are given must hold.

    Attributes:
        q: words that all occur in the claim, its speaker, title or places; case does not matter.
        event: an event type.
        place: a place's name or ISO 3166-2 code.
        source: part of the speaker's name.
    """

    q: str | None = None
    event: str | None = None
    place: str | None = None
    source: str | None = None
    source_kind: str | None = None
    outlet: str | None = None
    verification: str | None = None
    certainty: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """For a WHERE clause over `claim_events`."""
        columns = claim_events.c
        parts = [(columns[name], text) for name, text in self._contained()]
        exact = [columns[name] == value for name, value in self._exact()]
        return [column.contains(text, autoescape=True) for column, text in parts] + exact

    def match(self, row: EventRow) -> bool:
        """Whether a row that has been read is wanted."""
        return all(text in getattr(row, name) for name, text in self._contained()) and all(
            getattr(row, name) == value for name, value in self._exact()
        )

    def _contained(self) -> list[tuple[str, str]]:
        contained = [("search", word) for word in (self.q or "").lower().split()]
        contained += [("events", f"|{self.event.lower()}|")] if self.event else []
        contained += [("places", f"|{self.place.lower()}|")] if self.place else []
        return contained + ([("source", self.source.lower())] if self.source else [])

    def _exact(self) -> list[tuple[str, str]]:
        return [(name, value) for name in _EXACT if (value := getattr(self, name)) is not None]
