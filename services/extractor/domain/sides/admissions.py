"""Whether a source grants something against its own side: its retreat, its dead, lost arms, shame.

The side is the camp: whoever says that another force of the same camp ran, grants it.
Who tells of the enemy's loss asserts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.extractor.domain.reading.words import worded
from services.extractor.domain.tables import alternatives

if TYPE_CHECKING:
    import re

    from services.extractor.domain.draft import Actor, DraftClaim, Event
    from services.extractor.domain.reading.passage import Span

_UNIT, _OWN_FORCE, _TROOPS, _PEOPLE, _LEFT, _LOST_UNIT, _HURT, _STRIKE, _SHAME, _NO_LOSSES = (
    alternatives("side_words", kind)
    for kind in (
        *("unit", "own_force", "own_troops", "own_people", "left"),
        *("lost_unit", "struck", "strike", "shame", "no_loss"),
    )
)
_OWN_UNIT = worded(
    rf"\b(?:our|my|his|her|their) (?:own )?(?:[\w’'-]+ ){{0,1}}(?:{_UNIT})"
    rf" (?:had |have |has |was |were )?(?:[\w’'-]+ )?(?:{_LOST_UNIT})\b"
)
_FIGHTING = frozenset({"military", "armed_group", "soldier"})
# Who has a unit of his own, as far as the article tells.
_MAY_SERVE = _FIGHTING | {"unknown", "unnamed", "civilian", "witness", "social_media_user"}
_LOSSES = frozenset({"withdrawal", "casualties", "destruction", "detention"})
_FIRST_PERSON = worded(r"\b(?:we|our|ours|us|my|i|me)\b")
# A retreat that is sold as something else is none, nor are those who live.
_NO_LOSS = worded(rf"\b(?:{_NO_LOSSES})\b")
# Who is a camp's, and grants what goes against it.
_OF_A_CAMP = _MAY_SERVE | {"authority", "blogger"}
# "his unit had left", "we lost two boats", "it had left the mine"; not "they killed our men" of the enemy.
_WE = worded(rf"\W*(?:it|they|we|i) (?:had |have |has )?(?:\w+ )?(?:{_LEFT})\b")
# Who killed somebody is no loser, though a reader takes him for one.
_SOMEBODY = (
    r" (?:an?|the|some|about|at least|up to|its|their|\w+ of|\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_STRUCK = rf"(?:{_HURT})(?!{_SOMEBODY})"
_OWN = worded(
    rf"\b(?:our|my|his|its|her) (?:\w+ ){{0,2}}(?:{_OWN_FORCE})"
    rf" (?:had |have |has |were |was )?(?:\w+ )?(?:{_LEFT}|surrendered|{_STRUCK})"
    r"|\bwe (?:have |had )?lost\b|\bcost us\b|\bof (?:ours|our own)\b|\b\w+ of them ours\b|\bof our\b"
)
_OWN_TROOPS = worded(
    rf"\b(?:its|our|their) (?:own )?(?:[\w’'-]+ ){{0,2}}(?:{_TROOPS})"
    rf" (?:had |have |has |were |was |been ){{0,2}}(?:[\w’'-]+ )?(?:{_LEFT}|surrendered|died|missing|{_STRUCK})\b"
)
_STRIKES = worded(rf" (?:(?:had|have|has) )?(?:{_STRIKE}){_SOMEBODY}")
# "Half of his company refused to attack", "we were sent without ammunition", "the village is not ours".
_OWN_SHAME = worded(
    rf"\b(?:our|my|his|its|her|their) (?:own )?(?:[\w’'-]+ ){{0,2}}(?:{_PEOPLE})"
    rf" (?:had |have |has |were |was )?(?:[\w’'-]+ ){{0,2}}(?:{_SHAME})\b"
    r"|\b(?:we|i|he|they) (?:had |have |has |were |was |are |am )(?:been )?(?:left behind|sent|abandoned|out of)\b"
    r"|\bnot (?:yet )?ours\b|\bnot ours yet\b|\bwe (?:ran|fled|retreated|failed|have no|had no|were beaten)\b"
)


def with_admission(text: str, claim: DraftClaim) -> DraftClaim:
    """A claim that asserts, as an admission where it grants something against the side of its source."""
    return replace(claim, stance="admits") if claim.stance == "asserts" and _grants(text, claim) else claim


def _grants(text: str, claim: DraftClaim) -> bool:
    if _has(_NO_LOSS, text, claim.content.spans):
        return False
    losers = [loser for event in claim.events if _is_loss(event) and (loser := _loser(event))]
    sides = [loser.side for loser in losers if loser.side and not _STRIKES.match(text, loser.spans[0][1])]
    if claim.source.side and sides:
        return claim.source.side in sides and claim.source.kind in _OF_A_CAMP
    return _grants_by_words(text, claim)


def _is_loss(event: Event) -> bool:
    return event.type in _LOSSES and event.polarity != "negative" and event.modality in {"happened", "ongoing"}


def _loser(event: Event) -> Actor | None:
    return event.actors.agent if event.type == "withdrawal" else event.actors.target


def _grants_by_words(text: str, claim: DraftClaim) -> bool:
    """Whether a fighting side tells of "our boats" or "his unit" what nobody likes to tell."""
    main, kind, content = claim.events[0], claim.source.kind, claim.content.spans
    is_loss = any(_is_loss(event) for event in claim.events)
    if claim.quote == "direct" and not _has(_FIRST_PERSON, text, content):
        # In a speaker's own words "they" are others.
        return False
    if kind in _MAY_SERVE and _has(_OWN_UNIT, text, content):
        return main.modality not in {"planned", "conditional"}
    if kind == "authority":
        return is_loss and _has(_OWN_TROOPS, text, content)
    if kind not in _FIGHTING:
        return False
    is_lost = _WE.match(text, *content[0]) is not None or _has(_OWN, text, content)
    return _has(_OWN_SHAME, text, content) or (is_loss and is_lost)


def _has(pattern: re.Pattern[str], text: str, content: tuple[Span, ...]) -> bool:
    return any(pattern.search(text, *span) for span in content)
