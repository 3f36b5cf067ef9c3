"""Whose agents and targets are whom only the claim shows."""

from __future__ import annotations

import pytest

from tests.unit.extractor.attributing import claim_in

AGENTS = [
    # "Its" and "their" of reported speech are the body that speaks, "his" the person.
    ("<The Ukrainian army> /said/ [its troops shelled the mill].", "UA"),
    ("<A Ukrainian colonel> /said/ [his troops shelled the mill].", "UA"),
    ("<The Ukrainian army> /said/ [his troops shelled the mill].", None),
    # The state that is named last before "its" goes before who speaks; plural forces before "it" do not.
    ("<The Russian army> /said/ that [Ukraine shelled the mill before its troops attacked the post].", "UA"),
    ("<The Ukrainian army> /said/ that [Russian guns shelled the mill before its troops attacked the post].", "UA"),
    # In their own words those who fight are "we", and "they" are the others.
    ("<The Ukrainian army> /said/: [“They shelled the mill.”]", "RU"),
    ("<A teacher in Ukraine> /said/: [“They shelled the mill.”]", None),
    ("<The Ukrainian army> /said/: [“We shelled the mill.”]", "UA"),
    # Who strikes soldiers is their enemy; what was shot down the enemy sent.
    ("<A teacher> /said/ [paratroopers attacked Ukrainian soldiers].", "RU"),
    ("<The Ukrainian army> /said/ [it shot down nine drones].", "RU"),
    ("<A teacher in Ukraine> /said/ [nine drones were shot down].", None),
    # A soldier’s company and officers are of his camp, if he names no other.
    ("<A Russian soldier> /said/ [the company attacked the post].", "RU"),
    ("<A Russian soldier> /said/ [the company attacked Ukrainian gunners].", "RU"),
]


@pytest.mark.parametrize(("text", "side"), AGENTS)
def test_an_agent_has_the_camp_that_the_claim_shows(text: str, side: str | None) -> None:
    """Who speaks, whom the content names before, and who fights whom."""
    agents = [event.actors.agent for event in claim_in(text).events if event.actors.agent]

    assert agents[-1].side == side


def test_its_troops_are_of_the_unit_that_speaks() -> None:
    """A brigade's own; not those of the person who speaks for it."""
    parties = [
        event.actors.agent.party
        for source in ("Ukraine’s 72nd Brigade", "A spokesman for Ukraine’s 72nd Brigade")
        for event in claim_in(f"<{source}> /said/ [its troops shelled the mill].").events
        if event.actors.agent
    ]

    assert parties == ["72nd Brigade", None]


TARGETS = [
    ("<The Ukrainian army> /said/ [its troops attacked 15 soldiers].", "RU"),
    ("<A teacher> /said/ [Ukrainian troops attacked the baker].", None),
    ("<A teacher> /said/ [Ukrainian troops attacked a civilian convoy].", None),
    ("<The Ukrainian army> /said/ [its troops destroyed 14 of their tanks].", "RU"),
    ("<The Ukrainian army> /said/ [its troops destroyed four of its own tanks].", "UA"),
    ("<A teacher> /said/ [Russian troops lost nine tanks].", "RU"),
    ("<The Ukrainian army> /said/ [the enemy lost nine tanks].", "RU"),
    ("<The Ukrainian army> /said/ [two of its soldiers were killed].", "UA"),
    # Who is mourned without a word for another camp is one’s own.
    ("<The Ukrainian army> /said/ [11 soldiers were killed].", "UA"),
    ("<The Ukrainian army> /said/ [11 soldiers were killed in the enemy’s trench].", None),
    ("<A teacher in Ukraine> /said/ [11 soldiers were killed].", None),
    ("<The Ukrainian army> /said/ [the school was destroyed].", None),
]


@pytest.mark.parametrize(("text", "side"), TARGETS)
def test_a_target_has_the_camp_that_the_claim_shows(text: str, side: str | None) -> None:
    """The enemy of who strikes it, who lost it, or whose dead they are."""
    targets = [event.actors.target for event in claim_in(text).events if event.actors.target]

    assert targets[-1].side == side
