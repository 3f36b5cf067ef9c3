"""Whose side a source is on, in any war: by words, units, offices, places and names of the whole article."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import Source
from services.extractor.domain.speakers.camps import Camps


def last_source(text: str) -> Source:
    """The source of the last claim of a text."""
    return extract_claims(text, published=None).claims[-1].source


SIDES = [
    # A unit is whose it is called anywhere.
    ("Ukraine’s 88th Brigade holds the mill.\n\nThe 88th Brigade said the road was cut.", "UA"),
    ("The Russian 19th Regiment left.\n\nAn officer of the 19th Regiment said the road was cut.", "RU"),
    # An office is that of the state which it was called of last.
    ("The Armenian army fired at Azerbaijani troops. The army said the road was cut.", "AM"),
    # A unit without a number is whose all such units are.
    ("Ukraine’s 88th Brigade holds the mill.\n\nThe brigade’s commander, Ivan Moroz, said the road was cut.", "UA"),
    # Those in a town's office are of the ground on which the whole article is, in a war between states.
    ("Russia shelled Poltava, Sumy and Lubny in Ukraine. The mayor said the road was cut.", "UA"),
    ("Russia shelled Poltava, Sumy and Lubny in Ukraine. The defence ministry said the road was cut.", None),
    ("Russia shelled Poltava, Kursk, Voronezh and Sumy in Ukraine. The mayor said the road was cut.", None),
    ("Shells fell on Poltava and Sumy. The mayor said the road was cut.", None),
    # The state that a movement fights has the army and the junta.
    ("Sudan’s RSF left. Army spokesman Hassan Bakri said the road was cut.", "SAF"),
    ("The Arakan Army took a hill. The junta said the road was cut.", "MM"),
    # In whose forces somebody is the article tells beside his name.
    ("Captain Ivan Moroz leads a company of Ukraine’s army.\n\n“We stay,” Captain Ivan Moroz said.", "UA"),
    ("Captain Ivan Moroz leads a company against Ukraine’s army.\n\n“We stay,” Captain Ivan Moroz said.", None),
    # Who is blamed is not who blames.
    ("Armenia blamed the army, Azerbaijan left. The army said the road was cut.", None),
    # A state is on a side only where it fights.
    ("Malian soldiers left Gao. The Malian army said the road was cut.", "ML"),
    ("Ukraine’s army left Sumy. The Norwegian government said the road was cut.", None),
    # A movement of the table, and one that the article introduces.
    ("Houthi fighters left. The Houthi spokesman said the road was cut.", "Houthi"),
    ("Yemen’s Houthi movement said the road was cut.", "Houthi"),
    ("Rebels of the Lake Liberation Army (LLA) took a hill. The LLA said the road was cut.", "LLA"),
    # Who is on no side stays so, whatever words stand beside.
    ("Shells fell on Poltava and Sumy. Residents said the road was cut.", None),
    ("Shells fell on Poltava and Sumy. A European diplomat said the road was cut.", None),
    ("Ivan Moroz, a Russian historian in exile, said the road was cut.", None),
]


@pytest.mark.parametrize(("text", "side"), SIDES)
def test_side_is_told_by_the_whole_article(text: str, side: str | None) -> None:
    """A side is told by the source's own words, else by its unit, its office, or where the article is."""
    assert last_source(text).side == side


def test_a_name_is_on_one_side_in_an_article() -> None:
    """What a group is called at one mention holds for its name alone."""
    text = "The Wagner-linked Amber force took a hill. Amber said the road was cut."

    assert last_source(text).side == "RU"


def test_a_spokesman_stands_where_those_stand_who_sent_him() -> None:
    """Their spokesman is of their side and kind."""
    text = "Houthi rebels said the ship had sunk. “We hit it,” their spokesman Salim Bakri said."

    assert (last_source(text).side, last_source(text).kind) == ("Houthi", "armed_group")


def test_rebels_of_a_state_are_not_the_state() -> None:
    """The state before "rebels" says only where they are."""
    text = "The Lake Liberation Army (LLA) is an army of rebels. Malian rebels said the road was cut."

    assert last_source(text).side != "ML"


ENEMIES = [
    ("Ukrainian troops left.", "UA", "RU"),
    ("The Rapid Support Forces fought the Sudanese army.", "RSF", "SAF"),
    ("Hamas and Hezbollah fired at Israeli troops.", "IL", None),
]


@pytest.mark.parametrize(("text", "camp", "enemy"), ENEMIES)
def test_the_enemy_is_the_other_camp_of_the_war(text: str, camp: str, enemy: str | None) -> None:
    """Where there are several, nobody is meant."""
    assert Camps(text).enemy_of(camp) == enemy


def test_the_army_is_the_states_where_a_movement_holds_the_town() -> None:
    """Officials on a movement's ground are not taken for its own."""
    text = "Fighting went on in Goma and Bukavu, where M23 rules. The mayor said the road was cut."

    assert last_source(text).side is None
