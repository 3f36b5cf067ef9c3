"""What a content tells of: type of event, modality, polarity, actors."""

from __future__ import annotations

import pytest

from services.extractor.domain.draft import Event
from tests.unit.extractor.attributing import claim_in


def main(content: str) -> Event:
    """The main event of what a mayor said."""
    return claim_in(f"<The mayor> /said/ [{content}].").events[0]


TYPES = [
    ("the brigade pulled out of the village", "withdrawal"),
    ("marines advanced on the town", "advance"),
    ("the army took control of the station", "capture"),
    ("the garrison held the line", "hold"),
    ("the two units clashed near the mill", "clash"),
    ("mortars shelled the orchard", "shelling"),
    ("jets bombed the depot", "air_strike"),
    ("gunmen attacked the post", "attack"),
    ("nine people were wounded", "casualties"),
    ("the pump house burned down", "destruction"),
    ("four fishermen were detained", "detention"),
    ("new troops were sent to the border", "deployment"),
    ("families were evacuated by bus", "evacuation"),
    ("a convoy brought bread and blankets", "humanitarian"),
    ("the delegations signed a truce", "ceasefire_or_talks"),
    ("parliament banned the export of salt", "policy"),
    ("the orchards bloomed early", "statement"),
    ("the garrison has left Borivka", "withdrawal"),
    ("the regiment fell back", "withdrawal"),
    ("they had lost the hill", "withdrawal"),
    ("two positions behind the mill had been given up", "withdrawal"),
    ("marines burst into the hamlet", "advance"),
    ("the company gained a foothold", "advance"),
    ("the hill changed hands", "capture"),
    ("the mill is not ours", "hold"),
    ("the guards cling to the ridge", "hold"),
    ("saboteurs detonated a charge", "attack"),
    ("two armies exchanged gunfire", "clash"),
    ("the guns fired forty shells at the orchard", "shelling"),
    ("a strike from above", "air_strike"),
    ("a baker was shot dead", "casualties"),
    ("a shed was beyond repair", "destruction"),
    ("the lorries were carrying ammunition", "deployment"),
    ("they held at least 30 students in a cellar", "detention"),
    ("the militia traded hostages for salt", "prisoner_exchange"),
    ("700 families have fled", "humanitarian"),
    ("the clinic lost power", "humanitarian"),
    ("families were airlifted", "evacuation"),
    ("the envoys quit the talks", "ceasefire_or_talks"),
    ("the council will hold elections", "policy"),
    ("the plant makes anti-drone nets", "statement"),
    ("the works produce 90 drones a month", "statement"),
]


@pytest.mark.parametrize(("content", "kind"), TYPES)
def test_type_is_that_of_the_words(content: str, kind: str) -> None:
    """The wordings of the table name the type; without any it is a statement."""
    assert main(content).type == kind


def test_the_main_clause_comes_first() -> None:
    """An event of a subordinate clause is another, behind the main one."""
    events = claim_in(
        "<The mayor> /said/ that [jets bombed the depot after the brigade pulled out of the village]."
    ).events

    assert [event.type for event in events] == ["air_strike", "withdrawal"]


def test_the_verb_goes_before_its_subject() -> None:
    """What did it is named by the subject, what happened by the verb."""
    events = claim_in("<The mayor> /said/ that [the air strike killed nine people].").events

    assert [event.type for event in events] == ["casualties", "air_strike"]


def test_what_is_told_by_the_way_is_no_event_beside_another() -> None:
    """The occupied town is where, not what happened."""
    assert [event.type for event in claim_in("<The mayor> /said/ [gunmen shelled the occupied town].").events] == [
        "shelling"
    ]


SPOKEN = [
    ("<The mayor> /accused/ [the council of laziness].", ["accusation"]),
    ("<The mayor> /accused/ [the army of shelling the orchard].", ["shelling"]),
    ("<The mayor> /demanded/ that [the army withdraw from the orchard].", ["demand", "withdrawal"]),
    ("<The mayor> /demanded/ [a new roof].", ["demand"]),
    ("<The mayor> /urged/ [the militia to release the hostages].", ["prisoner_exchange"]),
    ("<The mayor> /called/ [the story a fabrication].", ["statement"]),
    ("<The mayor> /warned/ that [the winter would be long].", ["threat"]),
    ("<The mayor> /warned/ that [the army would shell the orchard].", ["shelling"]),
]


@pytest.mark.parametrize(("text", "types"), SPOKEN)
def test_what_the_cue_does_is_an_event_where_the_content_has_none(text: str, types: list[str]) -> None:
    """Only a demand stays one beside what is demanded, which has not happened."""
    assert [event.type for event in claim_in(text).events] == types


MODALITIES = [
    ("the brigade pulled out", "happened"),
    ("the brigade has pulled out", "happened"),
    ("the brigade is pulling out", "ongoing"),
    ("the brigade was pulling out", "ongoing"),
    ("the brigade will pull out", "planned"),
    ("the brigade is about to pull out", "planned"),
    ("the brigade might pull out", "possible"),
    ("the brigade would pull out if the bridge fell", "conditional"),
    ("the brigade pulled out as if in a hurry", "happened"),
]


@pytest.mark.parametrize(("content", "modality"), MODALITIES)
def test_modality_is_that_of_the_verb(content: str, modality: str) -> None:
    """Tense, modal verbs and conditions of the event's clause tell how it is put."""
    assert main(content).modality == modality


