"""Whose agents and targets are whom only the claim shows: "its troops", "they", what was shot down, who was killed.

The words of a phrase go first (`phrases`); here decide who speaks, whom the content names before, and who fights whom.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from services.extractor.domain.draft import Actors
from services.extractor.domain.reading.words import worded
from services.extractor.domain.sides.fighting import is_combatant, opposed
from services.extractor.domain.sides.phrases import ENEMY, is_bystander, is_own, party_in
from services.extractor.domain.sides.pronouns import is_person, owner_of
from services.extractor.domain.speakers.camp_words import said_in
from services.extractor.domain.speakers.camps import camps_of

if TYPE_CHECKING:
    from services.extractor.domain.draft import Actor, DraftClaim, Event
    from services.extractor.domain.reading.passage import Span

# Who speaks for a camp, or as one of it.
_SERVING = frozenset({"authority", "military", "armed_group", "soldier"})
# Whose "the company" and "the officers" are his own.
_IN_ARMS = frozenset({"military", "soldier", "armed_group", "blogger"})
_OWN_BODY = worded(
    r"(?:(?:half|most|part|some|all|\w+ \w+) of )?(?:the |our )?(?:regular |own )?(?:company|battalion|brigade|regiment"
    r"|platoon|squad|command|commanders?|headquarters|generals?|colonels?|officers|infantry|scouts"
    r"|paratroopers|marines|army|ministry|detachment|column)\b"
)
_DOWNED = worded(
    r"\b(?:sh(?:o(?:t|ots?)|ooting) down|brought down|down(?:ed|ing)|intercept(?:ed|s|ing|ion)?|repell?(?:ed|s|ing)?"
    r"|(?:was|were|been) (?:\w+ )?destroyed)\b"
)
_AIRBORNE = worded(r"\b(?:drones?|missiles?|uavs?|rockets?|projectiles?|shells?|quadcopters?|bombs?)\b|^\d+$")
_LOST = worded(
    r"\b(?:lost|loses?|losing|suffered|sacrificed|abandoned|left behind|leaving behind)\b"
    r"(?: (?:of|to|about|some|at|least|most|up|more|than|in|total|including|all)){0,5} ?$|\blosses\b[^.;]{0,90}$"
)
_ITS = worded(r"its?\b")
_LOSS_REACH = 120
_LOSER_REACH = 300
_OWNER = worded(r"\b(?:its|their|his|our|my|we|it|they)\b(?: [a-z-]+)?")


def with_camps(text: str, claim: DraftClaim) -> DraftClaim:
    """A claim whose actors have the camps that its source, its content and its events show."""
    told = _Told(text, claim)
    return replace(claim, events=tuple(told.event(event) for event in claim.events))


class _Told:
    """What one claim shows of the camps of its actors."""

    def __init__(self, text: str, claim: DraftClaim) -> None:
        self._text = text
        self._claim = claim
        self._camps = camps_of(text)
        self._side = claim.source.side
        self._is_serving = self._side is not None and claim.source.kind in _SERVING

    def event(self, event: Event) -> Event:
        """An event with the camps of its agent and target."""
        agent = self._referred(event.type, event.actors.agent)
        target = self._lost(self._referred(event.type, event.actors.target))
        actors = opposed(self._camps, event.type, Actors(agent, target))
        if event.type == "air_strike" and actors.agent:
            actors = replace(actors, agent=self._sent(actors.agent))
        if event.type == "casualties" and actors.target and actors.agent is None:
            actors = replace(actors, target=self._mourned(actors.target))
        return replace(event, actors=Actors(self._fighting(actors.agent), self._fighting(actors.target)))

    def _referred(self, kind: str, actor: Actor | None) -> Actor | None:
        """An actor that only refers to somebody, with the camp of whom it means."""
        if actor is None or actor.side or is_bystander(actor.text):
            return actor
        if self._claim.source.kind in _IN_ARMS and _OWN_BODY.match(actor.text) and not self._names_others:
            return replace(actor, side=self._side)
        side = owner_of(self._text, self._claim, kind, actor.spans[0])
        # "Its troops" of a brigade that speaks are the brigade's.
        is_speakers = side == self._side and side is not None and _ITS.match(actor.text)
        return replace(actor, side=side, party=actor.party or (self._party if is_speakers else None))

    def _lost(self, target: Actor | None) -> Actor | None:
        """A target that somebody lost, with his camp: "the Russians lost 40 men", "the enemy’s losses were 200"."""
        if target is None or target.side or is_bystander(target.text):
            return target
        start, first = target.spans[0][0], self._claim.content.spans[0][0]
        lost = _LOST.search(self._text, max(first, start - _LOSS_REACH), start)
        owners = self._owners((max(first, start - _LOSER_REACH), lost.start())) if lost else []
        return replace(target, side=max(owners, key=lambda each: each[0])[1]) if owners else target

    def _owners(self, span: Span) -> list[tuple[int, str | None]]:
        """Where a part of the content names somebody who may have lost something, and his camp."""
        named: list[tuple[int, str | None]] = [(each.start, each.camp) for each in said_in(self._text, *span)]
        enemies = [(m.start(), self._camps.enemy_of(self._side)) for m in ENEMY.finditer(self._text, *span)]
        return named + enemies + [(m.start(), self._owner(m.span())) for m in _OWNER.finditer(self._text, *span)]

    def _owner(self, span: Span) -> str | None:
        is_first = is_own(self._text[slice(*span)])
        return self._side if is_first else owner_of(self._text, self._claim, "casualties", span)

    def _sent(self, agent: Actor) -> Actor:
        """What a camp tells of as shot down the enemy sent."""
        is_told = agent.side is None and self._is_serving and _AIRBORNE.search(agent.text)
        is_downed = is_told and any(_DOWNED.search(self._text, *span) for span in self._claim.content.spans)
        return replace(agent, side=self._camps.enemy_of(self._side)) if is_downed else agent

    def _mourned(self, target: Actor) -> Actor:
        """Soldiers whom a camp tells of as dead or wounded, without a word for any other camp, are its own."""
        is_told = target.side is None and self._is_serving and is_combatant(target)
        return replace(target, side=self._side) if is_told and not self._names_others else target

    @cached_property
    def _party(self) -> str | None:
        """The unit that speaks itself; none of a person who speaks for it."""
        source = self._claim.source
        return None if is_person(source) else party_in(source.name or "")

    @cached_property
    def _names_others(self) -> bool:
        """Whether the content names another camp than its source's, or the enemy."""
        return any(
            ENEMY.search(self._text, *span) or any(each.camp != self._side for each in said_in(self._text, *span))
            for span in self._claim.content.spans
        )

    def _fighting(self, actor: Actor | None) -> Actor | None:
        """An actor without the camp of a state that does not fight."""
        if actor is None or actor.side is None or actor.side in self._camps.belligerents:
            return actor
        return replace(actor, side=None)
