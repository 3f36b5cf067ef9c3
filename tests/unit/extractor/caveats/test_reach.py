"""Which claims a caveat means."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims


def statuses(text: str) -> list[list[str]]:
    """The statuses of each claim."""
    return [[caveat.status for caveat in claim.caveats] for claim in extract_claims(text, published=None).claims]


# Sentences, and the statuses of each claim in them.
REACHES = [
    # One claim of somebody is his last one.
    (
        (
            "Ivan Marchuk said that the mill burned.",
            "Marchuk said that the bridge fell.",
            "His claim could not be verified.",
        ),
        [[], ["unverified"]],
    ),
    # All his claims are all.
    (
        (
            "Ivan Marchuk said that the mill burned.",
            "Marchuk said that the bridge fell.",
            "Marchuk’s claims could not be verified.",
        ),
        [["unverified"], ["unverified"]],
    ),
    # A relative of the owner is another.
    (
        (
            "Ivan Marchuk said that the mill burned.",
            "Marchuk’s mother Olha said that he was safe.",
            "Marchuk’s account could not be verified.",
        ),
        [["unverified"], []],
    ),
    # Who is silent is not meant himself.
    (
        (
            "Villagers said that soldiers had burned the mill.",
            "The army, which denied looting, did not respond to questions.",
        ),
        [["no_comment"], []],
    ),
    # A silence on another matter is none on this.
    (
        (
            "The mayor said that the mill had burned.",
            "The ministry did not comment on the harvest.",
        ),
        [[]],
    ),
    # The words "the incident" stand for all that was said of it.
    (
        (
            "The mayor reported that the mill had burned.",
            "The mayor added that nobody was hurt.",
            "The army has not commented on the incident.",
        ),
        [["no_comment"], ["no_comment"]],
    ),
    # What was told in numbers.
    (
        (
            "The deputy said that 300 men were called up.",
            "The mayor said that the mill burned.",
            "The deputy later took the number back.",
        ),
        [["retracted"], []],
    ),
    # An event under another name.
    (
        (
            "The army said that its troops had captured the village of Malyn.",
            "The mayor said that the harvest was good.",
            "Kyiv did not confirm the loss of the village.",
        ),
        [["unverified"], []],
    ),
    # What is only demanded can be neither true nor false.
    (
        (
            "The mayor demanded that the army leave.",
            "The mayor said that the mill burned.",
            "None of this is confirmed.",
        ),
        [[], []],
    ),
    # Findings are those of who looked.
    (
        (
            "A rights group said that the mill was a prison.",
            "A farmer said that two men died there.",
            "The ministry rejected the findings as “literature”.",
        ),
        [["dismissed"], [], []],
    ),
    # A deed is confirmed with what came of it.
    (
        (
            "The mayor said that the mill had burned.",
            "A farmer reported that two men had been shot dead.",
            "An aid worker confirmed the shooting.",
        ),
        [[], ["confirmed"]],
    ),
    # Findings that stand in a paper are those of the paper only where nobody tells them.
    (
        (
            "A rights group said that the mill was a prison.",
            "According to a ledger, two men died there.",
            "The ministry rejected the findings as “literature”.",
        ),
        [["dismissed"], [], []],
    ),
    # Nobody answers what is only said below.
    (
        ("The army denied that it had burned the mill at Malyn.", "A farmer said that the army had burned the mill."),
        [[], []],
    ),
    # Who is named in a claim is silent about that one.
    (
        (
            "A lawyer said that the prison service had beaten the men.",
            "A doctor said that the men were thin.",
            "The prison service did not respond to questions.",
        ),
        [["no_comment"], []],
    ),
    # Calling it names is no second answer.
    (
        (
            "The mayor said that the harvest was lost.",
            "A farmer said that the mill burned.",
            "The army denied it, calling such tales lies.",
        ),
        [[], ["denied"], []],
    ),
]


@pytest.mark.parametrize(("sentences", "expected"), REACHES)
def test_a_caveat_reaches_what_it_names(sentences: tuple[str, ...], expected: list[list[str]]) -> None:
    """By owner, number, event, kind of source and what was asked."""
    assert statuses(" ".join(sentences))[: len(expected)] == expected


def test_a_silence_alone_is_no_claim() -> None:
    """Who did not confirm the loss of a village said nothing."""
    text = "The army said that the village had fallen. Kyiv did not confirm the loss of the village."

    assert [claim.cue.text for claim in extract_claims(text, published=None).claims] == ["said"]


ITSELF = [
    ("This newspaper was unable to verify the claim.", "unverified"),
    ("This newspaper has since verified the account.", "confirmed"),
    ("Our reporters dispute the account.", "disputed"),
]


@pytest.mark.parametrize(("sentence", "status"), ITSELF)
def test_the_papers_own_name_is_no_voice(sentence: str, status: str) -> None:
    """What those who wrote the article could or could not verify, the article says."""
    claim = extract_claims(f"The army said that the village had fallen. {sentence}", published=None).claims[0]

    assert [(caveat.status, caveat.by) for caveat in claim.caveats] == [(status, "article")]
