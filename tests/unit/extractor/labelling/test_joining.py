"""A claim of the rules with what the labeller knows better."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from services.extractor.domain.claims import extract_claims
from services.extractor.domain.draft import Actor, DraftClaim, Source
from services.extractor.domain.labelling.joining import labelled
from services.extractor.domain.labelling.labels import Labels
from services.extractor.domain.labelling.view import View
from tests.unit.extractor.labelling.test_labels import labels

TEXT = "Officials said marauders had hexed the mill near Lyman."


def read(text: str = TEXT) -> DraftClaim:
    """The one claim of a text, by the rules."""
    (claim,) = extract_claims(text, published=None).claims
    return claim


def joined(claim: DraftClaim, found: Labels, text: str = TEXT) -> DraftClaim:
    """The claim with labels."""
    return labelled(text, [claim], lambda _: found)[0]


def words(claim: DraftClaim) -> list[tuple[int, int]]:
    """The words of a content as offsets into it."""
    spans, at = [], 0
    for word in claim.content.text.split(" "):
        spans.append((at, at + len(word)))
        at += len(word) + 1
    return spans


def test_a_type_that_no_table_knows_becomes_the_main_event() -> None:
    """With the actors that the labeller marks."""
    claim = read()
    spans = words(claim)
    found = labels(
        {("type", "destruction"): 5.0}, {(0, "agent"): 3.0, (3, "target"): 3.0, (4, "target"): 3.0}, spans=spans
    )

    assert claim.events[0].type == "statement"
    (event,) = joined(claim, found).events
    assert event.type == "destruction"
    assert event.actors.agent
    assert event.actors.agent.text == "marauders"
    assert event.actors.target
    assert event.actors.target.text == "the mill"
    assert all(TEXT[slice(*actor.spans[0])] == actor.text for actor in (event.actors.agent, event.actors.target))


def test_an_event_that_the_rules_see_too_only_goes_first() -> None:
    """It keeps what the rules know of it, and the others stay."""
    text = "Officials said shells hit the town and two people were killed."
    claim = read(text)
    last = claim.events[-1]
    found = labels({("type", last.type): 9.0}, spans=words(claim))

    assert len(claim.events) > 1
    events = joined(claim, found, text).events
    assert events[0] == last
    assert {event.type for event in events} == {event.type for event in claim.events}


def test_a_statement_holds_no_event() -> None:
    """Where the labeller is sure that nothing is told, words of war are only words."""
    text = "Officials said the war was an attack on reason."
    claim = replace(read(text))

    assert [e.type for e in joined(claim, labels({("type", "statement"): 9.0}, spans=words(claim)), text).events] == [
        "statement"
    ]


def test_a_claim_of_nobody_stays_unnamed() -> None:
    """Who does not speak has no kind that could be told from words."""
    text = "The army has reportedly left Lyman."
    claim = read(text)
    found = labels({("kind", "military"): 9.0}, spans=words(claim))

    assert joined(claim, found, text).source.kind == "unnamed"


def test_an_actor_is_whole_words() -> None:
    """Pieces of a word that are marked stand for all of it; marks around it do not belong to it."""
    claim = read()
    half = [(0, 5), (5, 9), (10, 13), (14, 19), (20, 22), (22, 23)]
    found = labels({("type", "destruction"): 5.0}, {(1, "agent"): 3.0}, spans=half)

    agent = joined(claim, found).events[0].actors.agent
    assert agent
    assert agent.text == "marauders"


def test_halves_of_a_word_are_not_both_agent_and_target() -> None:
    """One word is one actor."""
    claim = read()
    half = [(0, 5), (5, 9), (10, 13), (14, 19), (20, 22), (22, 23)]
    found = labels({("type", "destruction"): 5.0}, {(0, "agent"): 3.0, (1, "target"): 3.0}, spans=half)

    actors = joined(claim, found).events[0].actors
    assert actors.agent
    assert (actors.agent.text, actors.target) == ("marauders", None)


def test_one_who_speaks_often_is_of_one_kind() -> None:
    """All his claims are asked, and the surest decides; another speaker is another matter."""
    text = "Ivan Koval said the town was calm. Koval said the road was mined. Officials said it was raining."
    claims = extract_claims(text, published=None).claims
    sure = {"calm": 1.2, "mined": 5.0, "raining": 1.2}

    def label(view: View) -> Labels:
        score = next(score for word, score in sure.items() if word in view.content)
        return labels({("kind", "soldier" if score > 2 else "analyst"): score})

    kinds = [claim.source.kind for claim in labelled(text, claims, label)]
    assert [claim.source.name for claim in claims[:2]] == ["Ivan Koval", "Ivan Koval"]
    assert kinds == ["soldier", "soldier", "analyst"]


def test_whoever_has_no_words_keeps_his_kind() -> None:
    """Nobody is named there: nothing says what he is."""
    claim = replace(read(), source=Source())

    assert joined(claim, labels({("kind", "soldier"): 9.0})).source.kind == "unknown"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a woman said", "A woman said"),
        ("General Ali Hassan said", "Fatima Hassan, a nurse, said"),
        ("Wagner said", "Wagner, a resident, said"),
    ],
)
def test_two_who_may_be_others_keep_their_own_kinds(first: str, second: str) -> None:
    """A description or a surname is no name of one person."""
    text = f'"The bread is gone," {first}. {second} that two people were killed.'
    claims = extract_claims(text, published=None).claims

    def label(view: View) -> Labels:
        return labels({("kind", "soldier" if "bread" in view.content else "analyst"): 5.0})

    assert [claim.source.kind for claim in labelled(text, claims, label)] == ["soldier", "analyst"]


@pytest.mark.parametrize(
    ("content", "agent", "target", "actors"),
    [
        ("that three Su-34s were shot down", ["34s"], ["three", "Su"], (None, "three Su-34s")),
        ("that Hemedti’s house was hit", [], ["s", "house"], (None, "Hemedti’s house")),
        ("that Russia’s army fled", ["Russia"], [], ("Russia", None)),
        ("that the mill burned", ["the"], [], (None, None)),
    ],
)
def test_actors_are_whole_words(
    content: str, agent: list[str], target: list[str], actors: tuple[str | None, str | None]
) -> None:
    """A mark grows to the word that it begins in, and of two in one word the longer stays; "the" alone is nobody."""
    text = f"Officials said {content}."
    claim = read(text)
    pieces = list(re.finditer(r"\w+|[^\w\s]", claim.content.text))
    marks = [(n, "agent") for n, piece in enumerate(pieces) if piece[0] in agent]
    marks += [(n, "target") for n, piece in enumerate(pieces) if piece[0] in target]
    found = labels({("type", "attack"): 9.0}, dict.fromkeys(marks, 9.0), spans=[piece.span() for piece in pieces])
    (event, *_) = joined(claim, found, text).events

    assert (words_of(event.actors.agent), words_of(event.actors.target)) == actors


def words_of(actor: Actor | None) -> str | None:
    """How an actor is worded."""
    return actor.text if actor else None
