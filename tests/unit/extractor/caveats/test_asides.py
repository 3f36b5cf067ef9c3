"""What stands beside a claim in its own sentence is no part of it, and says who answers."""

from __future__ import annotations

import pytest

from tests.unit.extractor.attributing import claim_in

SAID = "<The commander> /said/ [the depot had burned]"

BESIDE = [
    (f"{SAID}, a claim Moscow dismissed.", ("dismissed", "Moscow")),
    (f"{SAID}, a charge that Moscow calls absurd.", ("dismissed", "Moscow")),
    (f"{SAID}, which Moscow rejected as fiction.", ("dismissed", "Moscow")),
    (f"{SAID}, a version the mayor contests.", ("disputed", "the mayor")),
    (f"{SAID}, an account disputed by residents.", ("disputed", "residents")),
    (f"{SAID}, a claim later confirmed by the governor.", ("confirmed", "the governor")),
    (f"{SAID}, something the ministry has neither confirmed nor denied.", ("unverified", "the ministry")),
    (f"{SAID}, although there was no independent confirmation.", ("unverified", "article")),
    ("<The commander> /said/ [40 men had died, a figure that could not be verified].", ("unverified", "article")),
    (
        "<The commander> /said/ [the depot burned, but the ministry has not confirmed this].",
        ("unverified", "the ministry"),
    ),
    ("<The commander> /alleged/, offering no evidence, that [the depot had burned].", ("unverified", "article")),
    ("<The footage>, which could not be verified, /shows/ [the depot burning].", ("unverified", "article")),
    ("<The commander> /wrote/ [the depot had burned, then deleted the message].", ("retracted", "The commander")),
    ("<The commander> /said/ [the depot had burned; he has since taken it back].", ("retracted", "commander")),
    ("<The commander> /said/ [the depot had burned; we could not establish when].", ("unverified", "article")),
    ("<The commander> /said/ [the depot burned; the ministry has not commented].", ("no_comment", "the ministry")),
    ("<The commander> /said/ [the depot burned, although videos appear to contradict that].", ("disputed", "videos")),
    ("/Reports that/ [the depot had burned could not be confirmed].", ("unverified", "article")),
    ("<The commander> /said/ in a since-deleted post that [the depot had burned].", ("retracted", "article")),
]


@pytest.mark.parametrize(("sentence", "caveat"), BESIDE)
def test_an_apposition_answers_the_claim_of_its_sentence(sentence: str, caveat: tuple[str, str]) -> None:
    """The status is that of the verb and of what the claim is called, the voice that of the apposition."""
    assert [(each.status, each.by) for each in claim_in(sentence).caveats] == [caveat]


NOTHING = [
    f"{SAID}, a place Moscow never mentions.",
    f"{SAID}, which surprised residents.",
    "<The commander> /said/ [the channel had posted a map, then deleted the post].",
    "<The commander> /said/ “[the depot burned, then we deleted the message].”",
    "<The commander> /said/ “[the depot burned, but the ministry has not confirmed this].”",
]


@pytest.mark.parametrize("sentence", NOTHING)
def test_other_appositions_and_the_own_words_of_a_speaker_are_no_answers(sentence: str) -> None:
    """What stands in quotation marks is the speaker's own doubt."""
    assert claim_in(sentence).caveats == ()
