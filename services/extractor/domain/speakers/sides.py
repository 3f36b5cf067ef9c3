"""Whose camp a source is on: by its words, or by what it is called elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import spaced, worded
from services.extractor.domain.speakers.camps import camps_of
from services.extractor.domain.speakers.kinds import is_personal, personal_kind
from services.extractor.domain.speakers.profiles import occurrences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.extractor.domain.draft import Source
    from services.extractor.domain.speakers.attributed import Attributed
    from services.extractor.domain.speakers.camps import Camps

# Those who serve a camp, whatever their own words say of it; all others are on a side only by their words.
_SERVING = frozenset({"authority", "military", "soldier", "politician", "armed_group"})
# Those of no side, even where a camp's word stands beside them.
_NO_SIDE = frozenset({"public", "civilian", "witness", "international_organisation", "ngo"})
_STATE_MEDIA = worded(r"\bstate(?:-run|-owned)? (?:\w+ )?(?:television|TV|media|agenc\w+|radio|newspaper)")
_REBELS = re.compile(r"\b(?:rebels?|militants?|insurgents?|guerrillas?|insurgency|movement|group)\b", re.IGNORECASE)
# Officials of somebody else, or of all sides.
_OTHERS = worded(
    r"\b(?:both|neither|either|western|allied|foreign|diplomats?|embassy|ambassadors?|international|exiled?|donors?"
    r"|retired|former|other (?:countries|states|governments)|European|African Union|AU|EU|UN|NATO|OSCE"
    r"|State Department|Pentagon|White House|Downing Street|Bundestag|Capitol|Congress)\b"
)
# What a body of a camp has written or filmed.
_OF_THE_STATE = worded(
    r"\b(?:ministry|army|brigade|regiment|division|commander|general staff|military|intelligence|air force|navy"
    r"|headquarters|decree|administration)\b"
)
_THEIRS = re.compile(r"(?:its|their) ", re.IGNORECASE)
_NEAR = 12
_PERSON = re.compile(r"[A-Z][a-z’'-]+(?: [A-Z][\w’'-]+){1,2}")
_BODIES = frozenset(
    {"authority", "military", "armed_group", "international_organisation", "ngo", "research_institute", "media"}
)
_OF_A_PERSON = {"research_institute": "analyst"}
_OF_A_MOVEMENT = frozenset({"authority", "military", "unknown"})
_CIVIL = re.compile(r"\b(?:ministry|police|hospital|council|court|government)\b", re.IGNORECASE)
# Who went away stands on no side.
_LEFT = re.compile(r"\b(?:exiled?|dissident)\b", re.IGNORECASE)
_RETIRED = re.compile(r"\b(?:retired|former|ex-\w+)\b", re.IGNORECASE)
_SAW = re.compile(
    spaced(
        r"\bwho (?:saw|had seen|watched|hid|heard|survived|fled|escaped|witnessed|was (?:there|inside|in the)|lost)\b"
    )
)
_IN_OFFICE = frozenset({"authority", "military", "politician"})
_OF_THE_REGIME = worded(r"\b(?:junta|regime|military council|the military|army|armed forces|government forces)\b")
_LOCAL = worded(
    r"\b(?:mayors?|governors?|council|councillors?|police|prosecutors?|rescuers|firefighters|emergency|administrators?"
    r"|administration|district|municipal\w*|town|city|village|regional|region|local|prefect(?:ure)?|detectives)\b"
)
_CENTRAL = worded(r"\b(?:ministry|minister|federal|national|security council|occupation|occupied|president\w*)\b")
_IN_ARMS = frozenset({"military", "soldier", "armed_group", "unknown"})
_SERVES = worded(
    r",? (?:\d\d?, |aged? \d\d?, )?(?:who )?(?:leads?|commands?|heads?|fights?|fought|serves?|served)"
    r" ((?:an?|the|in|with|for|as|under)\b[^.;:“”\"\n]{0,80})"
)
_AGAINST = worded(r"\b(?:against|after|from|to|that|when|which|while)\b")
_SERVICE_REACH = 130
_MENTIONS = 3
_OWNER = re.compile(r"^(?:[Tt]he )?(.{2,60}?)[’'`]s? ")


def with_sides(text: str, resolved: list[Attributed]) -> list[Attributed]:
    """The attributions, each source with the camp that it is on; one name is on one side in an article."""
    camps = camps_of(text)
    known: dict[str, str | None] = {}
    for item in resolved:
        if item.source.name and item.source.side:
            known.setdefault(item.source.name, _rebels_of(camps, item.source) or item.source.side)
    found: list[Attributed] = []
    kinds: dict[str, str] = {}
    for number, item in enumerate(resolved):
        owner = _owner(resolved, found, number)
        source = _with_kind(item.source, owner, kinds)
        side = _side(camps, source, owner, (source.spans or (item.attribution.cue,))[0][0], known)
        source = _on(camps, source, side)
        if source.name:
            known.setdefault(source.name, side)
            kinds.setdefault(source.name, source.kind)
        found.append(replace(item, source=source))
    return found


def _side(camps: Camps, source: Source, owner: Source | None, offset: int, known: dict[str, str | None]) -> str | None:
    own = camps.camp_of(source.text or "")
    if own:
        return _rebels_of(camps, source) or own.camp
    called = _called(source.name, known)
    if called in known:
        return known[called]
    return owner.side if owner else _inferred(camps, source, offset, known)


def _called(name: str | None, known: Mapping[str, object]) -> str:
    """The fuller name under which a source is known: "Justice Archive" is "rights group Justice Archive"."""
    if not name or name in known or " " not in name:
        return name or ""
    return next((other for other in known if other.endswith(f" {name}")), name)


def _with_kind(source: Source, owner: Source | None, kinds: dict[str, str]) -> Source:
    """A source with the kind that its name had before, or that its words or its owner make."""
    called = _called(source.name, kinds)
    if called in kinds and (source.kind == "unknown" or called != source.name):
        return replace(source, kind=kinds[called])
    if source.kind == "unknown" and source.text:
        source = replace(source, kind=personal_kind(source.text))
    return _with_kind_of(source, owner) if owner else source


def _owner(resolved: list[Attributed], found: list[Attributed], number: int) -> Source | None:
    """Whose spokesman or founder a person is who is named behind "its" or "their"."""
    source = resolved[number].source
    if not _THEIRS.match(source.text or "") or source.side:
        return None
    others = (item.source for item in reversed(found[-_NEAR:]) if item.source.name != source.name)
    return next((other for other in others if other.kind in _BODIES and _is_body(other)), None)


def _is_body(source: Source) -> bool:
    """Whether a source is no person."""
    return source.role is None and not is_personal(source.name or "") and not _PERSON.fullmatch(source.name or "")


def _with_kind_of(source: Source, owner: Source) -> Source:
    """A spokesman, whose kind is nobody's own, is of the kind of those who sent him."""
    is_sent = source.kind in {"authority", "unknown", "military"} and owner.kind not in {"authority", "media"}
    return replace(source, kind=_OF_A_PERSON.get(owner.kind, owner.kind)) if is_sent else source


