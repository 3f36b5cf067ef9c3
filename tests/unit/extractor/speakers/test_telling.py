"""Whom the report tells of before a pronoun or a quotation, though that person said nothing."""

from __future__ import annotations

import pytest

from services.extractor.domain.claims import extract_claims

SPOKE = "General Ostap Hrynko said the road was cut.\n\n"


def name_of_last(text: str) -> str | None:
    """The name of the last source of a text."""
    return extract_claims(text, published=None).claims[-1].source.name


TOLD_OF = [
    ("Taras Koval waited.\n\n" + SPOKE + "Koval was more careful. “We lost nine men,” he said.", "Taras Koval"),
    (SPOKE + "His mother, Lidiya, held a photograph. “I did not see my son,” she said.", "Lidiya"),
    (SPOKE + "Ismail, a former corporal, lay on a mat. He said he had thrown away his uniform.", "Ismail"),
    (SPOKE + "Halyna, 58, shook her head. “The town is empty,” she said.", "Halyna"),
    (SPOKE + "In the clinic Dr Hamid Saleh has not slept. He said the children came first.", "Hamid Saleh"),
    (SPOKE + "A miner called Petro Hnatiuk disagreed. “The town is lost to us,” he said.", "Petro Hnatiuk"),
    (SPOKE + "The woman on the bus was Oksana Melnyk. “The camp was cold,” she said.", "Oksana Melnyk"),
    (SPOKE + "His brother, who fought in the war, shrugged. “The town is lost,” he said.", "brother of Ostap Hrynko"),
    (SPOKE + "The doctor’s children slept. He added that the bridge stood.", "Ostap Hrynko"),
    (SPOKE + "“The mayor is a coward. My mother left,” he said.", "Ostap Hrynko"),
    (SPOKE + "His mother, Lidiya, held a photograph. He added that the bridge stood.", "Ostap Hrynko"),
    (SPOKE + "His neighbour, Petro Hnatiuk, disagreed. “The town is lost to all of us.”", "Petro Hnatiuk"),
]


@pytest.mark.parametrize(("text", "name"), TOLD_OF)
def test_a_pronoun_means_the_person_a_sentence_tells_of(text: str, name: str) -> None:
    """A person with whom a sentence begins is nearer than who spoke before, if gender and number fit."""
    assert name_of_last(text) == name


STANDS_FOR = [
    ("The RSF said the road was cut. The group said the bridge stood.", "RSF"),
    ("Oxfam said the road was cut. The charity said the bridge stood.", "Oxfam"),
    ("President Ivan Koval said the road was cut. The Ukrainian president said the bridge stood.", "Ivan Koval"),
    ("The Rapid Support Forces fled. The Sudanese Armed Forces said the road was cut.", "Sudanese Armed Forces"),
    ("The Ministry of Defence met. The Russian defence ministry said the road was cut.", "Russian defence ministry"),
    ("Ms. Bintou Keita said the road was cut. She added that the bridge stood.", "Bintou Keita"),
    ("Halyna, 58, said the road was cut.", "Halyna"),
]


@pytest.mark.parametrize(("text", "name"), STANDS_FOR)
def test_a_noun_stands_for_who_spoke_only_where_its_words_fit(text: str, name: str) -> None:
    """A group and a president are those of before; other words than a name's are another body."""
    assert name_of_last(text) == name


def test_a_body_that_begins_the_sentence_owns_its_spokesman() -> None:
    """The owner is the subject of the same sentence, not who spoke before."""
    text = "The army said the road was cut. UNIFIL counted ten strikes, its spokesperson Kandice Ardiel said."
    source = extract_claims(text, published=None).claims[-1].source

    assert (source.name, source.kind) == ("Kandice Ardiel", "international_organisation")


NAMES = [
    ("Franz-Stefan Gady said the road was cut.", "Franz-Stefan Gady"),
    ("The United Arab Emirates said the road was cut.", "United Arab Emirates"),
    ("Doctors Without Borders said the road was cut.", "Doctors Without Borders"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_is_whole(text: str, name: str) -> None:
    """Hyphens belong to a given name, and a state or a body is no person's."""
    assert name_of_last(text) == name


SIDES = [
    ("The RSF shot at Sudan’s army. Mohamed Osman, a Sudan researcher at Haven, said the road was cut.", None),
    ("Our correspondent Shaun Walker, in Kyiv, said that Russia had cut the road of Ukraine.", None),
    ("Isa Munayev, a Chechen with a Danish passport, said Russia had cut the road of Ukraine.", None),
    ("The Chechen leader said that Russia had cut the road of Ukraine.", "RU"),
    ("KYIV SAYS RUSSIA CUT THE ROAD OF UKRAINE", "UA"),
    ("RSF drones hit a power station, the governor said.\n\nThe Russian-installed governor met Ukraine.", None),
]


@pytest.mark.parametrize(("text", "side"), SIDES)
def test_what_somebody_works_on_is_no_side(text: str, side: str | None) -> None:
    """A country before "researcher" is a subject, "in Kyiv" a place; a capital that shouts is a camp."""
    assert extract_claims(text, published=None).claims[0].source.side == side
