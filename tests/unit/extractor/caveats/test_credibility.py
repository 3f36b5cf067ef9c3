"""What an article says of how far a speaker can be trusted, away from the name."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims

NOTES = [
    (
        "A captured soldier said that his unit had fled. It is not clear whether he spoke freely.",
        "It is not clear whether he spoke freely",
    ),
    (
        "A captured soldier said that his unit had fled. Statements of prisoners of war may be made under duress.",
        "Statements of prisoners of war may be made under duress",
    ),
    (
        "Deputy minister Ivan Marchuk said that nobody would be called up. His word was worth little last autumn.",
        "His word was worth little last autumn",
    ),
    (
        "Ivan Marchuk said that the hill had fallen. Marchuk has repeatedly exaggerated his victories.",
        "has repeatedly exaggerated his victories",
    ),
    (
        "Congo’s army, whose statements on the hill have often proved false, said that the hill had fallen.",
        "whose statements on the hill have often proved false",
    ),
    (
        "The Red Valley Front, which is known for its inflated reports, claimed that the hill had fallen.",
        "is known for its inflated reports",
    ),
    (
        "Ivan Marchuk, who was caught inventing a battle, said that the hill had fallen.",
        "was caught inventing a battle",
    ),
    (
        "The ministry said that the hill had fallen. In March it had to withdraw a similar allegation.",
        "had to withdraw a similar allegation",
    ),
    (
        "Ivan Marchuk said that the hill had fallen. Marchuk has every reason to play down his part.",
        "has every reason to play down his part",
    ),
]


@pytest.mark.parametrize(("text", "note"), NOTES)
def test_a_note_on_a_speaker_stands_at_the_speakers_claims(text: str, note: str) -> None:
    """A captive by what he is, any other by name or pronoun."""
    claim = extract_claims(text, published=None).claims[0]

    assert claim.source.credibility_note is not None
    assert claim.source.credibility_note.text.startswith(note[:20])
    assert text[slice(*claim.source.credibility_note.spans[0])] == claim.source.credibility_note.text


def test_a_note_on_captives_is_none_on_others() -> None:
    """The mayor did not speak under duress."""
    text = (
        "A captured soldier said that his unit had fled. The mayor said that the mill burned. "
        "Statements of prisoners of war may be made under duress."
    )
    soldier, mayor = extract_claims(text, published=None).claims

    assert soldier.source.credibility_note is not None
    assert mayor.source.credibility_note is None


def test_what_a_speaker_says_of_another_is_no_note() -> None:
    """Who accuses another of lies speaks; the article does not."""
    accuser, other = extract_claims(
        "The mayor said that the army was known for its inflated reports. The army said that the hill had fallen.",
        published=None,
    ).claims

    assert accuser.source.credibility_note is None
    assert other.source.credibility_note is None