UNDER_CUES = [
    ("<The mayor> /demanded/ that [the brigade pull out].", "possible"),
    ("<The mayor> /did not rule out/ that [the brigade pulled out].", "possible"),
    ("<The general> /threatened/ [to shell the orchard].", "planned"),
    ("<The general> /vowed/ [to capture the station].", "planned"),
    ("<Footage> /showed/ [the brigade pulling out of the village].", "happened"),
    ("<Footage> /showed/ [sappers digging trenches].", "ongoing"),
    ("<Footage> /showed/ [two sheds beside a mill].", "ongoing"),
    ("<Oslo> /announced/ [ten new generators for the hospital].", "planned"),
    ("<The mayor> /accused/ [the council of arming the militia].", "ongoing"),
    ("<The mayor> /called/ [the report “a lie”].", "unknown"),
    ("<The mayor> /said/ [“It would cost us the mill”].", "conditional"),
    ("<The mayor> /said/ that [a convoy to the east of the mill had left].", "happened"),
    ("<The mayor> /said/ that [up to 900 people are stranded].", "ongoing"),
    ("<The mayor> /said/ that [the clinic has no diesel].", "ongoing"),
    ("<The mayor> /said/ that [talks were planned].", "planned"),
    ("<The mayor> /said/ that [the army should withdraw].", "possible"),
    ("<The mayor> /said/ that [the mill was still in our hands].", "ongoing"),
]


@pytest.mark.parametrize(("text", "modality"), UNDER_CUES)
def test_the_cue_decides_where_the_verb_does_not(text: str, modality: str) -> None:
    """What is demanded may be, what is threatened is to come, what is seen goes on."""
    assert claim_in(text).events[-1].modality == modality


POLARITIES = [
    ("the brigade pulled out", "positive"),
    ("the brigade did not pull out", "negative"),
    ("the brigade never pulled out", "negative"),
    ("nobody was wounded", "negative"),
    ("the army failed to capture the station", "negative"),
    ("there were no clashes", "negative"),
    ("it is not true that nobody was wounded", "negative"),
    ("not only the mill burned down", "positive"),
    ("the army did not fail to capture the station", "positive"),
    ("the brigade pulled out because it had no fuel", "positive"),
    ("the brigade would pull out if the fuel did not come", "positive"),
    ("gunmen attacked the post and not the mill", "positive"),
    ("no doubt the brigade pulled out", "positive"),
    ("the road was not open", "negative"),
]


@pytest.mark.parametrize(("content", "polarity"), POLARITIES)
def test_polarity_is_that_of_the_clause_as_worded(content: str, polarity: str) -> None:
    """A negation reaches no further than its clause, two undo each other, and some words with "not" say yes."""
    assert main(content).polarity == polarity


ACTORS = [
    ("<The army> /said/ [gunmen attacked the post].", "gunmen", "the post"),
    ("<The army> /said/ [the post was attacked by gunmen].", "gunmen", "the post"),
    ("<The army> /said/ [nine soldiers were wounded].", None, "nine soldiers"),
    ("<The army> /said/ [the attack wounded nine soldiers].", None, "nine soldiers"),
    ("<The army> /said/ [the 14th Brigade pulled out of the village].", "the 14th Brigade", None),
    ("<The army> /said/ [on Monday, marines entered the town].", "marines", None),
    ("<The army> /said/ [talks began].", None, None),
    ("<The army> /said/ [the militia traded hostages for salt].", "the militia", "hostages"),
    ("<The army> /said/ [it shot down nine Russian drones].", "nine Russian drones", None),
    ("<The army> /said/ [nine Russian drones were shot down].", "nine Russian drones", None),
    ("<The army> /said/ [two of them had been captured].", None, "two of them"),
    ("<The army> /said/ [the crew are unhurt].", None, "the crew"),
    ("<The army> /said/ [the ship had sunk].", None, "the ship"),
    ("<The army> /urged/ [the rebels to free the two hostages].", "the rebels", "the two hostages"),
]


@pytest.mark.parametrize(("text", "agent", "target"), ACTORS)
def test_actors_are_subject_and_object(text: str, agent: str | None, target: str | None) -> None:
    """Whoever does it and whoever suffers it, in the active and the passive voice."""
    actors = claim_in(text).events[0].actors

    assert (actors.agent and actors.agent.text, actors.target and actors.target.text) == (agent, target)


CAMPS = [
    ("<The army> /said/ [Russian troops attacked the post].", "RU", None),
    ("<The Ukrainian army> /said/ [our troops attacked the post].", "UA", None),
    ("<The Ukrainian army> /said/ [the enemy attacked the post].", "RU", None),
    ("<The army> /said/ [Ukraine’s 14th Brigade attacked the post].", "UA", "14th Brigade"),
    ("<The army> /said/ [gunmen attacked the post].", None, None),
]


@pytest.mark.parametrize(("text", "side", "party"), CAMPS)
def test_an_actor_has_a_camp_where_words_or_speaker_show_it(text: str, side: str | None, party: str | None) -> None:
    """The words "our troops" mean the speaker’s side, "the enemy" the other one."""
    agent = claim_in(text).events[0].actors.agent

    assert agent is not None
    assert (agent.side, agent.party) == (side, party)
