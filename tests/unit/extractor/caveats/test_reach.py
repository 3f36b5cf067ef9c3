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
    # Whose claims they are, by what they are.
    (
        (
            "The blogger Rustam Bey wrote that the mill burned.",
            "The mayor said that the bridge fell.",
            "A blogger from Kazan wrote that the road was cut.",
            "We could not verify the bloggers’ claims.",
        ),
        [["unverified"], [], ["unverified"]],
    ),
    # Whose they are, by the side.
    (
        (
            "The Ukrainian army said that the mill burned.",
            "The Russian army said that the bridge fell.",
            "The monitors could not confirm the Ukrainian claims.",
        ),
        [["unverified"], []],
    ),
    # And which of them.
    (
        (
            "Ivan Marchuk said that the mill burned.",
            "Marchuk said that the bridge fell.",
            "Marchuk’s claims about the mill could not be verified.",
        ),
        [["unverified"], []],
    ),
    # All of a paragraph.
    (
        (
            "The mayor said that the mill burned.",
            "A farmer said that the bridge fell.",
            "None of this could be checked.",
        ),
        [["unverified"], ["unverified"]],
    ),
    # Both sides own their claims, and are silent on those of others.
    (
        (
            "The mayor said that the mill burned.",
            "A farmer said that the bridge fell.",
            "The two sides have not commented on the mill.",
        ),
        [["no_comment"], []],
    ),
    # What is mocked is what was claimed, and not who mocked it first.
    (
        (
            "The ministry said that 45 men had died.",
            "The mayor ridiculed the figure, and it could not be checked.",
        ),
        [["unverified", "dismissed"]],
    ),
    # "It" is who speaks in the same sentence.
    (
        (
            "The council said that the mill burned.",
            "The army said that the bridge fell; it gave no proof.",
        ),
        [[], ["unverified"]],
    ),
    # What is taken back is what the subject is said to say.
    (
        (
            "A farmer said that the mill burned.",
            "A channel that reported the fall of the bridge has deleted the post.",
        ),
        [[], ["retracted"]],
    ),
    # A denial in other words answers what was said of such an event just above.
    (
        (
            "Officials said that mortars had been fired at the mill.",
            "The mayor said that the harvest was lost.",
            "The army denied that its gunners had shelled anything.",
        ),
        [["denied"], []],
    ),
    # And none of another place.
    (
        (
            "Officials said that mortars had been fired at the mill.",
            "The army, which has denied shelling towns, made no statement on the harvest.",
        ),
        [[]],
    ),
    # What nobody said before is no claim above.
    (
        (
            "The mayor said that the harvest was lost.",
            "Reports of a truce at sea, if confirmed, would please the captains.",
        ),
        [[]],
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


TITLED = [
    # Said of all that the speaker said.
    ("Governor: mill burned by soldiers", "His claims could not be verified.", [["unverified"], ["unverified"]]),
    # The same under another name.
    ("Official: soldiers burned mill", "Marchuk’s claims could not be verified.", [["unverified"], ["unverified"]]),
    # Another speaker.
    ("Miners: pit flooded near Malyn", "Marchuk’s claims could not be verified.", [[], ["unverified"]]),
]


@pytest.mark.parametrize(("title", "caveat", "expected"), TITLED)
def test_a_headline_is_of_who_tells_it_below(title: str, caveat: str, expected: list[list[str]]) -> None:
    """By office or by what is told."""
    text = f"{title}\n\nGovernor Ivan Marchuk said that soldiers had burned the mill. {caveat}"

    assert statuses(text) == expected


def test_none_of_this_is_what_the_paragraph_tells() -> None:
    """Else what the one before tells; a last sentence that stands alone means the whole article."""
    told = "The council said that the harvest was lost.\n\nThe mayor said that the mill burned."
    none = "None of this could be checked."

    assert statuses(f"{told} {none}\n\nIt rained.") == [[], ["unverified"]]
    assert statuses(f"{told}\n\n{none}\n\nIt rained.") == [[], ["unverified"]]
    assert statuses(f"{told}\n\n{none}") == [["unverified"], ["unverified"]]


def test_a_headline_answers_nothing_above_it() -> None:
    """What it rejects is told below."""
    text = "The mayor said that the mill burned.\n\nMinister rejects charge\n\nThe minister said that he was ill."

    assert statuses(text)[0] == []


CORRECTIONS = [
    "Correction: On Monday we wrote that the mayor had fled.",
    "CORRECTION\n\nOn Monday we wrote that the mayor had fled.",
    "12:50 Correction\n\nOn Monday we wrote that the mayor had fled.",
]


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_an_outlet_that_corrects_itself_takes_back_what_it_quotes(correction: str) -> None:
    """And nothing that stands elsewhere."""
    text = f"The council said that the mill burned.\n\n{correction}\n\nThe army said that the bridge fell."

    assert statuses(text) == [[], ["retracted"], []]


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
