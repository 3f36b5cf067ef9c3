"""Who the persons of an article are, by the words beside their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.extractor.domain.speakers.known import known_person
from services.extractor.domain.speakers.profiles import credibility_note, occurrences, profile_at

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Passage, Span
    from services.extractor.domain.speakers.names import Names
    from services.extractor.domain.speakers.profiles import Profile


class People:
    """The persons of one article, each looked up once."""

    def __init__(self, text: str, names: Names) -> None:
        """Know none yet."""
        self._text = text
        self._names = names
        self._profiles: dict[str, Profile] = {}
        self._notes: dict[str, Passage | None] = {}

    def profile(self, name: str, span: Span) -> Profile:
        """Who somebody is: by the words beside the name, here or elsewhere, else as everybody knows."""
        found = self._profiles.get(name)
        if found is None:
            places = [span, *self._mentions_of(name)]
            found = profile_at(self._text, places)
            self._notes[name] = credibility_note(self._text, places)
        elif found.kind == "unknown":
            # All other places were read before.
            found = profile_at(self._text, [span])
        if found.kind == "unknown":
            found = known_person(name) or self._profiles.get(name) or found
        return self.learn(name, found)

    def learn(self, name: str, profile: Profile) -> Profile:
        """Keep what is known of somebody now."""
        self._profiles[name] = profile
        return profile

    def note(self, name: str) -> Passage | None:
        """What the article says of somebody's trustworthiness."""
        return self._notes.get(name)

    def _mentions_of(self, name: str) -> list[Span]:
        """Where a person is named, whole or by the surname alone, in order."""
        surname = name.rsplit(" ", 1)[-1]
        bare = [at for at in occurrences(self._text, surname) if self._names.bearer(surname, at[1]) in {name, None}]
        return sorted(self._names.spans_of(name) + bare)
