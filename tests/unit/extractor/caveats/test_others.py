"""What other voices of the article say of a claim, and the one status that all of it makes."""

from __future__ import annotations

import pytest

from services.extractor.domain.caveats.verification import PRECEDENCE, verification
from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import Caveat
from tests.unit.extractor.attributing import claim_in


def caveats(text: str) -> list[list[tuple[str, str]]]:
    """Status and voice of the caveats of each claim."""
    return [[(c.status, c.by) for c in claim.caveats] for claim in extract_claims(text, published=None).claims]


CLAIM = "Andriy Koval said that the army had burned the depot."

ANSWERS = [
    ("The army denied the report.", [("denied", "The army")]),
    ("The army denied that it had burned the depot.", [("denied", "The army")]),
    ("The army dismissed the claim as nonsense.", [("dismissed", "The army")]),
    ("The army disputed the account.", [("disputed", "The army")]),
    ("The army doubted that the depot had burned.", [("disputed", "The army")]),
    ("The governor confirmed that the army had burned the depot.", [("confirmed", "The governor")]),
    ("The army denied that the harvest had failed.", []),
    ("The governor said that the army had burned the depot.", []),
    ("Koval denied that he drank.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), ANSWERS)
def test_an_answer_is_a_caveat_of_the_claim_it_means(sentence: str, expected: list[tuple[str, str]]) -> None:
    """By the words of the denial, or what "the report" stands for; another subject is another claim."""
    assert caveats(f"{CLAIM} {sentence}")[0] == expected


def test_a_denial_by_the_side_means_the_other_one() -> None:
    """The Ukrainian account is not that of the Russian army."""
    text = (
        "The Russian army said that the hill fell. The Ukrainian army said that the hill was held. "
        "Belarus denied the Ukrainian account."
    )

    assert caveats(text)[:2] == [[], [("denied", "Belarus")]]


def test_a_quoted_verdict_goes_on_with_the_answer_before_it() -> None:
    """What the minister calls lies is the talk that he dismissed, and nothing that others said above."""
    text = (
        "Andriy Koval said that the harvest was lost. The minister dismissed talk of a quarrel in the party. "
        "“These are lies,” the minister said."
    )

    assert caveats(text)[0] == []


def test_mutual_blame_is_disputed_by_who_blames() -> None:
    """Who accuse each other dispute each other's claims."""
    blame = claim_in("<Both armies> /accused/ [each other of breaking the truce].")

    assert [(c.status, c.by) for c in blame.caveats] == [("disputed", "Both armies")]


def test_nobody_who_denies_is_no_voice() -> None:
    """That nobody denied it tells of no denial."""
    assert caveats(f"{CLAIM} Nobody denied the report.")[0] == []


def test_the_gravest_status_counts() -> None:
    """The precedence is fixed, whatever the order of the caveats."""
    said = [Caveat("x", ((0, 1),), status, "article") for status in reversed(PRECEDENCE)]

    assert [verification(tuple(said[:n])) for n in range(len(said) + 1)] == ["unstated", *reversed(PRECEDENCE)]
