"""Who speaks: names and roles, and pronouns or short forms resolved within the article."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Source
from services.extractor.domain.speakers.beside import is_subject
from services.extractor.domain.speakers.bodies import belongs_to_a_body, is_of_members, organisation_of
from services.extractor.domain.speakers.descriptions import name_of, role_of
from services.extractor.domain.speakers.gender import addressed, gender_of
from services.extractor.domain.speakers.kinds import is_personal, kind_of, speaks_for_others
from services.extractor.domain.speakers.names import Names, bare_name, last_before
from services.extractor.domain.speakers.people import People
from services.extractor.domain.speakers.phrases import (
    antecedent,
    head_person,
    last_plural,
    last_state,
    relayed,
    spelled_out,
)
from services.extractor.domain.speakers.profiles import side_beside, side_by_place, side_in
from services.extractor.domain.speakers.spoken import (
    INSTITUTIONS,
    Spoken,
    is_a_body,
    is_called,
    is_short_for,
    may_be,
)
from services.extractor.domain.speakers.standing_for import body_meant, body_told_of, is_head_of_state, kinds_meant
from services.extractor.domain.speakers.telling import Told, acts, last_told_of
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.extractor.domain.reading.passage import Span
    from services.extractor.domain.speakers.mentions import Mention
    from services.extractor.domain.speakers.profiles import Profile

_PERSON_PRONOUNS = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
_THING_PRONOUNS = frozenset({"it", "its"})
_PLURAL_PRONOUNS = frozenset({"they", "their", "them"})
_RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whose"})
# Kinds whose nouns ("the agency", "the watchdog") stand for the last one that spoke.
_CALLED_BY_KIND = frozenset({"media", "ngo", "research_institute", "international_organisation"})
_SPEECH = re.compile(
    r"\s{0,8}([A-Z][^\n.:;“”\"’']{2,120})[’'`]s? (?:\w+ ){0,2}"
    r"(?:remarks|speech|statement|address|answers|interview|article)\b"
)
# Who speaks for a person of these speaks for the body.
_SPOKEN_FOR = frozenset({"international_organisation", "armed_group", "ngo"})
_DEFINITE = re.compile(r"^(?:the|this|that|these|those) ", re.IGNORECASE)
_DEFINITE_WORDS = 4  # "the foreign ministry" refers back; a longer phrase describes
_AGE = re.compile(r",[ \xa0](?:aged?[ \xa0])?\d{1,3}[ ,\xa0]*$")
_TWO_SENTENCES = 400
# A person named behind a speaker's own appositions is another one.
_APPOSITION_REACH = 80
_NEAR_PEOPLE = 4
# Whom a pronoun means stands in the last paragraphs.
_MEMORY = 60


class Speakers:
    """The sources of one article, resolved in the order in which they speak."""

    def __init__(self, text: str) -> None:
        """Read the names of the article."""
        self._text = text
        self._names = Names(text)
        self._institutions = [m for m in self._names.institutions if kind_of(m.name) != "unknown"]
        self._past: deque[Spoken] = deque(maxlen=_MEMORY)
        self._people = People(text, self._names)
        self._addressed = addressed(text)
        self.author = self._author()

    def _author(self) -> Source | None:
        """Whose speech the whole article is, by its first line: "Foreign Minister X's remarks at ..."."""
        match = _SPEECH.match(self._text)
        return self._described(match.group(1), match.span(1))[0] if match else None

    def resolve(self, span: Span | None, sentence_start: int) -> Source:
        """Describe the source at a span, with the name that it had earlier where it is only referred to."""
        if span is None:
            return Source(kind="unnamed")
        words = self._text[span[0] : span[1]]
        resolved, is_person = self._resolved(words, span, sentence_start)
        source = replace(resolved, text=words, spans=(span,))
        self._past.append(Spoken(span[0], source, is_person))
        return source

    def _resolved(self, words: str, span: Span, sentence_start: int) -> tuple[Source, bool]:
        """What a pronoun, a definite phrase or a description stands for, and whether that is a person."""
        lower = words.lower()
        if lower in words_of_class("first_person"):
            return Source(), False
        if lower in _PERSON_PRONOUNS:
            return self._person_before(span[0], sentence_start, _PERSON_PRONOUNS[lower]) or Source(), True
        if lower in _THING_PRONOUNS | _PLURAL_PRONOUNS | _RELATIVE_PRONOUNS:
            return self._by_pronoun(lower, span[0], sentence_start) or (Source(name=words), False)
        if _DEFINITE.match(words) and len(words.split()) <= _DEFINITE_WORDS:
            known = self._same_head(words, span[0])
            if known:
                return known, is_personal(words)
        return self._described(words, span)

    def _by_pronoun(self, pronoun: str, offset: int, sentence_start: int) -> tuple[Source, bool] | None:
        """What "who", "it" or "they" stands for."""
        if pronoun in _RELATIVE_PRONOUNS:
            before = antecedent(self._text, offset, sentence_start)
            return self._described(self._text[before[0] : before[1]], before) if before else None
        if pronoun in _THING_PRONOUNS:
            source = self._institution_before(offset, sentence_start)
            return (source, False) if source else None
        source = self._last_source(lambda s: s.at >= sentence_start and s.source.kind != "unknown" and not s.is_person)
        several = None if source else last_plural(self._text, sentence_start, offset)
        if several:
            return self._described(self._text[several[0] : several[1]], several)
        source = source or self._last_source(lambda s: s.source.kind not in {"unknown", "media"} and not s.is_person)
        return (source or Source(kind="unnamed")), False

    def _person_before(self, offset: int, sentence_start: int, gender: str) -> Source | None:
        """Return the last speaker who is a person, unless a person was named since."""
        fits = (s for s in reversed(self._past) if s.is_person and s.at < offset and self._may_be(s.source, gender))
        spoken = next(fits, None)
        named = self._named_before(sentence_start, gender)
        told = self._told_before(sentence_start, gender, spoken)
        if named and told and not self._is_rather(named, told):
            named = None
        if named and (spoken is None or self._is_nearer(named, spoken, sentence_start)):
            return self._of_mention(named)
        if told:
            return self._described(self._text[slice(*told.span)], told.span)[0]
        if spoken:
            return spoken.source
        return self._last_source(lambda s: is_personal(s.source.name or "") and self._may_be(s.source, gender))

    def _may_be(self, source: Source, gender: str) -> bool:
        """Whether a pronoun of a gender may stand for a source, as far as its name and "Ms" before it tell."""
        called = self._addressed.get((source.name or "").rsplit(" ", 1)[-1].lower())
        return called == gender if called else may_be(source, gender)

    def told_of_before(self, offset: int) -> tuple[int, Source] | None:
        """Where the report tells last of a person before a quotation, in the same paragraph, and who that is."""
        told = self._told_of(offset)
        if told is None or "\n" in self._text[told.span[0] : offset]:
            return None
        return told.span[0], self._described(self._text[slice(*told.span)], told.span)[0]

    def _told_of(self, offset: int) -> Told | None:
        return last_told_of(self._text, offset, lambda name, at: self._names.meant_by(name, at) is not None)

    def _told_before(self, offset: int, gender: str, spoken: Spoken | None) -> Told | None:
        """Of whom the report tells between the last speaker and an offset, though that person says nothing there."""
        told = self._told_of(offset)
        if told is None or (spoken and told.span[0] <= spoken.at + len(spoken.source.text or "")):
            return None
        words = self._text[slice(*told.span)]
        is_named = not told.noun or not words.lower().endswith(told.noun)
        fits = gender_of("", told.noun) in {gender, None}
        if fits and is_named:
            fits = self._may_be(self._described(words, told.span)[0], gender)
        return told if fits else None

    def _is_rather(self, named: Mention, told: Told) -> bool:
        """Whether a pronoun rather means who is named by a full name than with whom a sentence begins."""
        return named.start > told.span[0] and is_subject(self._text, (named.start, named.end))

    def _named_before(self, offset: int, gender: str) -> Mention | None:
        """The person of a gender who is named last in the two sentences before an offset."""
        people = self._names.people
        for mention in reversed(people[: last_before(people, offset)][-_NEAR_PEOPLE:]):
            if offset - mention.start >= _TWO_SENTENCES:
                return None
            if self._may_be(self._of_mention(mention), gender):
                return mention
        return None

    def _is_nearer(self, named: Mention, spoken: Spoken, offset: int) -> bool:
        """Whether a pronoun at an offset rather means who is only named than who spoke."""
        if named.start <= spoken.at + len(spoken.source.text or ""):
            return False
        if is_subject(self._text, (named.start, named.end)):
            return True
        is_apart = "\n" in self._text[spoken.at : named.start] and "\n" not in self._text[named.end : offset].rstrip()
        if is_apart and acts(self._text, named.end):
            return True
        return named.start > spoken.at + _APPOSITION_REACH and offset - spoken.at > _TWO_SENTENCES

    def _institution_before(self, offset: int, sentence_start: int) -> Source | None:
        spoken = next(
            (s for s in reversed(self._past) if s.source.kind in INSTITUTIONS and not s.is_person and s.at < offset),
            None,
        )
        # Within what another says "it" may be the state that he speaks of; at its end it is the one who spoke before.
        is_within = spoken is not None and spoken.at >= sentence_start
        state = last_state(self._text, sentence_start, offset) if is_within or spoken is None else None
        if state and (spoken is None or state[0] > spoken.at + len(spoken.source.text or "")):
            return self._described(self._text[state[0] : state[1]], state)[0]
        named = self._last_named(self._institutions, offset)
        if named and (spoken is None or named.start > spoken.at + len(spoken.source.text or "")):
            return self._of_mention(named)
        return spoken.source if spoken else None

    def _subject_before(self, offset: int) -> Source | None:
        """The body or state with which a sentence begins: "UNIFIL counted ten, its spokesman said"."""
        span = body_told_of(self._text, offset)
        return self._described(self._text[slice(*span)], span)[0] if span else None

    @staticmethod
    def _last_named(mentions: list[Mention], offset: int) -> Mention | None:
        index = last_before(mentions, offset)
        return mentions[index - 1] if index else None

    def _of_mention(self, mention: Mention) -> Source:
        return self._described(mention.name, (mention.start, mention.end))[0]

    def _last_source(self, is_wanted: Callable[[Spoken], bool]) -> Source | None:
        return next((s.source for s in reversed(self._past) if is_wanted(s)), None)

    def _same_head(self, words: str, offset: int) -> Source | None:
        """Return what "the ministry" or "the prime minister" stood for earlier."""
        lower = _DEFINITE.sub("", words.lower())
        head = lower.rsplit(" ", 1)[-1]
        earlier = self._last_source(lambda s: is_called(s.source, lower, words))
        if earlier:
            return earlier
        near = self._institutions[: last_before(self._institutions, offset)][-_MEMORY:]
        named = next((m for m in reversed(near) if is_short_for(lower, m.name)), None)
        if named:
            return self._of_mention(named)
        if is_head_of_state(words) and (holder := self._in_office(offset)):
            return replace(holder, role=holder.role or role_of(words))
        kinds = kinds_meant(lower) or ({kind_of(head)} & _CALLED_BY_KIND if lower == head else frozenset())
        return self._last_source(lambda s: s.source.kind in kinds and not s.is_person and s.source.name != lower)

    def _in_office(self, offset: int) -> Source | None:
        """The person in office, without a word which, who spoke last in the same paragraph."""
        last = next((s for s in reversed(self._past) if s.is_person and s.at < offset), None)
        if last is None or "\n" in self._text[last.at : offset] or last.source.kind not in {"authority", "politician"}:
            return None
        return last.source if is_head_of_state(last.source.role or "The president") else None

    def _described(self, words: str, span: Span) -> tuple[Source, bool]:
        """The source that a phrase describes, and whether it is one person with a name."""
        start, end = relayed(words)
        person = head_person(words[start:end], self._names, span[0])
        bare = None if person else bare_name(words[start:end])
        if person or (bare and _AGE.sub("", words[start:end]).strip(" ,").endswith(bare)):
            name = person or bare or words
            profile = self._belonging(name, words[start:end], (span[0] + start, span[0] + end))
            side, kind, note = side_in(self._text, words) or profile.side, profile.kind, self._people.note(name)
            return Source(None, (), name, profile.role, profile.organisation, kind, side, note), True
        called = spelled_out(self._text, words) or words[start:end]
        kind = kind_of(called)
        if kind == "unknown":
            kind = kind_of(words) if start else self._first_of_several(words, span[0])
        role = role_of(called)
        owner = self._owner(called, span[0])
        is_kin = kind == "civilian" and gender_of("", role or "") is not None
        name = f"{name_of(called)} of {owner.name}" if owner and (role is None or is_kin) else name_of(called)
        if owner and kind in {"document", "unknown"}:
            # "Their report" speaks for them.
            name, kind = owner.name or name, owner.kind
        side = owner.side if owner else self._side(words, name, kind)
        body = organisation_of(called) if role or is_of_members(called) else None
        if role and owner and is_a_body(owner) and belongs_to_a_body(role):
            body, kind = body or owner.name, owner.kind if speaks_for_others(role) else kind
        return Source(None, (), name, role, body, kind, side), is_personal(called)

    def _belonging(self, name: str, words: str, span: Span) -> Profile:
        """Who somebody is, with the body that "its" means: "its spokesman, Ostap Hrynko"."""
        profile = self._people.profile(name, span)
        body = body_meant(words)
        group = self._same_head(f"the {body}", span[0]) if body and profile.role else None
        if group and speaks_for_others(profile.role or ""):
            return replace(profile, kind=group.kind, side=profile.side or group.side)
        owner = self._owner(words, span[0]) if profile.role and not profile.organisation else None
        if owner and owner.kind in _SPOKEN_FOR and speaks_for_others(profile.role or ""):
            profile = self._people.learn(name, replace(profile, kind=owner.kind))
        if owner and is_a_body(owner) and belongs_to_a_body(profile.role or ""):
            kind = owner.kind if speaks_for_others(profile.role or "") else profile.kind
            profile = self._people.learn(name, replace(profile, organisation=owner.name, kind=kind))
        return profile

    def _owner(self, words: str, offset: int) -> Source | None:
        """Whose office, spokesman or report it is: "his office", "its spokesman"."""
        pronoun = words.split(" ", 1)[0].lower()
        if pronoun in _THING_PRONOUNS:
            found = self._subject_before(offset) or self._institution_before(offset, offset)
        elif pronoun in _PLURAL_PRONOUNS:
            found = self._last_source(lambda s: not s.is_person and s.source.kind != "unknown" and s.at < offset)
        else:
            gender = _PERSON_PRONOUNS.get(pronoun)
            found = self._person_before(offset, offset, gender) if gender else None
        return found if found and found.name else None

    def _side(self, words: str, name: str, kind: str) -> str | None:
        """The camp that the words name, here or beside the name elsewhere; people at large have none."""
        if kind in {"public", "civilian", "witness"}:
            return None
        is_office = is_personal(name) and name.islower()
        side = side_in(self._text, words) or (None if is_office else side_beside(self._text, name))
        return side_by_place(name) if side is None and kind in {"authority", "military"} else side

    def _first_of_several(self, words: str, offset: int) -> str:
        """The kind of the first one of "Koval and his deputy"."""
        first, _, others = words.partition(" and ")
        bare = bare_name(first) if others else None
        return self._people.profile(bare, (offset, offset + len(first))).kind if bare else "unknown"
