"""Who speaks: names and roles, and pronouns or short forms resolved within the article."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Source
from services.extractor.domain.facts import patterns
from services.extractor.domain.names import Mention, Names, kinds, last_before
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.extractor.domain.reading.passage import Span

_RELAYED = re.compile(
    r"^(?:some |the |several )?(?:statements?|reports?|comments?|remarks?|figures?|data) "
    r"(?:attributed to|from|by|of|made by) ",
    re.IGNORECASE,
)
_PERSON_PRONOUNS = frozenset({"he", "she", "who", "his", "her"})
_THING_PRONOUNS = frozenset({"it", "its"})
_PLURAL_PRONOUNS = frozenset({"they", "their"})
_INSTITUTIONS = frozenset({"authority", "military", "media", "research_institute"})
_DEFINITE = re.compile(r"^(?:the|this|that|these|those) ", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?|some) ", re.IGNORECASE)
_CLAUSE_EDGE = re.compile(r"[.,;:!?“”\n]|\b(?:and|but|that|said|by|to|from|of|as)\b")
_APPOSITION = re.compile(r"(?:[’']s)?,? ?((?:an?|the|who|head|chief|leader|director)\b[^.;“”\n]{0,80})")
_ORGANISATION = re.compile(r"\b(?:of|for|at|with) (?:the )?((?:[A-Z][\w’'-]*)(?: [A-Z][\w’'-]*)*)")
# Endings of nouns for one person: governor, commander, analyst, politician, president, spokesman, chief.
_PERSON_ENDINGS = (
    "or",
    "er",
    "ist",
    "yst",
    "ian",
    "ent",
    "man",
    "woman",
    "chief",
    "ess",
    "head",
    "official",
    "general",
)
_DEFINITE_WORDS = 3  # "the defence ministry" refers back; a longer phrase describes
_LEAD_IN = 60
_TWO_SENTENCES = 400
# A person named behind a speaker's own appositions is another one.
_APPOSITION_REACH = 80
# Whom a pronoun means stands in the last paragraphs.
_MEMORY = 60


class Speakers:
    """The sources of one article, resolved in the order in which they speak."""

    def __init__(self, text: str) -> None:
        """Read the names of the article."""
        self._text = text
        self._names = Names(text)
        self._institutions = [m for m in self._names.institutions if m.name.rsplit(" ", 1)[-1].lower() in kinds()]
        self._past: deque[tuple[int, Source]] = deque(maxlen=_MEMORY)

    def resolve(self, span: Span | None, sentence_start: int) -> Source:
        """Describe the source at a span, with the name that it had earlier where it is only referred to."""
        if span is None:
            return Source(kind="unnamed")
        words = self._text[span[0] : span[1]]
        source = replace(self._resolved(words, span, sentence_start), text=words, spans=(span,))
        self._past.append((span[0], source))
        return source

    def _resolved(self, words: str, span: Span, sentence_start: int) -> Source:
        lower = words.lower()
        if lower in _PERSON_PRONOUNS:
            return self._person_before(span[0], sentence_start) or Source()
        if lower in _THING_PRONOUNS:
            return self._institution_before(span[0]) or Source(name=words)
        if lower in _PLURAL_PRONOUNS:
            return self._last_source(lambda s: s.kind != "unknown" and not self._is_person(s)) or Source(kind="unnamed")
        known = None
        if _DEFINITE.match(words) and len(words.split()) <= _DEFINITE_WORDS:
            known = self._same_head(words, span[0])
        return known or self._described(words, span)

    def _person_before(self, offset: int, sentence_start: int) -> Source | None:
        """Return the last speaker who is a person, unless a person was named since."""
        spoken = next(((at, s) for at, s in reversed(self._past) if self._is_person(s) and at < offset), None)
        named = self._last_named(self._names.people, sentence_start)
        if named and spoken and named.start <= spoken[0] + _APPOSITION_REACH:
            named = None
        is_near = named is not None and sentence_start - named.start < _TWO_SENTENCES
        if named and is_near and (spoken is None or sentence_start - spoken[0] > _TWO_SENTENCES):
            return self._of_mention(named)
        return spoken[1] if spoken else self._last_source(_is_one_person)

    def _institution_before(self, offset: int) -> Source | None:
        spoken = ((at, s.name or "") for at, s in reversed(self._past) if s.kind in _INSTITUTIONS and at < offset)
        named = self._last_named(self._institutions, offset)
        before = [found for found in (next(spoken, None), named and (named.start, named.name)) if found]
        if not before:
            return None
        start, name = max(before)
        return self._described(name, (start, start + len(name)))

    @staticmethod
    def _last_named(mentions: list[Mention], offset: int) -> Mention | None:
        index = last_before(mentions, offset)
        return mentions[index - 1] if index else None

    def _of_mention(self, mention: Mention) -> Source:
        return self._described(mention.name, (mention.start, mention.end))

    def _last_source(self, is_wanted: Callable[[Source], bool]) -> Source | None:
        return next((s for _, s in reversed(self._past) if is_wanted(s)), None)

    def _same_head(self, words: str, offset: int) -> Source | None:
        """Return what "the ministry" stood for earlier: a source, or a name, with the same head noun."""
        lower = words.lower()
        head = lower.rsplit(" ", 1)[-1]
        earlier = self._last_source(lambda s: (s.name or "").lower().endswith(head) and (s.name or "").lower() != lower)
        if earlier:
            return earlier
        near = self._institutions[: last_before(self._institutions, offset)][-_MEMORY:]
        named = next((m for m in reversed(near) if m.name.lower().endswith(" " + head)), None)
        return self._of_mention(named) if named else None

    def _is_person(self, source: Source) -> bool:
        return self._names.is_person(source.name) or source.kind == "social_media_user"

    def _described(self, words: str, span: Span) -> Source:
        name = self._names.meant_by(words)
        relayed = _RELAYED.match(words)
        if name is None and relayed:
            name = re.split(r",| (?:and|who|on|in) ", words[relayed.end() :])[0]
        context = self._descriptor(name or words, span)
        kind = _kind_of(words)
        kind = kind if kind != "unknown" else _kind_of(context)
        camp = patterns.side_of(words) or patterns.side_of(context) or {}
        if kind == "unknown" and camp.get("government") and _ARTICLE.sub("", words) == camp["word"]:
            kind = "authority"
        role = context.strip(" ,") or None if name else None
        side, organisation = camp.get("side") or None, _organisation(context)
        return Source(name=name or words, role=role, kind=kind, side=side, organisation=organisation)

    def _descriptor(self, name: str, span: Span) -> str:
        """Return the words beside the first mention of a name that say who it is: "analyst", ", head of ..."."""
        first = self._names.first(name)
        start, end = (first.start, first.end) if first else span
        if first is None and name.islower():
            return ""
        before = _CLAUSE_EDGE.split(self._text[max(0, start - _LEAD_IN) : start])[-1]
        before = re.sub(r"\b(?:named|called)\s*$", "", before).strip()
        own = before if any(word.lower().strip("’s") in kinds() for word in before.split()) else ""
        after = _APPOSITION.match(self._text[end : end + 100])
        behind = after.group(1).split(",", 1)[0] if after and self._text[end : end + 1] == "," else ""
        return " ".join(part for part in (own, behind) if part)


def _is_one_person(source: Source) -> bool:
    """Whether a source without a name is one person: "the governor", but not "residents" or "the ministry"."""
    head = re.split(r" (?:of|in|for|from|at) |,", (source.name or "").lower())[0].rsplit(" ", 1)[-1]
    return head.endswith(_PERSON_ENDINGS) and kinds().get(head, "unknown") not in {"unknown", "media"}


def _kind_of(words: str) -> str:
    """The kind that the head noun makes: the last role noun before the first preposition, else the first one behind."""
    tokens = re.findall(r"[\w-]+", words)
    if (
        any(t in {"Defense", "Defence"} for t in tokens)
        and any(t.lower() == "ministry" for t in tokens)
        and "spokesman" not in words
    ):
        return "military"
    cut = next((i for i, t in enumerate(tokens) if i and t.lower() in words_of_class("preposition")), len(tokens))
    head = [kinds()[t.lower()] for t in tokens[:cut] if t.lower() in kinds()]
    rest = [kinds()[t.lower()] for t in tokens[cut:] if t.lower() in kinds()]
    ordered = head[::-1] + rest
    return next((kind for kind in ordered if kind != "unknown"), "unknown")


def _organisation(descriptor: str) -> str | None:
    match = _ORGANISATION.search(descriptor)
    return match.group(1) if match else None
