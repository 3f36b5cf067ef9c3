"""The kind of source that a phrase makes: "the head of the 3rd Brigade" is military, "EU sources" are unnamed."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from services.extractor.domain.tables import listed, rows, words_of_class

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[-.][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’'`]s?(?= |$)")
_LONGEST_PHRASE = 8
_LONGEST_COUNT = 6
# A phrase has some words; what is longer is a sentence, and what stands far behind its noun says nothing of it.
_MAX_WORDS = 40
# Behind these stands what an official is of.
_OF = frozenset({"of", "for", "from", "at", "with", "in"})
# Behind these a phrase tells something else about its noun.
_ASIDE = frozenset({"who", "which", "that", "whose", "whom", "where", "when", "said"})
_AND = frozenset({"and", "or"})
_SHARE = re.compile(r"(?:[Aa]bout |[Ss]ome |[Nn]early |[Oo]nly )?\d{1,3}(?:[.,]\d+)? ?(?:%|per ?cent)\b")
_BY = (["by"], ["from"], ["of"])
_NO_AUTHORS = frozenset({"unknown", "document", "imagery", "unnamed", "civilian", "soldier"})
# What a rebel commander, a militia's spokesman or a militant group is not.
_NOT_REBELS = frozenset({"military", "authority", "ngo", "unknown"})
_SITE = re.compile(r"[\w-]{2,40}\.(?:ru|com|org|net|ua|info|by|de|eu)$")
# The words before a name that say what it is, with a head for a body: not "president Ivan Koval of Justice".
_SAID_BEFORE = re.compile(
    r"(?:[Tt]he |[Aa]n? )?((?:[a-z]{2,20}[ \xa0]){0,3}(?:group|institute|agency|portal|channel|charity|newspaper|paper"
    r"|newsletter|website|broadcaster|station|company|operator|watchdog|blog|account|movement|militia|party"
    r"|daily|weekly|organi[sz]ation|foundation|network|council|think tank|magazine|unit|battalion|brigade|detachment))"
    r"[ \xa0](?=[“\"A-Z])"
)
# What an institution makes of a person that belongs to it.
_OF_A_PERSON = {"research_institute": "analyst"}
# Things that speak; a person described with them is none of them.
_NO_OFFICES = frozenset({"civilian", "public", "unnamed", "document"})
_THINGS = frozenset({"imagery", "document", "unnamed", "public"})
_SPEAKING_THINGS = frozenset({"media", "document", "imagery", "research_institute"})


# Endings of nouns for one person: governor, commander, analyst, politician, president, spokesman, admiral.
_PERSON_ENDINGS = ("or", "er", "ist", "yst", "ian", "ent", "man", "woman", "person", "ess", "al", "el", "ant", "eur")


class Noun(NamedTuple):
    """A noun or phrase for those who speak.

    Attributes:
        of: whether its kind is rather that of what it is of.
    """

    kind: str
    of: bool


class _Found(NamedTuple):
    first: int
    noun: Noun


@cache
def nouns() -> dict[str, Noun]:
    """The nouns and phrases for speakers, in lower case."""
    return {" ".join(_words(row["word"])): Noun(row["kind"], bool(row["of"])) for row in rows("roles")}


@cache
def states() -> dict[str, str]:
    """The names of states, their adjectives and capitals, each with the camp of its state, mostly none."""
    known: dict[str, str] = {}
    for row in rows("countries"):
        for column in ("country", "adjective", "capital"):
            known.update(dict.fromkeys(listed(row[column]), row["side"]))
    return known


@cache
def countries() -> frozenset[str]:
    """The names of states."""
    return frozenset(name for row in rows("countries") for name in listed(row["country"]))


@cache
def governments() -> frozenset[str]:
    """The names of states and capitals under which a government speaks."""
    return frozenset(
        name for row in rows("countries") for column in ("country", "capital") for name in listed(row[column])
    )


@lru_cache(maxsize=4096)
def kind_of(phrase: str) -> str:
    """The kind that the head noun makes, the last noun before what stands behind it; `unknown` if there is none."""
    if _SITE.match(phrase.strip()):
        return "media"
    said = _SAID_BEFORE.match(phrase.strip())
    if said and (known := _of_words(_words(said.group(1)))) != "unknown":
        # "The rights group Justice Archive" is what the small words say.
        return known
    words = _counted(_words(phrase))
    kind = _of_words(words, phrase)
    if kind == "unknown" and _SHARE.match(phrase):
        return "public"
    if kind in _NOT_REBELS and not words_of_class("rebel").isdisjoint(words):
        return "armed_group"
    return _of_those_who_state(words) if kind == "document" else kind


def _of_those_who_state(words: list[str]) -> str:
    """The kind of those whose statement it is: "the ministry’s statement", "a summary by the air force"."""
    cut = _head_end(words)
    if words[cut - 1] not in words_of_class("stated"):
        return "document"
    last = cut - 2 if words[cut - 2 : cut - 1] in (["press"], ["news"]) else cut - 1
    beside = (_of_words(words[:last]), _of_words(words[cut + 1 :]) if words[cut : cut + 1] in _BY else "unknown")
    return next((kind for kind in beside if kind not in _NO_AUTHORS), "document")


def _of_words(words: list[str], phrase: str = "") -> str:
    cut = _head_end(words)
    found = _nouns_in(words)
    head = [each for each in found if each.first < cut]
    behind = [each for each in found if each.first > cut] if cut < len(words) and words[cut] in _OF else []
    if not head:
        # Behind "into" or "by" the last noun is the one that is left of a phrase that was cut.
        return _first_kind(behind or found[::-1]) if found else _state_kind(phrase)
    noun = head[-1].noun
    if not noun.of:
        return noun.kind
    if any(each.noun.kind == "civilian" and words[each.first] in words_of_class("body") for each in behind[:1]):
        # Who heads a hospital or a school is no authority.
        return "civilian"
    others = [each for each in (*reversed(head[:-1]), *behind) if each.noun.kind not in _NO_OFFICES]
    of = next((each.noun.kind for each in others if not each.noun.of), noun.kind)
    of = _first_kind(others) if of == "unknown" else of
    return "authority" if of == "unknown" and _names_a_state(phrase) else of


def personal_kind(descriptor: str) -> str:
    """The kind of a person whom a phrase describes."""
    kind = kind_of(descriptor)
    return "unknown" if kind in _THINGS else _OF_A_PERSON.get(kind, kind)


def _words(phrase: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_POSSESSIVE.sub("", phrase))[:_MAX_WORDS]]


def _counted(words: list[str]) -> list[str]:
    """The words behind "some of", "one of the", "three percent of", which tell of whom it is a part."""
    of = next((i for i, word in enumerate(words[:_LONGEST_COUNT]) if word == "of"), 0)
    return words[of + 1 :] if of and words[of - 1] in words_of_class("quantifier") else words


def _head_end(words: list[str]) -> int:
    """How many words the phrase's head has: up to a preposition, a relative clause or a second phrase."""
    for at, word in enumerate(words[1:], 1):
        # "military and political experts" is one phrase, "the army and the police" are two.
        joins = word in _AND and words[at - 1] in words_of_class("noun_adjective") and not _is_determined(words, at + 1)
        if not joins and (word in _ASIDE or word in _AND or word in words_of_class("preposition")):
            return at
    return len(words)


