"""The body that somebody belongs to: what an office is of, what stands before it, or what a name is "of"."""

from __future__ import annotations

import re

from services.extractor.domain.gazetteer import table as gazetteer
from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.descriptions import is_former, name_of, office_of
from services.extractor.domain.speakers.kinds import governments, is_personal, kind_of, nouns, states
from services.extractor.domain.tables import words_of_class

_LINK = re.compile(spaced(r"(?:^|(?<=\S) )(?P<link>of|for|at|with|from|in|to) (?P<what>(?:the )?(?=\S))"))
_END = re.compile(
    spaced(r"(?:,|;| \(| (?:who|whom|which|whose|that|where|in|near|on|at|from|with|by|operating|based|said|and)\b).*$")
)
_OWNED = re.compile(r"(?:[’'`]s|(?<=s)[’'`])[ \xa0](?=\S)")
# What works within a body speaks for that: "the forces’ press office".
_DESK = worded(
    r"(?:[’'`]s?)? (?:press|media|public relations|information) (?:office|service|cent(?:er|re)|department)$"
)
_ARTICLE = worded(r"^(?:the|an?) ")
_PRONOUN = worded(r"^(?:its|his|her|their|our|my)\b ")
_ADJECTIVES = worded(r"^(?:top|senior|deputy|chief|high-ranking|retired|another|one|two|three|several)\b ")
_ACRONYM = re.compile(r"(?:^| )(?:[A-Z]{2,8}|[A-Z]{1,5}-?\d{1,3})$")
# "The private contractor Black Reed" is called so.
_CALLED = re.compile(
    spaced(r"(?:[\w-]{1,24} ){0,5}(?P<noun>[a-z-]{3,24}) (?P<name>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,4})$")
)
_PARTS = re.compile(r"[ \xa0](?:of|for|and|in|at|to|with|from)[ \xa0]")
_OF_BODIES = frozenset({"armed_group", "military", "authority", "media", "international_organisation", "ngo"})
_NAME = re.compile(
    spaced(
        r"(?:[a-z-]{1,20} ){1,6}"
        r"(?:[A-Z\d][\w’'-]{0,30}(?: (?:(?:of|for|and|de|in) (?:the )?)?(?=[A-Z\d])|(?![\w’'-]))){1,10}"
        r"(?: (?P<noun>[a-z]+))?"
    )
)
_NUMBER = re.compile(spaced(r" (?:No\.? ?)?\d{1,4}$"))
# Behind "with" and "from" stand many things; behind "in" and "to" mostly places and persons.
_LOOSE = frozenset({"in", "to", "with", "from"})
_NAMED = re.compile(r"[A-Z\d]")
_CAPITALISED = re.compile(r"\b[A-Z]")


def organisation_of(phrase: str) -> str | None:
    """The body that a phrase for a person names; None for what somebody was before, and for who belongs to none."""
    if is_former(_ARTICLE.sub("", phrase)):
        return None
    office = office_of(phrase).split(", ", 1)[0]
    link = _LINK.search(office)
    if link is None:
        return _before(office)
    head = office[: link.start()]
    return _behind(office, link) or _before(head)


def is_of_members(phrase: str) -> bool:
    """Whether a phrase is for some who belong to a body: "soldiers of the 9th Brigade", "a source in the ministry"."""
    link = _LINK.search(phrase)
    return link is not None and phrase[: link.start()].rsplit(" ", 1)[-1].lower() in words_of_class("members")


def belongs_to_a_body(role: str) -> bool:
    """Whether a role may be in a body, and is not an office of a state, a region or a town."""
    return _head(role) not in words_of_class("land_office")


def membership(phrase: str) -> str | None:
    """The body that stands directly behind a name: "of the Marsh Institute", "from the aid group Dry Land"."""
    link = _LINK.match(phrase)
    return _behind(_as_far_as_named(phrase), link) if link else None


def _as_far_as_named(phrase: str) -> str:
    """A phrase without what stands behind its name: "of the Marsh Gazette disagreed"."""
    name = _NAME.match(phrase)
    if name is None:
        return phrase
    # "Of the Luhansk militia".
    is_its = name.group("noun") in words_of_class("body") | words_of_class("unit")
    return phrase[: name.end() if is_its else name.start("noun")] if name.group("noun") else phrase[: name.end()]


def _behind(words: str, link: re.Match[str]) -> str | None:
    """The body behind the first link of a phrase: "head of the press service of the navy"."""
    what = name_of(_DESK.sub("", _END.sub("", words[link.start("what") :].strip(" ,"))))
    office = words[: link.start()].rsplit(" ", 1)[-1].lower()
    is_loose = link.group("link") in _LOOSE
    if (is_loose and office and not is_personal(office) and office not in words_of_class("members")) or (
        link.group("link") == "in" and gazetteer.named(what)
    ):
        return None
    is_of_land = office in words_of_class("land_office")
    called = _CALLED.match(what)
    if called and (called.group("noun") in words_of_class("body") or kind_of(called.group("noun")) in _OF_BODIES):
        return called.group("name")
    if is_body(what) and not (is_loose and is_of_land):
        return what
    if is_loose or is_of_land or _is_unlikely(what):
        return None
    if office in words_of_class("staff_office"):
        return what if _CAPITALISED.match(what) else None
    # "Of the Conflict Ledger": only a body has an article and a name of several words.
    is_named = " " in what and _CAPITALISED.match(what) is not None
    is_definite = link.group("what") and (is_named or _head(what) in words_of_class("unit"))
    return what if is_definite else None


def _is_unlikely(what: str) -> bool:
    """Whether words are rather a state, a place or a person."""
    return what in states() or what in governments() or is_personal(what) or bool(gazetteer.named(what))


def _before(office: str) -> str | None:
    """The body before an office: "the garrison’s deputy commander", "Kremlin spokesman", "IAEA chief inspector"."""
    owner = _OWNED.search(office)
    owned = office[: owner.start()] if owner else ""
    if is_body(owned) or _head(owned) in words_of_class("unit"):
        return owned
    before, _, noun = office[owner.end() if owner else 0 :].rpartition(" ")
    if not before or noun.lower() in words_of_class("land_office"):
        return None
    words = _ADJECTIVES.sub("", before).split(" ")
    parts = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    return next((part for part in parts if is_body(part)), None)


def is_body(phrase: str) -> bool:
    """Whether a phrase surely names a body, and no person, place, kind of unit or adjective."""
    if not phrase or phrase in states() or phrase in governments() or is_personal(phrase) or _PRONOUN.match(phrase):
        return False
    head, last = _head(phrase), phrase.rsplit(" ", 1)[-1]
    if head in words_of_class("body") or _ACRONYM.search(phrase):
        return True
    if head in words_of_class("unit"):
        return _NAMED.search(phrase) is not None
    if phrase.lower() in words_of_class("noun_adjective"):
        return False
    if phrase[:1].isupper() and last.lower() in words_of_class("body") | words_of_class("unit"):
        return True
    known = phrase.lower() if phrase.lower() in nouns() else head
    return last[:1].isupper() and known in nouns() and kind_of(phrase) in _OF_BODIES


def _head(phrase: str) -> str:
    """The last word of a phrase before what it is of, in lower case."""
    return _PARTS.split(_NUMBER.sub("", phrase), maxsplit=1)[0].rsplit(" ", 1)[-1].lower()
