"""Sentences of the article on the claims above them: caveats and no claims."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims

Statuses = list[list[tuple[str, str]]]


def caveats(text: str) -> Statuses:
    """Status and voice of the caveats of each claim."""
    return [[(c.status, c.by) for c in claim.caveats] for claim in extract_claims(text, published=None).claims]


CLAIM = "Andriy Koval said that the depot burned."

ABOVE = [
    ("The claim could not be independently verified.", ("unverified", "article")),
    ("Reuters could not verify the report.", ("unverified", "Reuters")),
    ("Reuters was not immediately able to confirm it.", ("unverified", "Reuters")),
    ("There was no independent confirmation.", ("unverified", "article")),
    ("He offered no evidence.", ("unverified", "article")),
    ("His account has been debunked.", ("denied", "article")),
    ("The loss of the depot, if confirmed, would delay the harvest.", ("conditional", "article")),
    ("Koval later deleted the post.", ("retracted", "Koval")),
    ("The fire service has not commented.", ("no_comment", "The fire service")),
    ("The account is disputed.", ("disputed", "article")),
    ("Two of our reviewers do not believe him.", ("disputed", "Two of our reviewers")),
    ("The police have never acknowledged the loss.", ("unverified", "The police")),
    ("There has been no comment from Kyiv.", ("no_comment", "Kyiv")),
    ("By evening it had vanished from the ministry’s website.", ("retracted", "article")),
]


@pytest.mark.parametrize(("sentence", "caveat"), ABOVE)
def test_a_sentence_of_the_article_is_a_caveat_of_the_claim_above(sentence: str, caveat: tuple[str, str]) -> None:
    """It becomes no claim of its own, even where it names a voice."""
    assert caveats(f"{CLAIM} {sentence}") == [[caveat]]


OWN = [
    ("Without offering evidence, Andriy Koval said that the depot burned.", ("unverified", "article")),
    ("Andriy Koval falsely claimed that the depot burned.", ("disputed", "article")),
    ("Andriy Koval said that the mayor burned the depot, a charge the council has denied.", ("denied", "the council")),
    ("Andriy Koval said that the mayor burned the depot, which the council denied.", ("denied", "the council")),
]


@pytest.mark.parametrize(("text", "caveat"), OWN)
def test_words_within_the_sentence_are_a_caveat_of_its_claim(text: str, caveat: tuple[str, str]) -> None:
    """What the article says beside the claim needs no sentence of its own."""
    assert caveats(text)[0] == [caveat]


def test_what_the_source_itself_says_is_no_caveat_of_its_claim() -> None:
    """A speaker who could not verify something speaks of what others claim."""
    assert caveats("Andriy Koval said that the report on the depot could not be verified.") == [[]]


def test_a_caveat_in_a_content_is_that_of_who_says_it() -> None:
    """Koval's doubt about the mayor's words is his."""
    text = "The mayor said that the depot burned. Andriy Koval said that the claim could not be verified."

    assert caveats(text)[0] == [("unverified", "Andriy Koval")]


def test_imagery_that_is_not_verified_weakens_what_rests_on_it() -> None:
    """Only the claims that rest on videos are meant by the videos' authenticity."""
    text = (
        "Footage shows that the depot burned. The mayor said that the hill was quiet. "
        "The authenticity of the videos has not been independently verified."
    )

    assert caveats(text) == [[("unverified", "article")], []]


def test_two_caveats_of_a_sentence_reach_all_claims_of_the_owner() -> None:
    """The words "Koval's claims" mean all of them above, and nobody else's."""
    text = (
        "Andriy Koval said that the depot burned. Ivan Marchuk said that the hill was quiet. "
        "Koval added that it rained. "
        "Koval’s claims could not be verified, and the fire service has not commented on them."
    )

    both = [("unverified", "article"), ("no_comment", "the fire service")]
    assert caveats(text) == [both, [], both]


def test_both_sides_are_all_that_fight() -> None:
    """The words "neither side's account" mean every claim of a side above."""
    text = (
        "The Russian army said that the hill fell. The Ukrainian army said that the hill was held. "
        "Neither side’s account could be verified."
    )

    assert caveats(text) == [[("unverified", "article")]] * 2


def test_a_caveat_never_reaches_a_claim_below_it() -> None:
    """What comes later is not meant."""
    assert caveats(f"The reports could not be verified. {CLAIM}") == [[]]


def test_a_caveat_reaches_over_a_few_paragraphs_only() -> None:
    """What stands far above is not meant by a sentence that names nothing of it."""
    between = "\n\n".join(["The fair went on."] * 5)

    assert caveats(f"{CLAIM}\n\n{between}\n\nThis could not be verified.") == [[]]


def test_every_caveat_is_a_slice_of_the_text() -> None:
    """Words and spans agree."""
    text = f"{CLAIM} Reuters could not verify the report."
    (claim,) = extract_claims(text, published=None).claims

    assert [text[slice(*span)] for c in claim.caveats for span in c.spans] == [c.text for c in claim.caveats]