def _is_determined(words: list[str], at: int) -> bool:
    return at >= len(words) - 1 or words[at] in words_of_class("determiner")


def _nouns_in(words: list[str]) -> list[_Found]:
    """The nouns in order, the longest phrase where several begin."""
    found: list[_Found] = []
    at = 0
    while at < len(words):
        length, noun = _noun_at(words, at)
        if noun:
            found.append(_Found(at, noun))
        at += length
    return found


def _noun_at(words: list[str], at: int) -> tuple[int, Noun | None]:
    for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        noun = nouns().get(" ".join(words[at : at + length]))
        if noun:
            return length, noun
    return 1, None


def _first_kind(found: list[_Found]) -> str:
    return next((each.noun.kind for each in found if each.noun.kind != "unknown"), "unknown")


def _names_a_state(phrase: str) -> bool:
    return any(word in states() for word in _WORD.findall(_POSSESSIVE.sub("", phrase))[:_MAX_WORDS])


def _state_kind(phrase: str) -> str:
    """A state or a capital under its bare name is its government."""
    bare = re.sub(r"^(?:[Tt]he|[Oo]fficial) ", "", _POSSESSIVE.sub("", phrase).strip(" ,"))
    return "authority" if bare in governments() else "unknown"


def is_personal(phrase: str) -> bool:
    """Whether the head of a phrase is a noun for one person: "the governor", but not "residents" or "the ministry"."""
    words = _words(phrase)
    head = words[_head_end(words) - 1] if words else ""
    bare = head.rsplit("-", 1)[-1]
    if head in words_of_class("person_noun") or bare in words_of_class("person_noun"):
        return True
    noun = nouns().get(head) or nouns().get(bare)
    if noun is None or noun.kind in _SPEAKING_THINGS or head in words_of_class("thing_noun"):
        return False
    return head.endswith(_PERSON_ENDINGS)


def is_office(phrase: str) -> bool:
    """Whether a phrase ends in an office that somebody holds for others: spokesman, commander, chief inspector."""
    words = _words(phrase)
    noun = nouns().get(words[-1]) if words else None
    return noun is not None and is_personal(phrase) and noun.kind not in {"civilian", "witness", "analyst", "public"}


def speaks_for_others(role: str) -> bool:
    """Whether the kind of an office is that of the body it is held for: spokesman, representative, leader."""
    words = _words(role)
    noun = nouns().get(words[_head_end(words) - 1]) if words else None
    return noun is not None and noun.of
