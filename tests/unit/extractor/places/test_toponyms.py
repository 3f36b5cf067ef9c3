"""Which words of a text are places, and which are not."""

from __future__ import annotations

import pytest

from services.extractor.domain.places.toponyms import toponyms_in

PLACES = [
    ("Shells fell in Bakhmut on Monday.", ["Bakhmut"]),
    ("KHARKIV, Ukraine — Rockets hit a school.", ["KHARKIV", "Ukraine"]),
    ("They moved from Rostov-on-Don to Port-au-Prince.", ["Rostov-on-Don", "Port-au-Prince"]),
    ("He was born in Paris, Ky., and lives near Lake Mary.", ["Paris", "Ky.", "Lake Mary"]),
    ("Deputies of Rapides Parish searched a house on Orchard Street.", ["Rapides Parish", "Orchard Street"]),
    ("Fighting reached the outskirts of Tskhinvali, officials in Gori said.", ["Tskhinvali", "Gori"]),
    ("The U.S. and the UK sent aid to South Sudan.", ["U.S.", "UK", "South Sudan"]),
    ("Kyiv’s mayor spoke in Warsaw.", ["Kyiv", "Warsaw"]),
]

NOT_PLACES = [
    ("Paris Hilton came late.", "Paris"),
    ("Jack London wrote it.", "London"),
    ("Mr. Lincoln disagreed.", "Lincoln"),
    ("John Henderson was there. Henderson said no.", "Henderson"),
    ("In March the Police waited.", "Police"),
]


UNLISTED = [
    ("Omdul Bakr, a trading village on the river, fell. They had left Omdul Bakr.", ["Omdul Bakr", "Omdul Bakr"]),
    ("The assault on Vyrlohai failed.", ["Vyrlohai"]),
    ("Nothing is left since the fall of Vyrlohai.", ["Vyrlohai"]),
    ("The launcher stood near Al-Qumrah.", ["Al-Qumrah"]),
    ("A school in Deir al-Qumr was hit.", ["Deir al-Qumr"]),
    ("Trucks wait at the Vyrlohai checkpoint.", ["Vyrlohai"]),
    ("A mill at Tal Zaryan in northern Syria burned.", ["Tal Zaryan", "Syria"]),
    ("They met at the Belarusian border.", ["Belarusian border"]),
    ("It lies north of Vyrlohai, 3 km from Zaryan.", ["Vyrlohai", "Zaryan"]),
    ("The track to Vyrlohai is cut.", ["Vyrlohai"]),
    ("They walked from Vyrlohai to Zaryan.", ["Vyrlohai", "Zaryan"]),
    ("The column left Vyrlohai for Zaryan.", ["Vyrlohai", "Zaryan"]),
    ("A convoy burned between Vyrlohai and Zaryan.", ["Vyrlohai", "Zaryan"]),
    ("They shelled Vyrlohai, Zaryan and Qumrah.", ["Vyrlohai", "Zaryan", "Qumrah"]),
    ("Residents of Vyrlohai hid.", ["Vyrlohai"]),
    ("He said Vyrlohai had fallen to the rebels.", ["Vyrlohai"]),
    ("He said Pokrasne had fallen. They fled Pokrasne.", ["Pokrasne", "Pokrasne"]),
    ("He said Vasylkove was captured by the enemy.", ["Vasylkove"]),
    ("Jets struck Gorani and Bakhmut.", ["Gorani", "Bakhmut"]),
    ("Jets struck Gorani in North Darfur.", ["Gorani", "North Darfur"]),
    ("Jets struck Gorani in Donetsk region.", ["Gorani", "Donetsk"]),
    ("The last fighters left Gorani.", ["Gorani"]),
    ("They captured Gorani, Wagner fighters said.", ["Gorani"]),
    ("Fighting went on north of Dibis.", ["Dibis"]),
    ("People near Gorani hid.", ["Gorani"]),
    ("He fled the village of Petrenko. Colonel Petrenko denied it.", ["Petrenko"]),
    ("Shells fell at Vyrlohai, where a mill burned.", ["Vyrlohai"]),
    ("Jets struck Tel Zaryan.", ["Tel Zaryan"]),
    ("They shelled eastern Vyrlohai and Zaryan’s hospital.", ["Vyrlohai", "Zaryan"]),
    ("People from Vyrlohai hid in a Vyrlohai school.", ["Vyrlohai", "Vyrlohai"]),
    ("Vyrlohai residents hid.", ["Vyrlohai"]),
    ("The Vyrlohai thermal power plant was hit.", ["Vyrlohai"]),
    ("Vyrlohai road is cut.", ["Vyrlohai"]),
    ("Vyrlohai, a colonel, spoke of PKX.", []),
    ("They moved on to Vyrlohai. Vyrlohai said no.", []),
    ("They held Vyrlohai. A teacher in Vyrlohai said so.", ["Vyrlohai", "Vyrlohai"]),
    ("Lorries stood near Al Koma.", ["Al Koma"]),
    ("Talks between Vyrlohai and Zaryan failed.", []),
    ("A researcher at Vyrlohai wrote it.", []),
    ("An attack on Vyrlohai drones failed.", []),
    ("They met in FakeScope near Exit 6.", []),
    ("In Budalin, Vyrlohai, a rival, denied it.", ["Budalin"]),
    ("Shells fell on them.", []),
    ("He is at PKX and near PKX.", []),
]


