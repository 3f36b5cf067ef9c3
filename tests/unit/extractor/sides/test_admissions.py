"""Whether somebody grants what goes against his own side."""

from __future__ import annotations

import pytest

from tests.unit.extractor.attributing import claim_in

STANCES = [
    ("<The Ukrainian army> /said/ [two of its soldiers were killed].", "admits"),
    ("<The Ukrainian army> /said/ [Ukrainian troops had left the mill].", "admits"),
    ("<Ukrainian soldiers> /said/ [the Russian army’s 72nd brigade was routed].", "asserts"),
    ("<The Ukrainian army> /said/ [our troops killed nine Russian soldiers].", "asserts"),
    ("<The Ukrainian army> /said/ [the enemy had left the mill].", "asserts"),
    # Another force of the same camp is one’s own side.
    ("<The Wagner chief> /said/ [Russian army units had fled the mill].", "admits"),
    # What is sold as something else is no admission, nor is who lives.
    ("<The Ukrainian army> /said/ [our troops had left the mill for a more favourable position].", "asserts"),
    ("<The Ukrainian army> /said/ [our wounded soldiers are safe].", "asserts"),
    # Those who fell are a reader’s mistake where the words behind say that they struck.
    ("<The Ukrainian army> /said/ [its men had killed five of the attackers].", "asserts"),
    # In their own words "they" are others.
    ("<The Ukrainian army> /said/: [“They left the mill.”]", "asserts"),
    ("<The Ukrainian army> /said/: [“We left the mill.”]", "admits"),
    ("<A Ukrainian resident> /said/ [Ukrainian troops had left the mill].", "asserts"),
]


@pytest.mark.parametrize(("text", "stance"), STANCES)
def test_only_who_tells_of_his_own_sides_loss_admits(text: str, stance: str) -> None:
    """Who tells of the enemy's loss asserts."""
    assert claim_in(text).stance == stance
