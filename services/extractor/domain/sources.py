"""Who speaks: names and roles, and pronouns or short forms resolved within the article."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Source
from services.extractor.domain.facts import patterns
from services.extractor.domain.tables import rows, words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.reading.passage import Span

_NAME = re.compile(
    r"\b[A-Z][a-zé’'-]*[a-zé][A-Z]?[a-zé]*(?: (?:al-|van |von |de |der )?(?:[A-Z]\.|[A-Z][\w’'-]*[a-zé]))+(?:[’']s)?",
    re.UNICODE,
)
_FORM_OF_ADDRESS = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Gen|Col|Sen|Rep|Gov|Lt|Maj)\.? ")
_RELAYED = re.compile(
    r"^(?:some |the |several )?(?:statements?|reports?|comments?|remarks?|figures?|data) (?:attributed to|from|by|of|made by) ",
    re.IGNORECASE,
)
_PERSON_PRONOUNS = frozenset({"he", "she", "who", "his", "her"})
_THING_PRONOUNS = frozenset({"it", "its"})
_PLURAL_PRONOUNS = frozenset({"they", "their"})
_DEFINITE = re.compile(r"^(?:the|this|that|these|those) ", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?|some) ", re.IGNORECASE)
# Words that make a run of capitals an institution, an event or a place and not a person.
_NO_PERSON = frozenset(
    ["day", "square", "republic", "war", "sea", "city", "states", "state", "union", "nations", "post", "times", "street", "river", "army", "command", "group", "brigade", "ministry", "guard", "party", "house", "office", "institute", "press", "agency", "council", "news", "service", "forces", "force", "court", "university", "north", "south", "east", "west"]
)
_MIN_LIKENESS = 0.84
_LEAD_IN = 60


@dataclass(frozen=True)
class Mention:
    """A name or an institution somewhere in the article."""

    start: int
    end: int
    name: str
    is_person: bool


@cache
def _kinds() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in rows("roles")}


def mentions_in(text: str) -> list[Mention]:
    """Names of two and more capitalised words, in order."""
    return [mention for match in _NAME.finditer(text) if (mention := _mention(match))]


def _mention(match: re.Match[str]) -> Mention | None:
    words = re.sub(r"[’']s$", "", match.group()).split(" ")
    start = match.start()
    adjectives = patterns.sides()[1]
    person = list(words)
    while len(person) > 2 and (
        person[0].lower() in _kinds() or person[0] in adjectives or person[0].lower() in words_of_class("determiner")
    ):
        person.pop(0)
    while person and (
        person[0].lower() in words_of_class("preposition") or person[0].lower() in words_of_class("subordinator")
    ):
        person.pop(0)
    is_person = len(person) > 1 and not any(
        w.lower() in _NO_PERSON or w.lower() in _kinds() or w in adjectives for w in person
    )
    is_person = is_person and not any(
        w.lower() in words_of_class("time") or w.lower() in words_of_class("determiner") for w in person
    )
    name = " ".join(person if is_person else words)
    offset = match.group().find(name)
    return Mention(start + max(offset, 0), start + max(offset, 0) + len(name), name, is_person) if name else None


class Speakers:
    """The sources of one article, resolved in the order in which they speak."""

    def __init__(self, text: str) -> None:
        """Read the names of the article."""
        self._text = text
        self._mentions = mentions_in(text)
        self._people = [m for m in self._mentions if m.is_person]
        self._past: list[tuple[int, Source]] = []

    def resolve(self, span: Span | None, sentence_start: int) -> Source:
        """The source at a span, with the name that it had earlier where it is only referred to."""
        if span is None:
            return Source(kind="unnamed")
        words = self._text[span[0] : span[1]]
        source = self._resolved(words, span, sentence_start)
        source = replace(source, text=words, spans=(span,))
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
        if _DEFINITE.match(words) and len(words.split()) <= 3:  # noqa: PLR2004 - "the defence ministry"
            known = self._same_head(words, span[0])
            if known:
                return known
        return self._described(words, span)

    def _person_before(self, offset: int, sentence_start: int) -> Source | None:
        """The last speaker who is a person, unless a person was named since."""
        spoken = next(((at, s) for at, s in reversed(self._past) if self._is_person(s) and at < offset), None)
        named = [m for m in self._people if m.start < sentence_start and (spoken is None or m.start > spoken[0] + 80)]
        near = [m for m in named if sentence_start - m.start < 400]  # noqa: PLR2004 - two sentences
        if near and (spoken is None or sentence_start - spoken[0] > 400):  # noqa: PLR2004
            return self._described(near[-1].name, (near[-1].start, near[-1].end))
        return spoken[1] if spoken else None

    def _institution_before(self, offset: int) -> Source | None:
        past = [
            (at, s.name or "")
            for at, s in self._past
            if s.kind in {"authority", "military", "media", "research_institute"}
        ]
        named = [
            (m.start, m.name) for m in self._mentions if not m.is_person and m.name.split()[-1].lower() in _kinds()
        ]
        before = [(at, name) for at, name in past + named if at < offset]
        return self._described(*self._at(max(before))) if before else None

    def _at(self, found: tuple[int, str]) -> tuple[str, Span]:
        return found[1], (found[0], found[0] + len(found[1]))

    def _last_source(self, wanted: object) -> Source | None:
        return next((s for _, s in reversed(self._past) if callable(wanted) and wanted(s)), None)

    def _same_head(self, words: str, offset: int) -> Source | None:
        """What "the officials" and "the ministry" stood for earlier: a source, or a name, with the same head noun."""
        head = words.rsplit(maxsplit=1)[-1].lower()
        earlier = self._last_source(lambda s: (s.name or "").lower().endswith(head) and s.name.lower() != words.lower())
        if earlier:
            return earlier
        named = [m for m in self._mentions if m.start < offset and m.name.lower().endswith(" " + head)]
        return self._described(named[-1].name, (named[-1].start, named[-1].end)) if named else None

    def _is_person(self, source: Source) -> bool:
        return (
            (source.name is not None
            and any(source.name == m.name for m in self._people))
            or (source.kind == "social_media_user")
        )

    def _described(self, words: str, span: Span) -> Source:
        name = self._name_in(words)
        relayed = _RELAYED.match(words)
        if name is None and relayed:
            name = re.split(r",| (?:and|who|on|in) ", words[relayed.end() :])[0]
        context = self._descriptor(name or words, span)
        kind = _kind_of(words, named=name is not None)
        kind = kind if kind != "unknown" else _kind_of(context, named=name is not None)
        camp = patterns.side_of(words) or patterns.side_of(context) or {}
        if kind == "unknown" and camp.get("government") and _ARTICLE.sub("", words) == camp["word"]:
            kind = "authority"
        role = context.strip(" ,") or None if name else None
        return Source(
            name=name or words, role=role, kind=kind, side=camp.get("side") or None, organisation=_organisation(context)
        )

    def _name_in(self, words: str) -> str | None:
        """The full name of a person in the words, or of whom a bare (even misspelt) surname in them means."""
        own = [m for match in _NAME.finditer(words) if (m := _mention(match)) and m.is_person]
        if own:
            return self._canonical(own[0].name)
        bare = _FORM_OF_ADDRESS.sub("", re.sub(r"[’']s$", "", words.split(",", maxsplit=1)[0])).strip()
        if (
            not bare.istitle()
            or " " in bare
            or len(bare) < 4
            or (bare in patterns.sides()[1]
            and bare not in {"Putin", "Zelensky", "Zelenskyy", "Prigozhin", "Poroshenko", "Lavrov", "Shoigu"})
        ):
            return None
        return self._canonical(bare) if self._canonical(bare) != bare else None

    def _canonical(self, name: str) -> str:
        """The first full name with the same or nearly the same surname."""
        surname = name.rsplit(maxsplit=1)[-1].lower()
        best = max(self._people, key=lambda m: _likeness(surname, m.name.split()[-1].lower()), default=None)
        if best and " " in best.name and _likeness(surname, best.name.split()[-1].lower()) >= _MIN_LIKENESS:
            return next(m.name for m in self._people if m.name.split()[-1] == best.name.split()[-1])
        return name

    def _descriptor(self, name: str, span: Span) -> str:
        """The words beside the first mention of a name that say who it is: "conflict analyst", ", head of ..."."""
        first = next((m for m in self._people if m.name == name), None)
        start, end = (first.start, first.end) if first else span
        if first is None and not any(c.isupper() for c in name):
            return ""
        before = re.split(
            r"[.,;:!?“”\n]|\b(?:and|but|that|said|by|to|from|of|as)\b", self._text[max(0, start - _LEAD_IN) : start]
        )[-1]
        before = re.sub(r"\b(?:named|called)\s*$", "", before).strip()
        after = re.match(
            r"(?:[’']s)?,? ?((?:an?|the|who|head|chief|leader|director)\b[^.;“”\n]{0,80})", self._text[end : end + 100]
        )
        own = before if any(word.lower().strip("’s") in _kinds() for word in before.split()) else ""
        return " ".join(
            part
            for part in (own, after.group(1).split(",")[0] if after and self._text[end : end + 1] == "," else "")
            if part
        )


def _likeness(first: str, second: str) -> float:
    if first == second:
        return 1.0
    if first[:2] != second[:2] or abs(len(first) - len(second)) > 2 or min(len(first), len(second)) < 5:  # noqa: PLR2004
        return 0.0
    return SequenceMatcher(None, first, second).ratio()


def _kind_of(words: str, *, named: bool) -> str:
    """The kind that the head noun makes: the last role noun before the first preposition, else the first one behind."""
    tokens = re.findall(r"[\w-]+", words)
    if (
        any(t in {"Defense", "Defence"} for t in tokens)
        and any(t.lower() == "ministry" for t in tokens)
        and "spokesman" not in words
    ):
        return "military"
    cut = next((i for i, t in enumerate(tokens) if i and t.lower() in words_of_class("preposition")), len(tokens))
    head = [_kinds()[t.lower()] for t in tokens[:cut] if t.lower() in _kinds()]
    rest = [_kinds()[t.lower()] for t in tokens[cut:] if t.lower() in _kinds()]
    kinds = [k for k in (list(reversed(head)) if not named else head) + rest if k != "unknown"]
    return kinds[0] if kinds else "unknown"


def _organisation(descriptor: str) -> str | None:
    match = re.search(r"\b(?:of|for|at|with) (?:the )?((?:[A-Z][\w’'-]*)(?: [A-Z][\w’'-]*)*)", descriptor)
    return match.group(1) if match else None
