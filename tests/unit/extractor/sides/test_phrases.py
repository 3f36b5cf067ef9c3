"""Whose somebody is by the words for him, in the light of the whole article."""

from __future__ import annotations

import pytest

from services.extractor.domain.sides.phrases import Belonging, belonging

UA_RU = "Ukrainian and Russian troops fight, Kyiv and Moscow said. "
SUDAN = "The Sudanese army fights the Rapid Support Forces. "
MYANMAR = "The Arakan Army fights on. "

BELONGINGS = [
    # A camp's word; what only tells more of a thing does not count, nor do two camps side by side, nor bystanders.
    (UA_RU, "Russian troops", None, "RU", None),
    (UA_RU, "a bridge that feeds Russian guns", None, None, None),
    (UA_RU, "Kyiv and Moscow", None, None, None),
    (UA_RU, "Ukrainian mothers", None, None, None),
    (UA_RU, "the Norwegian army", None, None, None),
    # The speaker's own, also in part, and whom it calls names.
    (UA_RU, "our troops", "UA", "UA", None),
    (UA_RU, "two of our three boats", "UA", "UA", None),
    (UA_RU, "ours", "UA", "UA", None),
    (UA_RU, "the enemy", "UA", "RU", None),
    (UA_RU, "the other side", "UA", "RU", None),
    (UA_RU, "the neo-Nazis", "RU", "UA", None),
    (UA_RU, "our troops", None, None, None),
    # Units, groupings and arms.
    (UA_RU, "elements of the 68th Motorized Rifle Division", None, "RU", "68th Motorized Rifle Division"),
    (UA_RU, "a column of the 24th mechanised brigade", None, "UA", "24th mechanised brigade"),
    (UA_RU, "units of the Southern Group of Forces", None, "RU", "Southern Group of Forces"),
    (UA_RU, "fighters of the Red Valley Brigade", None, None, "Red Valley Brigade"),
    (UA_RU, "men of the Freedom for Kuban Battalion", None, None, None),
    (UA_RU, "the Ukrainian Khartiia Brigade", None, "UA", "Khartiia Brigade"),
    (UA_RU, "a Lancet drone", None, "RU", None),
    (UA_RU, "two Leopards", None, "UA", None),
    ("Norwegian troops train. ", "two Leopards", None, None, None),
    # The state and the movement of a war at home.
    (SUDAN, "government warplanes", None, "SAF", None),
    (SUDAN, "the army's 22nd Division", None, "SAF", "22nd Division"),
    (SUDAN, "the army", "RSF", "SAF", None),
    (SUDAN, "the militia", "SAF", "RSF", None),
    (SUDAN, "the rebels", "RSF", "RSF", None),
    (MYANMAR, "the terrorists", "MM", "AA", None),
    (MYANMAR, "47 regime soldiers", "AA", "MM", None),
    ("The rebels and the separatists hold the mill in Ukraine. ", "government forces", None, "UA", None),
    ("The rebels and the separatists hold the mill in Ukraine. ", "the rebels", None, "RU", None),
    ("The Donetsk People’s Republic is in Ukraine. ", "soldiers", None, None, None),
    (SUDAN, "nine soldiers", None, "SAF", None),
    (SUDAN, "its soldiers", None, None, None),
    # What the article calls somebody's elsewhere, if all such things are one camp's.
    ("A Russian landing ship burned, Ukraine said. ", "the ship", None, "RU", None),
    ("A Russian landing ship burned, Ukraine said. ", "a ship", None, None, None),
    ("A Russian ship met a Ukrainian ship. ", "the ship", None, None, None),
    ("Russian soldiers of the 74th Brigade left. ", "men of the 74th Brigade", None, "RU", "74th Brigade"),
    ("The 74th Brigade of the Russian army left. ", "the 74th Brigade", None, "RU", "74th Brigade"),
    ("The 74th Brigade of the Russian army left. ", "the brigade", None, "RU", None),
    ("Armenia blamed the navy, Azerbaijan said. ", "the navy", None, None, None),
]


@pytest.mark.parametrize(("article", "words", "speaker", "side", "party"), BELONGINGS)
def test_words_tell_whose_somebody_is(
    article: str, words: str, speaker: str | None, side: str | None, party: str | None
) -> None:
    """Camp and force below it; nothing where the words may mean several."""
    text = article + words
    found = belonging(text, (len(article), len(text)), speaker)

    assert found == Belonging(side, party)
