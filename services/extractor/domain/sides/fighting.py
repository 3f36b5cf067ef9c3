"""Who of an event's actors is whose, told by who fights whom: the enemy of who strikes, the goods of who moves them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Actors
from services.extractor.domain.reading.words import worded
from services.extractor.domain.tables import words_of_class

if TYPE_CHECKING:
    from services.extractor.domain.draft import Actor
    from services.extractor.domain.speakers.camps import Camps

_HOSTILE = frozenset({"attack", "shelling", "air_strike", "casualties", "destruction", "clash"})
# Who moves or brings something moves what is its own.
_OWN_GOODS = frozenset({"deployment", "withdrawal", "advance", "hold"})
# Who fires at "its own trench" or at "their drones" is told by nobody.
_UNSURE = worded(r"\b(?:others?|own|friendly|allied|foreign|civilian|police|its|their|his|her)\b")
_THEIRS = worded(r"(?:[\w’'-]+ ){0,4}?of (?:its|their) (?!own\b)")
_WORD = re.compile(r"[^\W\d_]+")


def opposed(camps: Camps, kind: str, actors: Actors) -> Actors:
    """Agent and target of an event, where one of them has a camp and the other’s follows."""
    agent, target = actors.agent, actors.target
    if agent is None or target is None or _touch(agent, target):
        return actors
    if agent.side and agent.side == target.side and kind in _HOSTILE and _THEIRS.match(target.text):
        # "Its troops destroyed 14 of its tanks": nobody's own, unless it is called so.
        return Actors(agent, replace(target, side=camps.enemy_of(agent.side)))
    if agent.side and target.side is None and _is_told(target):
        side = agent.side if kind in _OWN_GOODS else camps.enemy_of(agent.side) if kind in _HOSTILE else None
        return Actors(agent, replace(target, side=side))
    if target.side and agent.side is None and _is_told(agent) and kind in _HOSTILE:
        return Actors(replace(agent, side=camps.enemy_of(target.side)), target)
    return actors


def is_combatant(actor: Actor) -> bool:
    """Whether somebody is of an army or a militia."""
    return _has_word(actor, "combatant")


def _is_told(actor: Actor) -> bool:
    """Whether it is fighters or arms, whose owner the event tells."""
    is_armed = is_combatant(actor) or _has_word(actor, "weapon")
    return is_armed and _UNSURE.search(actor.text) is None


def _touch(agent: Actor, target: Actor) -> bool:
    """Whether agent and target are pieces of one phrase that was cut: "Ukrainian" and "sappers"."""
    first, second = sorted((agent.spans[0], target.spans[0]))
    return second[0] - first[1] <= 1


def _has_word(actor: Actor, name: str) -> bool:
    head = actor.text.lower().partition(" of the ")[0]
    return any(word in words_of_class(name) for word in _WORD.findall(head))