@pytest.mark.parametrize(("text", "names"), UNLISTED)
def test_name_that_no_gazetteer_has_is_a_place_where_places_stand(text: str, names: list[str]) -> None:
    """A kind behind it, a region, a fight for it, "near" before it; not a person's apposition, nor capitals."""
    assert names_of(text) == names


SOMETHING_ELSE = [
    "Officials said Ivanchuk was captured by the enemy.",
    "He said Sunak had fallen and Truss fell after weeks.",
    "He said Starmer came under fire.",
    "Lysenko was bombed and Bondarenko, where he stood, was hit.",
    "They seized Bondarenko.",
    "They attacked Jews, shelled Kurds, fled Janjaweed and liberated Yazidis.",
    "They hit Merkavas and Bradleys.",
    "Missiles were launched from Kalibr carriers.",
    "They hit Fury and Reaper drones.",
    "The navy struck MSC Aries.",
    "He left Goldman Sachs.",
    "The firm is moving toward Starlink and Palantir.",
    "He spoke to the people of Goretsky.",
    "He described the men around Goretsky and those near Dunford.",
    "He described the men near Putin, and people around Trump.",
    "After the fall of Assad they fled Netanyahu.",
    "They gathered near Goretsky. Colonel Goretsky spoke.",
    "We reached Goretsky by phone.",
    "He trusted in Goretsky.",
    "The army began Operation Northern Arrow.",
    "Shells fell outside Doctors Without Borders clinic.",
]


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_person_people_weapon_firm_or_operation_is_no_place(text: str) -> None:
    """What is said of others as well is not enough, and who is somebody is no place, whatever stands before."""
    assert names_of(text) == []


def test_listed_place_stays_one_though_a_known_person_is_called_so() -> None:
    """Only a name that no gazetteer has is taken for the person that reports name without saying who it is."""
    assert names_of("Shells fell near Lincoln and Donetsk.") == ["Lincoln", "Donetsk"]


def names_of(text: str) -> list[str]:
    """The toponyms of a text, without words for people."""
    return [text[found.start : found.end] for found in toponyms_in(text) if not found.is_people]


@pytest.mark.parametrize(("text", "names"), PLACES)
def test_place_is_recognised(text: str, names: list[str]) -> None:
    """A name is a place where the words around it say so."""
    assert names_of(text) == names


@pytest.mark.parametrize(("text", "name"), NOT_PLACES)
def test_namesake_of_a_place_is_not_taken(text: str, name: str) -> None:
    """A person, a month or a word that is called like a place is none."""
    assert name not in names_of(text)


def test_place_in_the_name_of_an_institution_is_marked() -> None:
    """What stands in a longer name is a toponym, but not where something happens."""
    (found,) = toponyms_in("The Kyiv Independent reported it.")

    assert found.is_within


def test_word_for_people_is_marked() -> None:
    """Adjectives and words for people are told apart from names."""
    assert [found.is_people for found in toponyms_in("Ukrainian troops left Kherson.")] == [True, False]
