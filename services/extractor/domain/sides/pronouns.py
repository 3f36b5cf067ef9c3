"""Whom "its troops", "they" and "his men" mean in what somebody says: who speaks, or whom the content names before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import worded
from services.extractor.domain.sides.phrases import without_part
from services.extractor.domain.speakers.camp_words import movements, said_in
from services.extractor.domain.speakers.camps import camps_of
from services.extractor.domain.speakers.kinds import governments, is_personal, kind_of

if TYPE_CHECKING:
    from services.extractor.domain.draft import DraftClaim, Source
    from services.extractor.domain.reading.passage import Span

_REFERS = re.compile(r"(its?|they|them|their|theirs|his|her|he|she|him)\b", re.IGNORECASE)
_ONE = frozenset({"his", "her", "he", "she", "him"})
_THING = frozenset({"it", "its"})
_MANY = frozenset({"they", "them", "their", "theirs"})
# "It" alone that something is done to is a thing named before, and no camp.
_OBJECTS = frozenset({"it", "them", "him", "her"})
_PERSON = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,2}")
_PRONOUN = re.compile(r"he|she|him|her|who", re.IGNORECASE)
_OPENING, _CLOSING = "“", "”"
_SPEAKS_FOR = frozenset({"military", "authority", "armed_group"})
# What soldiers tell of the other side; who sends, feeds and scolds them is their own.
_FIGHTS = frozenset({"attack", "shelling", "air_strike", "hold", "advance", "capture", "clash"})
# The last word of a phrase that is one thing: "the Ukrainian plane", but not "Armenian units".
_PHRASE = re.compile(r"(?:[’'`]s?)?(?: [a-z][\w-]*){0,3}")
_MARKS = ("’", "'", "`")
# "Over eastern Ukraine" says where.
_WHERE = worded(
    r"\b(?:in|inside|over|into|from|near|across|within|around|(?:east|west|north|south)ern|central) (?:the )?$"
)
_REACH = 24
_VERB = re.compile(r" (?:had|has|have|was|were|is|are|will|would|\w+(?:ed|s)|left|lost|took|held)\b")
_VERB_REACH = 20
_STOPS = re.compile(
    r" (?:had|has|have|was|were|is|are|would|will|could|may|might|must|\w+ed|as|that|to|of|in|on|at|and|or|for|with"
    r"|from|by|if|when|while|against|into|over)\b.*"
)


def owner_of(text: str, claim: DraftClaim, kind: str, span: Span) -> str | None:
    """The camp of whom a pronoun or a possessive at a span means; None if it is none or nobody can be told."""
    words = without_part(text[slice(*span)])
    match = _REFERS.match(words)
    if match is None:
        return None
    word, is_alone = match.group(1).lower(), match.end() == len(words)
    start = span[1] - len(words)
    named = _named_before(text, claim, start, word)
    if named:
        return named
    source = claim.source
    if is_alone and word in _OBJECTS and not _is_subject(text, span):
        return None
    if _is_quoted(text, claim, start):
        return _of_others(text, claim, kind, word)
    return source.side if _may_mean(source, word) else None


def _named_before(text: str, claim: DraftClaim, start: int, word: str) -> str | None:
    """The camp that the sentence names last between who speaks and a pronoun, if the pronoun may mean it."""
    if word in _ONE:
        return None
    begin = _begin(claim, start)
    last = None
    for each in said_in(text, begin, start):
        behind = _PHRASE.match(text, each.end)
        phrase = _STOPS.sub("", behind.group()) if behind else ""
        is_place = _WHERE.search(text, max(begin, each.start - _REACH), each.start) is not None
        if not is_place and _is_one(text[each.start : each.end], phrase) == (word in _THING):
            last = each.camp
    return last if last in camps_of(text).belligerents else None


def _begin(claim: DraftClaim, start: int) -> int:
    """Where to look for names from: behind the source, if it stands before in the sentence, else from the content."""
    content = next((span for span in reversed(claim.content.spans) if span[0] <= start), claim.content.spans[0])
    sources = [span[1] for span in claim.source.spans if span[1] <= start]
    sentence = claim.sentence.spans[0]
    behind = max(sources, default=0)
    return behind if sentence[0] <= behind else content[0]


def _is_one(said: str, phrase: str) -> bool:
    """Whether a camp's word, with what stands behind it, is one state, body or thing."""
    if (said in governments() or said in movements()) and not phrase.startswith(_MARKS):
        return True
    noun = phrase.split()
    return len(noun) > 0 and not noun[-1].endswith("s")


def _is_subject(text: str, span: Span) -> bool:
    """Whether a pronoun stands before a verb: "it had left", but not "had blown it up"."""
    return _VERB.match(text[span[1] : span[1] + _VERB_REACH]) is not None


def _is_quoted(text: str, claim: DraftClaim, start: int) -> bool:
    """Whether a word stands in quotation marks."""
    if claim.quote == "indirect":
        return False
    if claim.quote == "direct":
        return True
    begin = claim.sentence.spans[0][0]
    opened, closed = text.rfind(_OPENING, begin, start), text.rfind(_CLOSING, begin, start)
    return opened > closed if opened >= 0 else text.count('"', begin, start) % 2 == 1


def _of_others(text: str, claim: DraftClaim, kind: str, word: str) -> str | None:
    """The camp of "they" in somebody’s own words, which are never the speaker: the enemy, of one who fights."""
    speaks = claim.source.kind in _SPEAKS_FOR or (claim.source.kind == "soldier" and kind in _FIGHTS)
    return camps_of(text).enemy_of(claim.source.side) if speaks and word in _MANY and claim.source.side else None


def _may_mean(source: Source, word: str) -> bool:
    """Whether a pronoun in reported speech may be who speaks: "he" a person, "it" a body."""
    return is_person(source) == (word in _ONE) and (word not in _THING or not _is_many(source))


def _is_many(source: Source) -> bool:
    """Whether a source is several people: "regional officials", but not "the Houthis"."""
    name = source.name or ""
    return (
        name.rsplit(" ", 1)[-1].endswith("s") and name not in movements() and kind_of(name) in {"authority", "soldier"}
    )


def is_person(source: Source) -> bool:
    """Whether a source is one person."""
    name = source.name or ""
    has_name = _PERSON.fullmatch(name) is not None and kind_of(name) == "unknown"
    return bool(source.role or _PRONOUN.fullmatch(source.text or "") or is_personal(name) or has_name)