def _on(camps: Camps, source: Source, side: str | None) -> Source:
    """A source on a side, if that side fights; who speaks for a movement is of an armed group."""
    is_fighting = side in camps.belligerents and source.kind not in _NO_SIDE and not _LEFT.search(_words(source))
    is_rebel = is_fighting and side is not None and camps.is_movement(side) and source.kind in _OF_A_MOVEMENT
    kind = "armed_group" if is_rebel and not _CIVIL.search(_words(source)) else source.kind
    if kind == "military" and side and side not in camps.belligerents and _RETIRED.search(_words(source)):
        # A foreign officer who is none any more explains the war.
        kind = "analyst"
    if kind == "civilian" and _SAW.search(source.text or ""):
        kind = "witness"
    return replace(source, side=side if is_fighting else None, kind=kind)


def _words(source: Source) -> str:
    return " ".join(filter(None, (source.text, source.role, source.organisation, source.name)))


def _rebels_of(camps: Camps, source: Source) -> str | None:
    """The movement that "Myanmar rebels" are: the state says only where."""
    is_state = source.side not in {"UA", "RU"} and not camps.is_movement(source.side or "")
    return camps.rebels() if is_state and _REBELS.search(source.text or "") else None


def _inferred(camps: Camps, source: Source, offset: int, known: dict[str, str | None]) -> str | None:
    """The camp of a source whose own words name none; a state that is in no war counts as an answer, too."""
    words = _words(source)
    called = camps.marks.of_unit(words) or camps.marks.of_name(source.name or "") or _of_owner(source, known)
    if called:
        return called
    if source.kind in _IN_ARMS and (served := _served(camps, source.name or "")):
        return served
    if not _is_serving(source, words) or _OTHERS.search(words):
        return None
    if source.kind == "armed_group":
        return camps.rebels() if _REBELS.search(words) else None
    return camps.marks.of_body(f"{source.text or ''} {source.role or ''}", offset) or _of_office(camps, source, words)


def _served(camps: Camps, name: str) -> str | None:
    """The camp in whose forces the article says that a person is: "Captain Hai leads a company of Ukraine’s army"."""
    for _, end in occurrences(camps.text, name)[:_MENTIONS] if name else ():
        match = _SERVES.match(camps.text, end, end + _SERVICE_REACH)
        said = camps.camp_of(_AGAINST.split(match.group(1), maxsplit=1)[0]) if match else None
        if said:
            return said.camp
    return None


def _of_owner(source: Source, known: dict[str, str | None]) -> str | None:
    """The camp of whom the name of a source begins with: "Koval’s office"."""
    owner = _OWNER.match(source.name or "")
    sides = (side for name, side in known.items() if side and owner and name.endswith(owner.group(1)))
    return next(sides, None)


def _of_office(camps: Camps, source: Source, words: str) -> str | None:
    """The camp of state media and of those in office."""
    if source.kind == "media" or (source.kind in _IN_OFFICE and _OF_THE_REGIME.search(words)):
        return camps.state()
    # A mayor is of the ground on which all of the article is; whose a ministry or a general is, that does not tell.
    is_local = source.kind in _IN_OFFICE and _LOCAL.search(words) and not _CENTRAL.search(words)
    return camps.home if is_local else None


def _is_serving(source: Source, words: str) -> bool:
    if source.kind == "media":
        return _STATE_MEDIA.search(words) is not None
    if source.kind in {"document", "imagery"}:
        return _OF_THE_STATE.search(words) is not None
    return source.kind in _SERVING
